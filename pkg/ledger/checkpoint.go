package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Checkpoint is what a party signs about its ledger: how many events there
// are, the Merkle root over them, and the head of the chain of lines. The
// signatures are those of the party, first, and of others who cosigned.
type Checkpoint struct {
	Party      identity.ID
	Agreement  digest.Digest
	Rehearsal  bool          // of a run whose rows were generated
	Size       uint64        // number of events covered
	Root       digest.Digest // RFC 6962 tree head over the event lines
	Head       digest.Digest // digest of the line before the checkpoint
	Signatures []Signature
}

// Signature is one signature of a note.
type Signature struct {
	By    identity.ID
	Bytes []byte // 4 bytes key hash, then 64 bytes Ed25519, as a note has them
}

const signatureSize = 4 + 64

const originPrefix = "samband-ledger"

// rehearsalSuffix ends the origin of a rehearsal's log.
const rehearsalSuffix = "rehearsal"

// origin names one log of one run: what is signed of a rehearsal cannot be
// taken for a real run's.
func (c Checkpoint) origin() string {
	name := fmt.Sprintf("%s/%d/%s/%s", originPrefix, Version, c.Party, c.Agreement)
	if c.Rehearsal {
		name += "/" + rehearsalSuffix
	}
	return name
}

// Text is the body that is signed: origin, size and root (base64) as in
// every transparency log, then the chain head (hexadecimal), a line each.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s\n", c.origin(), c.Size,
		base64.StdEncoding.EncodeToString(c.Root[:]), c.Head)
}

// Marshal is the signed note: body, empty line, a line for each signature.
func (c Checkpoint) Marshal() []byte {
	var b bytes.Buffer
	b.WriteString(c.Text())
	b.WriteByte('\n')
	for _, s := range c.Signatures {
		fmt.Fprintf(&b, "— %s %s\n", s.By, base64.StdEncoding.EncodeToString(s.Bytes))
	}
	return b.Bytes()
}

// ParseCheckpoint reads a signed note without checking its signatures; see
// Verify. A note that Marshal would write differently is refused.
func ParseCheckpoint(note []byte) (Checkpoint, error) {
	var c Checkpoint
	if len(note) > MaxLine {
		return c, phrase.Errorf("ledger.note-long", "checkpoint of %d bytes, at most %d are accepted", len(note), MaxLine)
	}
	text, signatures, found := strings.Cut(string(note), "\n\n")
	lines := strings.Split(text, "\n")
	if !found || len(lines) != 4 {
		return c, phrase.Errorf("ledger.note", "checkpoint is not a note of four lines, an empty line and signatures")
	}
	if err := c.parseText(lines); err != nil {
		return c, phrase.Errorf("ledger.in-checkpoint", "checkpoint: %w", err)
	}
	for line := range strings.Lines(signatures) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return c, phrase.Errorf("ledger.note-line", "checkpoint has a signature line that is not: — name signature")
		}
		b, err := base64.StdEncoding.Strict().DecodeString(fields[2])
		if err != nil || len(b) != signatureSize {
			return c, phrase.Errorf("ledger.note-base64", "checkpoint has a signature that is not %d bytes of base64", signatureSize)
		}
		by, err := identity.ParseID(fields[1])
		if err != nil {
			return c, phrase.Errorf("ledger.in-signature", "checkpoint signature: %w", err)
		}
		c.Signatures = append(c.Signatures, Signature{by, b})
	}
	if !bytes.Equal(c.Marshal(), note) {
		return c, phrase.Errorf("ledger.note-canonical", "checkpoint is not written in the one accepted way")
	}
	return c, nil
}

func (c *Checkpoint) parseText(lines []string) error {
	name := strings.Split(lines[0], "/")
	c.Rehearsal = len(name) == 5 && name[4] == rehearsalSuffix
	if len(name) != 4 && !c.Rehearsal || name[0] != originPrefix {
		return phrase.Errorf("ledger.origin", "origin %.80q is not that of a ledger", lines[0])
	}
	if name[1] != strconv.Itoa(Version) {
		return phrase.Errorf("ledger.note-version", "version %.20q, this program reads version %d", name[1], Version)
	}
	var err error
	if c.Party, err = identity.ParseID(name[2]); err != nil {
		return err
	}
	if err = c.Agreement.UnmarshalText([]byte(name[3])); err != nil {
		return phrase.Errorf("ledger.note-agreement", "agreement: %w", err)
	}
	if c.Size, err = strconv.ParseUint(lines[1], 10, 63); err != nil {
		return phrase.Errorf("ledger.note-size", "size %.30q is not a number of events", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil {
		return phrase.Errorf("ledger.root-base64", "root is not base64")
	}
	if c.Root, err = digest.FromBytes(root); err != nil {
		return phrase.Errorf("ledger.note-root", "root: %w", err)
	}
	if err = c.Head.UnmarshalText([]byte(lines[3])); err != nil {
		return phrase.Errorf("ledger.note-head", "head: %w", err)
	}
	return nil
}

// Verify checks every signature of c against the keys of the parties. The
// first must be that of the party whose ledger it is, and nobody signs twice.
func (c Checkpoint) Verify(keys map[identity.ID]identity.PublicKey) error {
	if len(c.Signatures) == 0 || c.Signatures[0].By != c.Party {
		return phrase.Errorf("ledger.not-first", "checkpoint of %s is not signed by %s first", c.Party, c.Party)
	}
	text := []byte(c.Text())
	for i, s := range c.Signatures {
		key, known := keys[s.By]
		if !known {
			return phrase.Errorf("ledger.stranger-signs", "checkpoint of %s is signed by %s, who is not a party of the agreement", c.Party, s.By)
		}
		if c.signedBy(s.By, i) {
			return phrase.Errorf("ledger.signs-twice", "checkpoint of %s is signed by %s twice", c.Party, s.By)
		}
		hash := keyHash(s.By, key)
		if len(s.Bytes) != signatureSize || !bytes.Equal(s.Bytes[:4], hash[:]) || !key.Verify(text, s.Bytes[4:]) {
			return phrase.Errorf("ledger.wrong-signature", "signature of %s on the checkpoint of %s is wrong", s.By, c.Party)
		}
	}
	return nil
}

// signedBy tells whether one of the first n signatures is by id.
func (c Checkpoint) signedBy(id identity.ID, n int) bool {
	return slices.ContainsFunc(c.Signatures[:n], func(s Signature) bool { return s.By == id })
}

// Cosign signs the body of c as id. Check c with Verify and, if an earlier
// checkpoint of the same party is known, with VerifyConsistency before.
func (c Checkpoint) Cosign(id identity.ID, key *identity.PrivateKey) Signature {
	hash := keyHash(id, key.Public())
	return Signature{By: id, Bytes: append(hash[:], key.Sign([]byte(c.Text()))...)}
}

// With is c with one more signature.
func (c Checkpoint) With(s Signature) Checkpoint {
	c.Signatures = append(slices.Clone(c.Signatures), s)
	return c
}

// keyHash is the short key name of a note: the first four bytes of
// SHA-256(name, line end, algorithm 1, key). It only helps to find the key.
func keyHash(id identity.ID, key identity.PublicKey) [4]byte {
	h := sha256.Sum256(slices.Concat([]byte(id), []byte("\n\x01"), key[:]))
	return [4]byte(h[:4])
}
