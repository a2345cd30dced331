package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/residue"
	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
)

// spool holds the bodies of the attempt under way on disk, a file a chunk, and
// their sum beside them. Nothing is added before all of a contribution lies
// here and matches the root that its sender signed.
type spool struct {
	dir     string
	scheme  secagg.Scheme
	shapes  []residue.Shape
	adder   *hub.Sum
	phase   string
	uploads map[identity.ID]*upload
	adding  sync.WaitGroup                  // nothing is deleted while bodies are added
	whole   map[identity.ID]protocol.Prefix // attempt of the last upload that is complete
}

// upload is a contribution that is arriving.
type upload struct {
	prefix  protocol.Prefix
	partial []byte          // of the chunk that is arriving
	chunks  []digest.Digest // that have arrived
}

// sum is the name of the sum's folder; no party has an empty id.
const sum identity.ID = ""

func newSpool(dir string, scheme secagg.Scheme) *spool {
	return &spool{dir: dir, scheme: scheme, uploads: make(map[identity.ID]*upload), whole: make(map[identity.ID]protocol.Prefix)}
}

// begin sets the form of the bodies of a phase.
func (s *spool) begin(p *plan.Plan, phase string) error {
	if phase == s.phase {
		return nil
	}
	shapes, err := p.Chunks(phase)
	if err != nil {
		return err
	}
	s.shapes = shapes
	s.adder, err = hub.New(s.scheme, shapes)
	s.phase = phase
	return err
}

// expect allows the chunks of one participant.
func (s *spool) expect(from identity.ID, prefix protocol.Prefix) error {
	s.uploads[from] = &upload{prefix: prefix}
	return os.MkdirAll(s.folder(prefix, from), 0o700)
}

// arrived says that all chunks of an upload lie here since an earlier process.
func (s *spool) arrived(from identity.ID, prefix protocol.Prefix) {
	delete(s.uploads, from)
	s.whole[from] = prefix
}

// store takes one piece of a body. It returns the body's root when this was the
// last one. Pieces come in order, and nothing longer than the chunk is kept.
func (s *spool) store(from identity.ID, c *protocol.Chunk) (root digest.Digest, complete bool, err error) {
	if s.whole[from] == c.Prefix {
		return root, false, nil // sent again after a return
	}
	u, ok := s.uploads[from]
	if !ok || c.Prefix != u.prefix {
		return root, false, protocol.Refusal(protocol.DropParty, protocol.CodeOrder, c, from, "comes without an upload that was accepted")
	}
	next := len(u.chunks)
	if int(c.Index) < next {
		return root, false, nil // sent again after a return
	}
	if int(c.Index) != next || c.Offset != uint64(len(u.partial)) || next == s.adder.Chunks() {
		return root, false, protocol.Refusal(protocol.DropParty, protocol.CodeBody, c, from, "brings chunk %d from byte %d; chunk %d from byte %d is next", c.Index, c.Offset, next, len(u.partial))
	}
	size := s.scheme.BodySize(s.shapes[next])
	if len(u.partial)+len(c.Data) > size || len(c.Data) == 0 {
		return root, false, protocol.Refusal(protocol.DropParty, protocol.CodeBody, c, from, "brings %d bytes of a chunk that has %d left", len(c.Data), size-len(u.partial))
	}
	body := append(u.partial, c.Data...)
	if len(body) < size {
		u.partial = body
		return root, false, nil
	}
	u.partial = nil
	if err := s.adder.Check(next, body); err != nil {
		return root, false, protocol.Refusal(protocol.DropParty, protocol.CodeBody, c, from, "chunk %d: %v", next, err)
	}
	if err := keep(s.file(u.prefix, from, next), body); err != nil {
		return root, false, err
	}
	u.chunks = append(u.chunks, residue.ChunkDigest(next, body))
	if len(u.chunks) < s.adder.Chunks() {
		return root, false, nil
	}
	if err := s.settle(u.prefix, from); err != nil {
		return root, false, err
	}
	delete(s.uploads, from)
	s.whole[from] = u.prefix
	return residue.Root(u.chunks), true, nil
}

// add adds the bodies of set, one chunk in memory at a time, and returns the
// root of the sum.
func (s *spool) add(prefix protocol.Prefix, set []identity.ID) (digest.Digest, error) {
	if err := os.MkdirAll(s.folder(prefix, sum), 0o700); err != nil {
		return digest.Digest{}, err
	}
	chunks := make([]digest.Digest, s.adder.Chunks())
	for i := range chunks {
		total, err := s.adder.Zero(i)
		if err != nil {
			return digest.Digest{}, err
		}
		for _, id := range set {
			body, err := os.ReadFile(s.file(prefix, id, i))
			if err != nil {
				return digest.Digest{}, err
			}
			if err := s.adder.Add(i, total, body); err != nil {
				return digest.Digest{}, fmt.Errorf("chunk %d of %s: %w", i, id, err)
			}
		}
		if err := keep(s.file(prefix, sum, i), total); err != nil {
			return digest.Digest{}, err
		}
		chunks[i] = residue.ChunkDigest(i, total)
	}
	return residue.Root(chunks), s.settle(prefix, sum)
}

// settle brings the folder of a body, and the way to it, to stable storage.
func (s *spool) settle(p protocol.Prefix, id identity.ID) error {
	return errors.Join(journal.SyncDir(s.folder(p, id)), journal.SyncDir(s.attempt(p)), journal.SyncDir(s.dir))
}

// keep writes a chunk to stable storage: the journal will say that it is here,
// and nobody sends it again.
func keep(path string, chunk []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(chunk)
	return errors.Join(err, f.Sync(), f.Close())
}

// remove deletes the spool.
func (s *spool) remove() error {
	s.adding.Wait()
	return os.RemoveAll(s.dir)
}

// chunks tells how many chunks the sum of an attempt has.
func (s *spool) chunks(prefix protocol.Prefix) (int, error) {
	entries, err := os.ReadDir(s.folder(prefix, sum))
	return len(entries), err
}

// chunk reads one chunk of the sum.
func (s *spool) chunk(prefix protocol.Prefix, i int) ([]byte, error) {
	return os.ReadFile(s.file(prefix, sum, i))
}

// discard deletes the bodies of an attempt. Their sum stays until it is forgotten:
// who was away asks for it later.
func (s *spool) discard(prefix protocol.Prefix) error {
	clear(s.uploads)
	s.adding.Wait()
	entries, err := os.ReadDir(s.attempt(prefix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if folder := filepath.Join(s.attempt(prefix), e.Name()); folder != s.folder(prefix, sum) {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}
	return err
}

// forget deletes the sum of a round that everybody has accepted.
func (s *spool) forget(prefix protocol.Prefix) error {
	s.adding.Wait()
	return os.RemoveAll(s.attempt(prefix))
}

func (s *spool) attempt(p protocol.Prefix) string {
	return filepath.Join(s.dir, fmt.Sprintf("round-%d-attempt-%d", p.Round, p.Attempt))
}

func (s *spool) folder(p protocol.Prefix, id identity.ID) string {
	if id == sum {
		return filepath.Join(s.attempt(p), "sum.of")
	}
	return filepath.Join(s.attempt(p), string(id))
}

func (s *spool) file(p protocol.Prefix, id identity.ID, chunk int) string {
	return filepath.Join(s.folder(p, id), fmt.Sprintf("%08d", chunk))
}
