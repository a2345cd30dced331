// Package drive does for measurements what the programs do for people: it meets
// the needs of the protocol's machines with real keys and real schemes. Run runs
// all parties of a federation in one process and hands messages on in memory;
// Needs alone serves a participant that talks to its coordinator otherwise.
//
// There is no journal and no ledger: a process that ends early is started anew.
package drive

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/parameters"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/vector"
)

// Needs meets the needs of one participant's machine. It is not for concurrent
// use, and none of its methods is called but in answer to the effect it takes.
type Needs struct {
	terms *protocol.Terms
	self  identity.ID
	name  secagg.Scheme
	set   parameters.Set
	sum   Form

	scheme  secsite.Scheme
	hello   *seal.PrivateKey
	secret  [32]byte
	group   *seal.Group
	part    secsite.Part // of a key that lives as long as the session; nil if the scheme has none
	attempt map[protocol.Prefix]*seal.PrivateKey
	offer   *secsite.Offer
}

// Form gives the form of the sum of a phase: everything of it but the prefix and
// what was offered.
type Form func(phase string) (secagg.Round, error)

// Emit takes the chunks of a body in order.
type Emit func(chunk int, body []byte) error

// NewNeeds prepares for participant self of a run under terms.
func NewNeeds(terms *protocol.Terms, self identity.ID, name secagg.Scheme, set parameters.Set, sum Form) (*Needs, error) {
	scheme, err := secsite.New(name)
	if err != nil {
		return nil, err
	}
	return newNeeds(terms, self, name, scheme, set, sum), nil
}

// newNeeds is for a scheme that others may use too: what belongs to one
// participant alone begins with Join.
func newNeeds(terms *protocol.Terms, self identity.ID, name secagg.Scheme, scheme secsite.Scheme, set parameters.Set, sum Form) *Needs {
	return &Needs{terms: terms, self: self, name: name, set: set, sum: sum, scheme: scheme, attempt: make(map[protocol.Prefix]*seal.PrivateKey)}
}

// Group is the group key once the session stands.
func (n *Needs) Group() *seal.Group { return n.group }

// Hello makes the key of a hello.
func (n *Needs) Hello() (site.Input, error) {
	var err error
	if n.hello, err = seal.NewKey(); err != nil {
		return nil, err
	}
	return site.Hello{Key: n.hello.Public()}, nil
}

// GroupKey draws this member's 32 bytes and seals them to every hello key.
func (n *Needs) GroupKey(need site.NeedGroupKey) (site.Input, error) {
	rand.Read(n.secret[:])
	prefix := n.terms.Prefix()
	answer := site.GroupKey{Contribution: protocol.ContributionDigest(prefix, n.self, n.secret)}
	var err error
	if answer.Public, n.part, err = n.scheme.Found(n.set, need.Digest); err != nil {
		return nil, err
	}
	for i := range need.Hellos.Hellos {
		h := &need.Hellos.Hellos[i]
		sealed, err := seal.Seal(h.Key, protocol.SealingInfo(prefix, need.Digest, n.self, h.From), n.secret[:])
		if err != nil {
			return nil, fmt.Errorf("sealing to %s: %w", h.From, err)
		}
		answer.Sealings = append(answer.Sealings, protocol.Sealing{To: h.From, Sealed: sealed})
	}
	return answer, nil
}

// Session opens all contributions to the group key.
func (n *Needs) Session(need site.NeedSession) (site.Input, error) {
	prefix := n.terms.Prefix()
	contributions, publics := make([][32]byte, len(need.Keys)), make([][]byte, len(need.Keys))
	for i := range need.Keys {
		k := &need.Keys[i]
		publics[i] = k.Public
		plain, err := n.hello.Open(protocol.SealingInfo(prefix, need.Hellos, k.From, n.self), k.Sealings[0].Sealed)
		if err != nil {
			return nil, fmt.Errorf("what %s sealed: %w", k.From, err)
		}
		copy(contributions[i][:], plain)
	}
	var err error
	if n.scheme, err = n.scheme.Join(n.set, need.Hellos, publics, n.part); err != nil {
		return nil, err
	}
	if n.group, err = seal.NewGroup(contributions, need.Session); err != nil {
		return nil, err
	}
	n.hello.Destroy()
	return site.Session{State: protocol.StartState(n.group.StateKey(), need.Session)}, nil
}

// Ready makes the key of an attempt.
func (n *Needs) Ready(need site.NeedReady) (site.Input, error) {
	key, err := seal.NewKey()
	if err != nil {
		return nil, err
	}
	n.attempt[need.Prefix] = key
	return site.Ready{Prefix: need.Prefix, Key: key.Public()}, nil
}

// under is the form of the sum under a prefix, with what all offered.
func (n *Needs) under(prefix protocol.Prefix, phase string, commits []protocol.Commit) (secagg.Round, error) {
	r, err := n.sum(phase)
	r.Prefix = prefix.Digest()
	if n.name.Offers() {
		for i := range commits {
			r.Offered = append(r.Offered, secagg.Offered{ID: string(commits[i].From), Public: commits[i].Public})
		}
	}
	return r, err
}

func (n *Needs) member() secagg.Member {
	return secagg.Member{ID: string(n.self), Point: n.terms.Point(n.self)}
}

// Commit draws the secrets of an attempt and, unless the scheme first offers
// them to all, protects the values with them.
func (n *Needs) Commit(need site.NeedCommit, values func() (vector.Source, error), emit Emit) (site.Input, error) {
	r, err := n.under(need.Prefix, need.Phase, nil)
	if err != nil {
		return nil, err
	}
	members := make([]secagg.Member, len(need.Ready))
	for i, m := range need.Ready {
		members[i] = secagg.Member{ID: string(m.From), Point: n.terms.Point(m.From), Key: m.Key}
	}
	if n.offer, err = n.scheme.Offer(r, n.member(), members); err != nil {
		return nil, err
	}
	answer := site.Commit{Prefix: need.Prefix, Public: n.offer.Public}
	rand.Read(answer.Nonce[:])
	for _, s := range n.offer.Shares {
		answer.Shares = append(answer.Shares, protocol.Share{From: n.self, To: identity.ID(s.To), Sealed: s.Bytes})
	}
	n.offer.Shares = nil
	if n.name.Offers() {
		return answer, nil
	}
	answer.Root, err = n.protect(r, values, emit)
	if n.offer.Own == nil { // there is no release for which it is needed
		n.offer = nil
	}
	return answer, err
}

// Protect protects the values with what all who committed offered.
func (n *Needs) Protect(need site.NeedProtect, values func() (vector.Source, error), emit Emit) (site.Input, error) {
	r, err := n.under(need.Prefix, need.Phase, need.Commits)
	if err != nil {
		return nil, err
	}
	root, err := n.protect(r, values, emit)
	return site.Protected{Prefix: need.Prefix, Root: root}, err
}

func (n *Needs) protect(r secagg.Round, values func() (vector.Source, error), emit Emit) (digest.Digest, error) {
	source, err := values()
	if err != nil {
		return digest.Digest{}, err
	}
	chunks := make([]digest.Digest, 0, len(r.Chunks))
	err = n.scheme.Protect(r, n.offer, source, n.group, func(chunk int, body []byte) error {
		chunks = append(chunks, residue.ChunkDigest(chunk, body))
		return emit(chunk, body)
	})
	return residue.Root(chunks), err
}

// Release opens every sealed share, or makes this member's share of the sum,
// which read gives where the scheme is direct.
func (n *Needs) Release(need site.NeedRelease, read func(chunk int) ([]byte, error)) (site.Input, error) {
	r, err := n.under(need.Prefix, need.Phase, need.Commits)
	if err != nil {
		return nil, err
	}
	key := n.attempt[need.Prefix]
	if key == nil {
		return nil, errors.New("the key of this attempt is gone")
	}
	closing := secsite.Closing{Set: names(need.Set), Shares: make([]secagg.SealedShare, len(need.Shares)), Own: n.offer, Sum: read}
	for i, s := range need.Shares {
		closing.Shares[i] = secagg.SealedShare{From: string(s.From), To: string(s.To), Bytes: s.Sealed}
	}
	if !slices.Contains(need.Set, n.self) && !n.name.Offers() {
		closing.Own = nil
	}
	sealed, err := n.scheme.Release(r, n.member(), key, closing, n.group)
	key.Destroy()
	delete(n.attempt, need.Prefix)
	return site.Release{Prefix: need.Prefix, Sealed: sealed}, err
}

// Open decrypts a sum, whose chunks read gives, and gives the state after it.
func (n *Needs) Open(need site.NeedSum, read func(chunk int) ([]byte, error), sums []uint64) (digest.Digest, error) {
	result := need.Result
	r, err := n.under(result.Prefix, need.Phase, need.Commits)
	if err != nil {
		return digest.Digest{}, err
	}
	releases := make([]secagg.Release, len(result.Releases))
	for i, m := range result.Releases {
		releases[i] = secagg.Release{From: string(m.From), Point: n.terms.Point(m.From), Sealed: m.Sealed}
	}
	unfit, err := n.scheme.Open(r, releases, names(need.Set), read, n.group, r.Layout.Into(sums))
	if err == nil && len(unfit) > 0 {
		err = fmt.Errorf("releases do not fit: %v", unfit)
	}
	return protocol.NextState(n.group.StateKey(), result.Prefix.State, result.Prefix.Round, need.Set, sums), err
}

// names are ids as the schemes have them.
func names(all []identity.ID) []string {
	texts := make([]string, len(all))
	for i, id := range all {
		texts[i] = string(id)
	}
	return texts
}
