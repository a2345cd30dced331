package participant

import (
	"crypto/rand"
	"errors"
	"fmt"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/vector"
)

// offered is what this participant drew for one attempt. It exists in memory
// only, until the attempt is over.
type offered struct {
	prefix protocol.Prefix
	offer  *secsite.Offer
}

// round is the form of the sum that an attempt is about.
func (p *participant) round(prefix protocol.Prefix, phase string) (secagg.Round, error) {
	layout, err := p.plan.Layout(phase)
	if err != nil {
		return secagg.Round{}, err
	}
	packing, err := p.plan.Packing(phase)
	if err != nil {
		return secagg.Round{}, err
	}
	chunks, err := p.plan.Chunks(phase)
	return secagg.Round{
		Prefix:       prefix.Digest(),
		Layout:       layout,
		Packing:      packing,
		Chunks:       chunks,
		Set:          p.plan.Set,
		Participants: len(p.terms.Participants),
		Threshold:    p.terms.Threshold,
	}, err
}

// commit encrypts the round's vector and shares the key. The vector is made at
// most once a round: every attempt encrypts the same one under fresh secrets.
func (p *participant) commit(need site.NeedCommit) (site.Input, error) {
	r, err := p.round(need.Prefix, need.Phase)
	if err != nil {
		return nil, err
	}
	values, err := p.vector(need.Prefix.Round, need.Phase, r)
	if err != nil {
		return site.Failed{Prefix: need.Prefix, Code: protocol.CodeLearning, Party: p.cfg.Self, Said: phrase.New("learn.failed", "%v", err)}, nil
	}
	defer values.close()
	members := make([]secagg.Member, len(need.Ready))
	for i, ready := range need.Ready {
		if err := seal.CheckPublicKey(ready.Key); err != nil {
			return site.Failed{Prefix: need.Prefix, Code: protocol.CodeMalformed, Party: ready.From, Text: fmt.Sprintf("its key of this attempt is none: %v", err)}, nil
		}
		members[i] = secagg.Member{ID: string(ready.From), Point: p.terms.Point(ready.From), Key: ready.Key}
	}
	body, err := p.dir.makeBody(need.Prefix)
	if err != nil {
		return nil, err
	}
	chunks := make([]digest.Digest, 0, len(r.Chunks))
	emit := func(chunk int, b []byte) error {
		chunks = append(chunks, residue.ChunkDigest(chunk, b))
		return body.write(chunk, b)
	}
	made, err := p.scheme.Offer(r, p.member(p.cfg.Self), members)
	if err != nil {
		return nil, fmt.Errorf("drawing the secrets of round %d: %w", need.Prefix.Round, err)
	}
	p.secrets.keepOffer(need.Prefix, made)
	if err := p.scheme.Protect(r, made, values.read, p.secrets.group, emit); err != nil {
		return nil, fmt.Errorf("encrypting round %d: %w", need.Prefix.Round, err)
	}
	answer := site.Commit{Prefix: need.Prefix, Root: residue.Root(chunks)}
	rand.Read(answer.Nonce[:])
	for _, s := range made.Shares {
		answer.Shares = append(answer.Shares, protocol.Share{From: p.cfg.Self, To: identity.ID(s.To), Sealed: s.Bytes})
	}
	if err := p.dir.writeCommit(answer); err != nil {
		return nil, err
	}
	return answer, body.sync()
}

// vector is the round's integer vector: computed, persisted, and from then on
// the same for every attempt. Of the integers, a piece is in memory at a time.
func (p *participant) vector(round uint32, phase string, r secagg.Round) (*roundVector, error) {
	length := r.Layout.Values()
	if made, err := p.dir.openVector(round, length); made != nil || err != nil {
		return made, err
	}
	contribution, err := p.learner.Contribution(phase)
	if err != nil {
		return nil, err
	}
	var clipped []vector.Clipping
	err = p.dir.writeVector(round, func(to vector.Sink) (err error) {
		clipped, err = r.Layout.QuantiseTo(contribution, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	p.outcome.Clipped = append(p.outcome.Clipped, clipped...)
	for _, c := range clipped {
		if p.cfg.Metrics != nil {
			p.cfg.Metrics.Clipped(c.Segment, c.Clipped)
		}
		if c.Clipped > 0 {
			p.cfg.Log.Warn("values were clipped", "round", round, "segment", c.Segment, "clipped", c.Clipped, "of", c.Values)
		}
	}
	made, err := p.dir.openVector(round, length)
	if made == nil && err == nil {
		err = errors.New("the vector of the round is gone from the directory of the run")
	}
	return made, err
}

func (p *participant) member(id identity.ID) secagg.Member {
	return secagg.Member{ID: string(id), Point: p.terms.Point(id)}
}

// release opens every sealed share of the set and seals their sum once.
func (p *participant) release(need site.NeedRelease) (site.Input, error) {
	key, ok := p.secrets.attempt[need.Prefix]
	if !ok || p.secrets.offer == nil || p.secrets.offer.prefix != need.Prefix {
		return site.Failed{Prefix: need.Prefix, Code: protocol.CodeShare, Party: p.cfg.Self, Text: "the key of this attempt is gone; another attempt is needed"}, nil
	}
	r, err := p.round(need.Prefix, p.machine.Phase())
	if err != nil {
		return nil, err
	}
	shares := make([]secagg.SealedShare, len(need.Shares))
	for i, s := range need.Shares {
		shares[i] = secagg.SealedShare{From: string(s.From), To: string(s.To), Bytes: s.Sealed}
	}
	closing := secsite.Closing{Set: names(need.Set), Shares: shares}
	if contains(need.Set, p.cfg.Self) {
		closing.Own = p.secrets.offer.offer
	}
	sealed, err := p.scheme.Release(r, p.member(p.cfg.Self), key, closing, p.secrets.group)
	if bad := (*secsite.ShareError)(nil); errors.As(err, &bad) {
		return site.Failed{Prefix: need.Prefix, Code: protocol.CodeShare, Party: identity.ID(bad.From), Text: err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	p.secrets.endAttempts() // nothing of this attempt needs its key any more
	return site.Release{Prefix: need.Prefix, Sealed: sealed}, p.dir.writeRelease(need.Prefix, sealed)
}

// names are the ids as the schemes have them.
func names(ids []identity.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

func contains(ids []identity.ID, id identity.ID) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}
