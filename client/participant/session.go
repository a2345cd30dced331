package participant

import (
	"crypto/rand"
	"errors"
	"fmt"

	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	secsite "samband/pkg/secagg/site"
)

func (p *participant) makeHello() (site.Input, error) {
	key, err := seal.NewKey()
	if err != nil {
		return nil, err
	}
	p.secrets.hello = key
	return site.Hello{Key: key.Public()}, nil
}

// makeGroupKey draws this member's 32 bytes and seals them to every hello key.
func (p *participant) makeGroupKey(need site.NeedGroupKey) (site.Input, error) {
	rand.Read(p.secrets.contribution[:])
	prefix := p.terms.Prefix()
	answer := site.GroupKey{Contribution: protocol.ContributionDigest(prefix, p.cfg.Self, p.secrets.contribution)}
	var err error
	if answer.Public, p.secrets.part, err = p.scheme.Found(p.plan.Set, need.Digest); err != nil {
		return nil, err
	}
	for i := range need.Hellos.Hellos {
		h := &need.Hellos.Hellos[i]
		info := protocol.SealingInfo(prefix, need.Digest, p.cfg.Self, h.From)
		sealed, err := seal.Seal(h.Key, info, p.secrets.contribution[:])
		if err != nil {
			return site.Failed{Code: protocol.CodeGroupKey, Party: h.From, Text: fmt.Sprintf("nothing can be sealed to the key in its hello: %v", err)}, nil
		}
		answer.Sealings = append(answer.Sealings, protocol.Sealing{To: h.From, Sealed: sealed})
	}
	return answer, nil
}

// openSession opens every member's contribution, checks it against its promise
// and derives the group key, which is kept until the run is closed.
func (p *participant) openSession(need site.NeedSession) (site.Input, error) {
	prefix := p.terms.Prefix()
	contributions, publics := make([][32]byte, len(need.Keys)), make([][]byte, len(need.Keys))
	for i := range need.Keys {
		k := &need.Keys[i]
		publics[i] = k.Public
		info := protocol.SealingInfo(prefix, need.Hellos, k.From, p.cfg.Self)
		plain, err := p.secrets.hello.Open(info, k.Sealings[0].Sealed)
		if err != nil || len(plain) != len(contributions[i]) {
			return site.Failed{Code: protocol.CodeGroupKey, Party: k.From, Text: "its sealed contribution to the group key does not open"}, nil
		}
		copy(contributions[i][:], plain)
		clear(plain)
		if protocol.ContributionDigest(prefix, k.From, contributions[i]) != k.Contribution {
			return site.Failed{Code: protocol.CodeGroupKey, Party: k.From, Text: "its contribution to the group key is not the one it promised"}, nil
		}
	}
	scheme, err := p.scheme.Join(p.plan.Set, need.Hellos, publics, p.secrets.part)
	if err != nil {
		return site.Failed{Code: protocol.CodeGroupKey, Text: err.Error()}, nil
	}
	p.scheme = scheme
	group, err := seal.NewGroup(contributions, need.Session)
	if err != nil {
		return nil, err
	}
	for i := range contributions {
		clear(contributions[i][:])
	}
	clear(p.secrets.contribution[:])
	p.secrets.hello.Destroy()
	p.secrets.group = group
	if err := p.dir.keepSession(need.Hellos, need.Session, group, p.rows(group), publics, p.secrets.part); err != nil {
		return nil, err
	}
	return site.Session{State: protocol.StartState(group.StateKey(), need.Session)}, nil
}

// makeReady makes the key of one attempt; it stays in memory until that ends.
func (p *participant) makeReady(need site.NeedReady) (site.Input, error) {
	key, err := seal.NewKey()
	if err != nil {
		return nil, err
	}
	p.secrets.attempt[need.Prefix] = key
	return site.Ready{Prefix: need.Prefix, Key: key.Public()}, nil
}

// found keeps from what the first round goes on.
func (p *participant) found(s *site.Snapshot) error {
	if err := p.saveLearner(LearnerFile); err != nil {
		return err
	}
	e, err := snapshotEntry(s)
	if err != nil {
		return err
	}
	p.founded = true
	return p.journal.Replace(e)
}

// restart destroys what this participant holds of a session that is given up
// before anything was opened in it.
func (p *participant) restart() error {
	p.secrets.destroy()
	p.secrets.group, p.secrets.part, p.fetch, p.founded = nil, nil, nil, false
	var err error
	if p.scheme, err = secsite.New(p.name); err != nil {
		return err
	}
	if err := p.journal.Forget(); err != nil {
		return err
	}
	return errors.Join(p.dir.close(), p.dir.endRound())
}
