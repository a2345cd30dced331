package participant

import (
	"errors"
	"fmt"
	"slices"

	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/secagg"
)

// fetching is a sum that is arriving.
type fetching struct {
	prefix  protocol.Prefix
	root    digest.Digest
	sizes   []int
	partial []byte
	chunks  []digest.Digest
	body    *body
	then    func(*body) (site.Input, error) // once it is there, and has the root
}

// fetchToOpen asks for the chunks of the sum, to open it.
func (p *participant) fetchToOpen(need site.NeedSum) error {
	return p.beginFetch(need.Result.Prefix, need.Result.Root, need.Phase, func(b *body) (site.Input, error) {
		return p.openSum(need, b)
	})
}

// fetchToRelease asks for the chunks of the sum, to make a share of it.
func (p *participant) fetchToRelease(need site.NeedRelease) error {
	return p.beginFetch(need.Prefix, need.Root, need.Phase, func(b *body) (site.Input, error) {
		return p.release(need, b.read)
	})
}

func (p *participant) beginFetch(prefix protocol.Prefix, root digest.Digest, phase string, then func(*body) (site.Input, error)) error {
	shapes, err := p.plan.Chunks(phase)
	if err != nil {
		return err
	}
	b, err := p.dir.makeSum(prefix)
	if err != nil {
		return err
	}
	f := &fetching{prefix: prefix, root: root, body: b, then: then}
	for _, shape := range shapes {
		f.sizes = append(f.sizes, p.name.BodySize(shape))
	}
	p.fetch = f
	p.askAgain()
	return nil
}

// askAgain asks for the rest of a sum that is arriving.
func (p *participant) askAgain() {
	if f := p.fetch; f != nil {
		p.send(&protocol.Fetch{Prefix: f.prefix, Root: f.root, Chunk: uint32(len(f.chunks))})
	}
}

// again forgets the piece of a chunk that had arrived before a connection was
// lost.
func (f *fetching) again() {
	if f != nil {
		f.partial = nil
	}
}

// arrived takes one piece of the sum; when it was the last, the sum is used.
func (p *participant) arrived(c *protocol.Chunk) {
	f := p.fetch
	if f == nil || c.Prefix != f.prefix || c.From != "" || int(c.Index) != len(f.chunks) || c.Offset != uint64(len(f.partial)) {
		return // of an earlier attempt, or sent again
	}
	i := len(f.chunks)
	if len(f.partial)+len(c.Data) > f.sizes[i] {
		p.failSum(fmt.Sprintf("chunk %d of the sum has more than %d bytes", i, f.sizes[i]))
		return
	}
	f.partial = append(f.partial, c.Data...)
	if len(f.partial) < f.sizes[i] {
		return
	}
	if err := f.body.write(i, f.partial); err != nil {
		p.leave(protocol.CodeInternal, err)
		return
	}
	f.chunks = append(f.chunks, residue.ChunkDigest(i, f.partial))
	f.partial = nil
	if len(f.chunks) < len(f.sizes) {
		return
	}
	if residue.Root(f.chunks) != f.root {
		p.failSum("the chunks of the sum do not match the root that was endorsed, or is to be")
		return
	}
	p.fetch = nil
	in, err := f.then(f.body)
	if err != nil {
		p.leave(protocol.CodeInternal, err)
		return
	}
	p.later = append(p.later, in)
}

func (p *participant) failSum(text string) {
	p.later = append(p.later, site.Failed{Prefix: p.fetch.prefix, Code: protocol.CodeSum, Party: p.cfg.Agreement.Coordinator.ID, Text: text})
	p.fetch = nil
}

// openSum decrypts the sum and gives it to the learning. The step that the
// learning takes is permanent only when the machine says Keep.
func (p *participant) openSum(need site.NeedSum, b *body) (site.Input, error) {
	result := need.Result
	r, err := p.round(result.Prefix, need.Phase, need.Commits)
	if err != nil {
		return nil, err
	}
	if err := p.witness.check(result); err != nil {
		return site.Failed{Prefix: result.Prefix, Code: protocol.CodeLedger, Party: p.cfg.Agreement.Coordinator.ID, Text: err.Error()}, nil
	}
	releases := make([]secagg.Release, len(result.Releases))
	for i, m := range result.Releases {
		releases[i] = secagg.Release{From: string(m.From), Point: p.terms.Point(m.From), Sealed: m.Sealed}
	}
	sums := make([]uint64, r.Layout.Values())
	unfit, err := p.scheme.Open(r, releases, names(need.Set), b.read, p.secrets.group, r.Layout.Into(sums))
	if err != nil {
		return site.Failed{Prefix: result.Prefix, Code: protocol.CodeSum, Text: err.Error()}, nil
	}
	for _, id := range unfit {
		p.cfg.Log.Warn("a release does not fit the others; that names nobody for certain", "party", id, "round", result.Prefix.Round)
	}
	values, err := r.Layout.Restore(sums, len(need.Set))
	if err != nil {
		return site.Failed{Prefix: result.Prefix, Code: protocol.CodeSum, Text: err.Error()}, nil
	}
	next, err := p.learner.Apply(need.Phase, algorithm.Sum{Values: values, Contributors: len(need.Set), Own: slices.Contains(need.Set, p.cfg.Self)})
	if err != nil {
		return site.Failed{Prefix: result.Prefix, Code: protocol.CodeLearning, Said: phrase.New("learn.failed", "%v", err)}, nil
	}
	if err := p.saveLearner(nextLearner); err != nil {
		return nil, err
	}
	if err := p.keepSum(need, r.Layout, values); err != nil {
		return nil, err
	}
	set := append([]identity.ID(nil), need.Set...)
	state := protocol.NextState(p.secrets.group.StateKey(), result.Prefix.State, result.Prefix.Round, set, sums)
	return site.Sum{Prefix: result.Prefix, State: state, Next: next}, nil
}

// keep makes a round final: what it needed is destroyed, who was in it is
// remembered, and after the last round the model is saved.
func (p *participant) keep(e site.Keep) error {
	if err := p.dir.endFirst(); err != nil { // it was of the first round, or is gone
		return err
	}
	if e.Next == protocol.PhaseDone {
		p.outcome.Rounds = int(e.Round)
		return errors.Join(p.finish(), p.journal.Forget(), p.dir.endRound())
	}
	// In this order: a crash in between goes on from the round before, whose sum
	// is applied already.
	if err := p.saveLearner(LearnerFile); err != nil {
		return err
	}
	began, err := snapshotEntry(e.Snapshot)
	if err != nil {
		return err
	}
	if err := p.journal.Replace(began, p.current); err != nil {
		return err
	}
	return p.dir.endRound()
}

// sendBody sends the stored chunks after the header of an upload.
func (p *participant) sendBody(prefix protocol.Prefix) error {
	b, err := p.dir.makeBody(prefix)
	if err != nil {
		return err
	}
	chunks, err := p.plan.Chunks(p.machine.Phase())
	if err != nil {
		return err
	}
	for i := range chunks {
		data, err := b.read(i)
		if err != nil {
			return err
		}
		if err := p.send(&protocol.Chunk{Prefix: prefix, From: p.cfg.Self, Index: uint32(i), Data: data}); err != nil {
			return err
		}
	}
	return nil
}
