package attack_test

import (
	"crypto/rand"
	"errors"
	"slices"

	"samband/pkg/algorithm"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
)

// answer meets the state machine's needs as the real program would, but for
// what the test changes.
func (v *villain) answer(effect protocol.Effect) (site.Input, error) {
	var err error
	prefix := v.f.terms.Prefix()
	switch e := effect.(type) {
	case site.NeedHello:
		v.hello, err = seal.NewKey()
		return site.Hello{Key: v.hello.Public()}, err
	case site.NeedGroupKey:
		rand.Read(v.contribution[:])
		k := site.GroupKey{Contribution: protocol.ContributionDigest(prefix, v.id, v.contribution)}
		for _, h := range e.Hellos.Hellos {
			sealed, err := seal.Seal(h.Key, protocol.SealingInfo(prefix, e.Digest, v.id, h.From), v.contribution[:])
			if err != nil {
				return nil, err
			}
			k.Sealings = append(k.Sealings, protocol.Sealing{To: h.From, Sealed: sealed})
		}
		k.Public, v.part, err = v.scheme.Found(v.f.plan.Set, e.Digest)
		return k, err
	case site.NeedSession:
		contributions, publics := make([][32]byte, len(e.Keys)), make([][]byte, len(e.Keys))
		for i, k := range e.Keys {
			publics[i] = k.Public
			plain, err := v.hello.Open(protocol.SealingInfo(prefix, e.Hellos, k.From, v.id), k.Sealings[0].Sealed)
			if err != nil {
				return nil, err
			}
			copy(contributions[i][:], plain)
		}
		if v.scheme, err = v.scheme.Join(v.f.plan.Set, e.Hellos, publics, v.part); err != nil {
			return nil, err
		}
		v.group, err = seal.NewGroup(contributions, e.Session)
		return site.Session{State: protocol.StartState(v.group.StateKey(), e.Session)}, err
	case site.NeedReady:
		key, err := seal.NewKey()
		v.keys[e.Prefix] = key
		return site.Ready{Prefix: e.Prefix, Key: key.Public()}, err
	case site.NeedCommit:
		return v.encrypt(e)
	case site.NeedRelease:
		if v.f.plan.Scheme().Direct() {
			v.releasing, v.sum = &e, nil
			v.send(&protocol.Fetch{Prefix: e.Prefix, Root: e.Root})
			return nil, nil
		}
		return v.release(e)
	}
	return nil, nil
}

func (v *villain) round(p protocol.Prefix) (r secagg.Round, err error) {
	phase := v.machine.Phase()
	r = secagg.Round{Prefix: p.Digest(), Set: v.f.plan.Set, Participants: len(v.f.ids), Threshold: v.f.terms.Threshold}
	var errs [3]error
	r.Layout, errs[0] = v.f.plan.Layout(phase)
	r.Packing, errs[1] = v.f.plan.Packing(phase)
	r.Chunks, errs[2] = v.f.plan.Chunks(phase)
	return r, errors.Join(errs[:]...)
}

func (v *villain) encrypt(need site.NeedCommit) (site.Input, error) {
	r, err := v.round(need.Prefix)
	if err != nil {
		return nil, err
	}
	contribution, err := v.learner.Contribution(need.Phase)
	if err != nil {
		return nil, err
	}
	values, _, err := r.Layout.Quantise(contribution)
	if err != nil {
		return nil, err
	}
	var members []secagg.Member
	for _, m := range need.Ready {
		members = append(members, secagg.Member{ID: string(m.From), Point: v.f.terms.Point(m.From), Key: m.Key})
	}
	v.body = nil
	emit := func(_ int, b []byte) error {
		v.body = append(v.body, b)
		return nil
	}
	made, err := v.scheme.Offer(r, secagg.Member{ID: string(v.id), Point: v.f.terms.Point(v.id)}, members)
	if err != nil {
		return nil, err
	}
	v.offer = made
	if v.f.plan.Scheme().Offers() {
		c := site.Commit{Prefix: need.Prefix, Public: made.Public}
		for _, s := range made.Shares {
			c.Shares = append(c.Shares, protocol.Share{From: v.id, To: identity.ID(s.To), Sealed: s.Bytes})
		}
		return c, nil
	}
	if err := v.scheme.Protect(r, made, r.Layout.From(values), v.group, emit); err != nil {
		return nil, err
	}
	c := site.Commit{Prefix: need.Prefix, Root: rootOf(v.body)}
	for _, s := range made.Shares {
		c.Shares = append(c.Shares, protocol.Share{From: v.id, To: identity.ID(s.To), Sealed: s.Bytes})
	}
	if v.commit != nil {
		v.commit(need, &c)
	}
	return c, nil
}

func (v *villain) release(need site.NeedRelease) (site.Input, error) {
	r, err := v.round(need.Prefix)
	if err != nil {
		return nil, err
	}
	var shares []secagg.SealedShare
	for _, s := range need.Shares {
		shares = append(shares, secagg.SealedShare{From: string(s.From), To: string(s.To), Bytes: s.Sealed})
	}
	c := secsite.Closing{Set: names(need.Set), Shares: shares, Sum: func(i int) ([]byte, error) { return v.sum[i], nil }}
	if slices.Contains(need.Set, v.id) {
		c.Own = v.offer
	}
	sealed, err := v.scheme.Release(r, secagg.Member{ID: string(v.id), Point: v.f.terms.Point(v.id)}, v.keys[need.Prefix], c, v.group)
	return site.Release{Prefix: need.Prefix, Sealed: sealed}, err
}

// arrived takes a chunk of the sum and opens the sum after the last.
func (v *villain) arrived(c *protocol.Chunk) {
	v.sum = append(v.sum, c.Data)
	r, err := v.round(c.Prefix)
	v.f.must(err)
	if len(v.sum) < len(r.Chunks) {
		return
	}
	if v.releasing != nil {
		in, err := v.release(*v.releasing)
		v.f.must(err)
		v.releasing, v.sum = nil, nil
		v.later = append(v.later, in)
		return
	}
	if v.need == nil {
		return
	}
	if v.opened != nil {
		v.opened(v.need, v.sum)
	}
	need := v.need
	v.need = nil
	var releases []secagg.Release
	for _, m := range need.Result.Releases {
		releases = append(releases, secagg.Release{From: string(m.From), Point: v.f.terms.Point(m.From), Sealed: m.Sealed})
	}
	sums := make([]uint64, r.Layout.Values())
	_, err = v.scheme.Open(r, releases, names(need.Set), func(i int) ([]byte, error) { return v.sum[i], nil }, v.group, r.Layout.Into(sums))
	if err != nil {
		return // it goes on as if nothing had come
	}
	values, err := r.Layout.Restore(sums, len(need.Set))
	v.f.must(err)
	next, err := v.learner.Apply(need.Phase, algorithm.Sum{Values: values, Contributors: len(need.Set), Own: slices.Contains(need.Set, v.id)})
	v.f.must(err)
	s := site.Sum{Prefix: c.Prefix, State: protocol.NextState(v.group.StateKey(), c.Prefix.State, c.Prefix.Round, need.Set, sums), Next: next}
	if v.ack != nil {
		v.ack(&s)
	}
	v.later = append(v.later, s)
}

// names are the ids as the schemes have them.
func names(ids []identity.ID) []string {
	var all []string
	for _, id := range ids {
		all = append(all, string(id))
	}
	return all
}

// garbage is random bytes.
func garbage(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
