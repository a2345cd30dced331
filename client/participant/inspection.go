package participant

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"samband/pkg/digest"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
)

// InspectionFolder holds, in the directory of a run whose agreement asks for it,
// one sealed file for each attempt: what the contribution was made of. Whoever
// has it and the inspection key can read this participant's vectors, and decrypt
// its ciphertexts if they were recorded: until they are deleted there is no
// forward secrecy for them.
const InspectionFolder = "inspection"

// kept is the first line of such a file, before it is sealed; the vector
// follows, eight bytes a value, low byte first.
type kept struct {
	Version  int             `json:"version"`
	Prefix   protocol.Prefix `json:"prefix"`
	Phase    string          `json:"phase"`
	Seed     digest.Digest   `json:"seed"`     // of the one-time key and of the errors of every chunk
	Checksum []byte          `json:"checksum"` // key of the checksum that travels in the ciphertext
	Values   int             `json:"values"`
}

// piece is how much is sealed at once.
const piece = 1 << 20

// pieceInfo binds a sealed piece to its file and place.
func pieceInfo(name string, index int, last bool) []byte {
	end := uint64(0)
	if last {
		end = 1
	}
	d := digest.New("samband/inspection/piece/1").Text(name).Uint(uint64(index)).Uint(end).Sum()
	return d[:]
}

func inspectionName(p protocol.Prefix) string {
	return fmt.Sprintf("round-%d-attempt-%d", p.Round, p.Attempt)
}

// offer draws the secrets of an attempt, from a seed if its contribution is to be kept for an
// inspector.
func (p *participant) offer(prefix protocol.Prefix, r secagg.Round, members []secagg.Member) (*secsite.Offer, error) {
	if p.cfg.Inspection == nil {
		return p.scheme.Offer(r, p.member(p.cfg.Self), members)
	}
	s, ok := p.scheme.(secsite.Reproducible)
	if !ok {
		return nil, fmt.Errorf("contributions of the scheme %s cannot be made a second time", p.name)
	}
	rand.Read(p.secrets.seed[:])
	p.secrets.seeded = prefix
	return s.SeededOffer(r, p.member(p.cfg.Self), members, p.secrets.seed)
}

// keepForInspection seals what the contribution of an attempt was made of, before
// anything of it leaves.
func (p *participant) keepForInspection(prefix protocol.Prefix, phase string, values *roundVector, length int) error {
	if p.cfg.Inspection == nil {
		return nil
	}
	defer clear(p.secrets.seed[:])
	if p.secrets.seeded != prefix {
		return errors.New("the seed of this attempt is gone")
	}
	k := kept{fileVersion, prefix, phase, p.secrets.seed, p.secrets.group.ChecksumKey(), length}
	defer clear(k.Checksum)
	folder := filepath.Join(p.dir.path, InspectionFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	name := inspectionName(prefix)
	return p.dir.writeBy(filepath.Join(InspectionFolder, name), func(w io.Writer) error {
		s := &sealer{w: w, key: p.cfg.Inspection, name: name}
		head, err := json.Marshal(k)
		if err != nil {
			return err
		}
		defer clear(head)
		if err := s.add(append(head, '\n')); err != nil {
			return err
		}
		block := make([]uint64, 4096)
		text := make([]byte, 0, wordSize*len(block))
		defer func() { clear(block); clear(text[:cap(text)]) }()
		for from := 0; from < length; from += len(block) {
			n := min(len(block), length-from)
			if err := values.read(from, block[:n]); err != nil {
				return err
			}
			text = text[:0]
			for _, v := range block[:n] {
				text = binary.LittleEndian.AppendUint64(text, v)
			}
			if err := s.add(text); err != nil {
				return err
			}
		}
		return s.end()
	})
}

// sealer writes pieces, each sealed by itself: four bytes of length, then the
// sealed bytes.
type sealer struct {
	w     io.Writer
	key   []byte
	name  string
	index int
	plain []byte
}

func (s *sealer) add(b []byte) error {
	s.plain = append(s.plain, b...)
	for len(s.plain) > piece {
		if err := s.put(s.plain[:piece], false); err != nil {
			return err
		}
		s.plain = append(s.plain[:0], s.plain[piece:]...)
	}
	return nil
}

func (s *sealer) end() error {
	defer func() { clear(s.plain[:cap(s.plain)]) }()
	return s.put(s.plain, true)
}

func (s *sealer) put(plain []byte, last bool) error {
	sealed, err := seal.Seal(s.key, pieceInfo(s.name, s.index, last), plain)
	if err != nil {
		return err
	}
	s.index++
	_, err = s.w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(sealed))), sealed...))
	return err
}

// Inspected is one attempt as it was kept.
type Inspected struct {
	Prefix protocol.Prefix
	Phase  string
	Values []uint64 // the vector that was encrypted, in the order of the layout

	seed     digest.Digest
	checksum []byte
}

// ReadInspected opens the file of an attempt in the directory of a run.
func ReadInspected(dir string, round, attempt uint32, key *seal.PrivateKey) (*Inspected, error) {
	name := inspectionName(protocol.Prefix{Round: round, Attempt: attempt})
	path := filepath.Join(dir, InspectionFolder, name)
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := unsealed(bufio.NewReader(f), name, key)
	if err != nil {
		return nil, phrase.Errorf("inspection.file", "%s: %w", path, err)
	}
	head, rest, found := bytes.Cut(plain, []byte("\n"))
	var k kept
	if err := json.Unmarshal(head, &k); !found || err != nil || k.Version != fileVersion || k.Prefix.Round != round || k.Prefix.Attempt != attempt ||
		k.Values < 0 || k.Values > len(rest)/wordSize || len(rest) != wordSize*k.Values {
		return nil, phrase.Errorf("inspection.other", "%s: not what this program kept of round %d, attempt %d", path, round, attempt)
	}
	i := &Inspected{Prefix: k.Prefix, Phase: k.Phase, Values: make([]uint64, k.Values), seed: k.Seed, checksum: k.Checksum}
	for n := range i.Values {
		i.Values[n] = binary.LittleEndian.Uint64(rest[wordSize*n:])
	}
	clear(plain)
	return i, nil
}

// unsealed opens all pieces of a file.
func unsealed(r *bufio.Reader, name string, key *seal.PrivateKey) ([]byte, error) {
	var plain []byte
	for index := 0; ; index++ {
		var size [4]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return nil, phrase.Errorf("inspection.cut", "it ends early")
		}
		n := binary.BigEndian.Uint32(size[:])
		if n > piece+seal.Overhead {
			return nil, phrase.Errorf("inspection.large", "a piece of %d bytes is none of this program's", n)
		}
		sealed := make([]byte, n)
		if _, err := io.ReadFull(r, sealed); err != nil {
			return nil, phrase.Errorf("inspection.cut", "it ends early")
		}
		_, err := r.Peek(1)
		last := errors.Is(err, io.EOF)
		part, err := key.Open(pieceInfo(name, index, last), sealed)
		if err != nil {
			return nil, phrase.Errorf("inspection.closed", "it does not open with this key: it was altered or cut, or is of another key or attempt")
		}
		plain = append(plain, part...)
		clear(part)
		if last {
			return plain, nil
		}
	}
}
