package ledger

import (
	"golang.org/x/mod/sumdb/tlog"

	"samband/pkg/digest"
	"samband/pkg/phrase"
)

// Tree is the Merkle tree over event lines (RFC 6962, section 2.1). The zero
// value is the empty tree. It holds two hashes an event.
type Tree struct {
	hashes []tlog.Hash // in the order of tlog.StoredHashIndex
	size   int64
}

// Add appends one event line, given without its line end.
func (t *Tree) Add(line []byte) error {
	hashes, err := tlog.StoredHashes(t.size, line, tlog.HashReaderFunc(t.read))
	if err != nil {
		return phrase.Errorf("ledger.tree", "merkle tree: %w", err)
	}
	t.hashes = append(t.hashes, hashes...)
	t.size++
	return nil
}

// Size is the number of events.
func (t *Tree) Size() uint64 { return uint64(t.size) }

// Root is the tree head over the first size events.
func (t *Tree) Root(size uint64) (digest.Digest, error) {
	if size > t.Size() {
		return digest.Digest{}, phrase.Errorf("ledger.tree-short", "merkle tree has %d events, root over %d asked", t.size, size)
	}
	root, err := tlog.TreeHash(int64(size), tlog.HashReaderFunc(t.read))
	return digest.Digest(root), err
}

func (t *Tree) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(t.hashes)) {
			return nil, phrase.Errorf("ledger.tree-hash", "merkle tree: no hash at %d", index)
		}
		out[i] = t.hashes[index]
	}
	return out, nil
}

// Proof shows that one tree is the beginning of another (RFC 6962, section
// 2.1.2): at most one digest for each doubling of the size.
type Proof []digest.Digest

// Prove shows that the first old events are the beginning of the first new
// ones. The proof from nothing is empty.
func (t *Tree) Prove(old, new uint64) (Proof, error) {
	if old > new || new > t.Size() {
		return nil, phrase.Errorf("ledger.tree-no-proof", "no proof from %d to %d events: the ledger has %d", old, new, t.size)
	}
	if old == 0 {
		return nil, nil
	}
	hashes, err := tlog.ProveTree(int64(new), int64(old), tlog.HashReaderFunc(t.read))
	if err != nil {
		return nil, phrase.Errorf("ledger.tree-proof", "proof from %d to %d events: %w", old, new, err)
	}
	proof := make(Proof, len(hashes))
	for i, h := range hashes {
		proof[i] = digest.Digest(h)
	}
	return proof, nil
}

// VerifyConsistency checks that the ledger of the checkpoint next begins with
// that of old: nothing that was signed earlier has been changed or removed.
// The zero Checkpoint stands for none seen yet. Signatures are not checked.
func VerifyConsistency(old, next Checkpoint, proof Proof) error {
	if old.Party != "" && (old.Party != next.Party || old.Agreement != next.Agreement || old.Rehearsal != next.Rehearsal) {
		return phrase.Errorf("ledger.tree-different", "checkpoints of %s and %s are of different ledgers", old.Party, next.Party)
	}
	if next.Size < old.Size {
		return phrase.Errorf("ledger.tree-shrank", "ledger of %s shrank from %d to %d events", next.Party, old.Size, next.Size)
	}
	if old.Size == 0 {
		if len(proof) != 0 {
			return phrase.Errorf("ledger.tree-from-empty", "proof of %s from an empty ledger is not empty", next.Party)
		}
		return nil
	}
	hashes := make(tlog.TreeProof, len(proof))
	for i, d := range proof {
		hashes[i] = tlog.Hash(d)
	}
	err := tlog.CheckTree(hashes, int64(next.Size), tlog.Hash(next.Root), int64(old.Size), tlog.Hash(old.Root))
	if err != nil {
		return phrase.Errorf("ledger.tree-other-beginning", "ledger of %s at %d events does not begin with the %d events signed before", next.Party, next.Size, old.Size)
	}
	return nil
}
