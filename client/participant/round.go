package participant

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
)

// offered is what this participant drew for one attempt. It exists in memory
// only, until the attempt is over.
type offered struct {
	prefix protocol.Prefix
	offer  *secsite.Offer
}

// round is the form of the sum that an attempt is about; commits are those of
// all who committed, once they have.
func (p *participant) round(prefix protocol.Prefix, phase string, commits []protocol.Commit) (secagg.Round, error) {
	r, err := roundOf(p.plan, prefix, phase)
	if p.name.Offers() {
		for _, c := range commits {
			r.Offered = append(r.Offered, secagg.Offered{ID: string(c.From), Public: c.Public})
		}
	}
	return r, err
}

// roundOf is the form of a sum before anybody has committed.
func roundOf(p *plan.Plan, prefix protocol.Prefix, phase string) (secagg.Round, error) {
	layout, err := p.Layout(phase)
	if err != nil {
		return secagg.Round{}, err
	}
	packing, err := p.Packing(phase)
	if err != nil {
		return secagg.Round{}, err
	}
	chunks, err := p.Chunks(phase)
	return secagg.Round{
		Prefix:       prefix.Digest(),
		Layout:       layout,
		Packing:      packing,
		Chunks:       chunks,
		Set:          p.Set,
		Participants: len(p.Participants),
		Threshold:    p.Threshold,
	}, err
}

// commit draws and shares the secrets of an attempt and, unless the scheme first
// offers them to all, protects the round's vector with them.
func (p *participant) commit(need site.NeedCommit) (site.Input, error) {
	r, err := p.round(need.Prefix, need.Phase, nil)
	if err != nil {
		return nil, err
	}
	members := make([]secagg.Member, len(need.Ready))
	for i, ready := range need.Ready {
		if err := seal.CheckPublicKey(ready.Key); err != nil {
			return site.Failed{Prefix: need.Prefix, Code: protocol.CodeMalformed, Party: ready.From, Text: fmt.Sprintf("its key of this attempt is none: %v", err)}, nil
		}
		members[i] = secagg.Member{ID: string(ready.From), Point: p.terms.Point(ready.From), Key: ready.Key}
	}
	made, err := p.offer(need.Prefix, r, members)
	if err != nil {
		return nil, fmt.Errorf("drawing the secrets of round %d: %w", need.Prefix.Round, err)
	}
	p.secrets.keepOffer(need.Prefix, made)
	answer := site.Commit{Prefix: need.Prefix, Public: made.Public}
	rand.Read(answer.Nonce[:])
	for _, s := range made.Shares {
		answer.Shares = append(answer.Shares, protocol.Share{From: p.cfg.Self, To: identity.ID(s.To), Sealed: s.Bytes})
	}
	if !p.name.Offers() {
		root, failed, err := p.protect(need.Prefix, need.Phase, r)
		if failed != nil || err != nil {
			return failed, err
		}
		answer.Root = root
	}
	return answer, nil
}

// protectOffered protects the round's vector with what all who committed offered.
func (p *participant) protectOffered(need site.NeedProtect) (site.Input, error) {
	r, err := p.round(need.Prefix, need.Phase, need.Commits)
	if err != nil {
		return nil, err
	}
	root, failed, err := p.protect(need.Prefix, need.Phase, r)
	if failed != nil || err != nil {
		return failed, err
	}
	return site.Protected{Prefix: need.Prefix, Root: root}, nil
}

// protect makes the chunks of an attempt, on stable storage, and gives their
// root. The vector is made at most once a round: every attempt protects the same
// one under fresh secrets.
func (p *participant) protect(prefix protocol.Prefix, phase string, r secagg.Round) (root digest.Digest, failed site.Input, err error) {
	offer := p.secrets.offerOf(prefix)
	if offer == nil {
		return root, site.Failed{Prefix: prefix, Code: protocol.CodeLost, Party: p.cfg.Self, Text: "the secrets of this attempt are gone; another attempt is needed"}, nil
	}
	values, err := p.vector(prefix, phase, r)
	if disk := (*fs.PathError)(nil); errors.As(err, &disk) || ofTrainer(err) {
		return root, nil, err // which says nothing about the rows
	}
	if err != nil {
		return root, site.Failed{Prefix: prefix, Code: protocol.CodeLearning, Party: p.cfg.Self, Said: phrase.New("learn.failed", "%v", err)}, nil
	}
	defer values.close()
	body, err := p.dir.makeBody(prefix)
	if err != nil {
		return root, nil, err
	}
	chunks := make([]digest.Digest, 0, len(r.Chunks))
	err = p.scheme.Protect(r, offer, values.read, p.secrets.group, func(chunk int, b []byte) error {
		chunks = append(chunks, residue.ChunkDigest(chunk, b))
		return body.write(chunk, b)
	})
	if bad := (*secsite.OfferError)(nil); errors.As(err, &bad) {
		return root, site.Failed{Prefix: prefix, Code: protocol.CodeMalformed, Party: identity.ID(bad.From), Text: err.Error()}, nil
	}
	if err != nil {
		return root, nil, fmt.Errorf("protecting round %d: %w", prefix.Round, err)
	}
	if err := p.keepForInspection(prefix, phase, values, r.Layout.Values()); err != nil {
		return root, nil, err
	}
	return residue.Root(chunks), nil, body.sync()
}

func (p *participant) member(id identity.ID) secagg.Member {
	return secagg.Member{ID: string(id), Point: p.terms.Point(id)}
}

// release opens every sealed share, or makes its share of the sum, which read
// gives where the scheme is direct, and seals once what the sum needs.
func (p *participant) release(need site.NeedRelease, read func(chunk int) ([]byte, error)) (site.Input, error) {
	key, offer := p.secrets.attempt[need.Prefix], p.secrets.offerOf(need.Prefix)
	committed := slices.ContainsFunc(need.Commits, func(c protocol.Commit) bool { return c.From == p.cfg.Self })
	if key == nil || offer == nil && committed {
		return site.Failed{Prefix: need.Prefix, Code: protocol.CodeLost, Party: p.cfg.Self, Text: "the key of this attempt is gone; another attempt is needed"}, nil
	}
	r, err := p.round(need.Prefix, need.Phase, need.Commits)
	if err != nil {
		return nil, err
	}
	closing := secsite.Closing{Set: names(need.Set), Shares: make([]secagg.SealedShare, len(need.Shares)), Sum: read}
	for i, s := range need.Shares {
		closing.Shares[i] = secagg.SealedShare{From: string(s.From), To: string(s.To), Bytes: s.Sealed}
	}
	if slices.Contains(need.Set, p.cfg.Self) || p.name.Offers() && committed {
		closing.Own = offer
	}
	sealed, err := p.scheme.Release(r, p.member(p.cfg.Self), key, closing, p.secrets.group)
	if bad := (*secsite.ShareError)(nil); errors.As(err, &bad) {
		return site.Failed{Prefix: need.Prefix, Code: protocol.CodeShare, Party: identity.ID(bad.From), Text: err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	p.secrets.endAttempts() // nothing of this attempt needs its key any more
	return site.Release{Prefix: need.Prefix, Sealed: sealed}, nil
}

// names are the ids as the schemes have them.
func names(ids []identity.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}
