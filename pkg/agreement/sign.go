package agreement

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

const (
	signatureHeader  = "samband agreement signature 1"
	maxSignatureSize = 1024
)

// signature is the content of a sidecar file: five lines.
type signature struct {
	Agreement digest.Digest
	Party     identity.ID
	Key       identity.PublicKey
	Bytes     []byte
}

// signedMessage is what is signed: the domain-tagged hash and who signs it.
func signedMessage(agreement digest.Digest, id identity.ID) []byte {
	d := digest.New(signatureTag).Digest(agreement).Text(string(id)).Sum()
	return d[:]
}

// SignaturePath is where the signature of id lies: beside the agreement.
func SignaturePath(path string, id identity.ID) string { return path + "." + string(id) + ".sig" }

// Sign writes the signature of party id over the agreement at path beside it.
// It refuses a key that the agreement does not list for id, and an agreement
// that Read refuses.
func Sign(path string, id identity.ID, key *identity.PrivateKey) (string, error) {
	a, err := Read(path)
	if err != nil {
		return "", err
	}
	listed, ok := a.keyOf(id)
	if !ok {
		return "", phrase.Errorf("sign.stranger", "%s: %s is not a party of this agreement: sign with the id that it lists for you", path, id)
	}
	if listed != key.Public() {
		return "", phrase.Errorf("sign.other-key", "%s: the agreement lists key %s for %s, yours is %s: correct the agreement before anybody signs it", path, listed, id, key.Public())
	}
	s := signature{Agreement: a.Hash(), Party: id, Key: listed}
	s.Bytes = key.Sign(signedMessage(s.Agreement, id))
	out := SignaturePath(path, id)
	if err := os.WriteFile(out, s.text(), 0o644); err != nil {
		return "", phrase.Errorf("sign.write", "signature: %w", err)
	}
	return out, nil
}

// VerifySignatures checks that all parties, the coordinator too, signed a. The
// error names each one whose signature is missing, by a key that the
// agreement does not list, over another text, or damaged; one line each.
func VerifySignatures(path string, a *Agreement) error {
	var problems []error
	hash := a.Hash()
	for _, id := range append(a.Participants(), a.Coordinator.ID) {
		file := SignaturePath(path, id)
		key, _ := a.keyOf(id)
		if err := verifyFile(file, id, key, hash); err != nil {
			problems = append(problems, phrase.Errorf("sign.file", "%s: %w", file, err))
		}
	}
	return errors.Join(problems...)
}

func verifyFile(file string, id identity.ID, key identity.PublicKey, hash digest.Digest) error {
	f, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return phrase.Errorf("sign.missing", "%s has not signed: ask for this file", id)
	}
	if err != nil {
		return phrase.Errorf("sign.of", "signature of %s: %w", id, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSignatureSize+1))
	if err != nil {
		return phrase.Errorf("sign.of", "signature of %s: %w", id, err)
	}
	s, err := parseSignature(text)
	switch {
	case err != nil:
		return phrase.Errorf("sign.of", "signature of %s: %w", id, err)
	case s.Party != id:
		return phrase.Errorf("sign.swapped", "this is the signature of %s, not of %s: exchange the right file", s.Party, id)
	case s.Key != key:
		return phrase.Errorf("sign.wrong-key", "%s signed with the wrong key %s, the agreement lists %s: it must sign with that one", id, s.Key.Fingerprint(), key.Fingerprint())
	case s.Agreement != hash:
		return phrase.Errorf("sign.changed", "%s signed another text (hash %s, this is %s): the agreement was changed after signing; undo the change or let all sign again", id, s.Agreement.Short(), hash.Short())
	case !key.Verify(signedMessage(hash, id), s.Bytes):
		return phrase.Errorf("sign.forged", "the signature of %s does not verify: the file is damaged or forged; ask %s for it again", id, id)
	}
	return nil
}

func (s signature) text() []byte {
	return fmt.Appendf(nil, "%s\nagreement %s\nparty %s\nkey %s\nsignature %s\n", signatureHeader,
		s.Agreement, s.Party, s.Key, base64.StdEncoding.EncodeToString(s.Bytes))
}

// parseSignature reads exactly what text writes, and nothing else; line ends
// may be those of Windows, since people send these files by mail.
func parseSignature(text []byte) (signature, error) {
	var s signature
	if len(text) > maxSignatureSize {
		return s, phrase.Errorf("sign.large", "larger than %d bytes, this is not a signature file", maxSignatureSize)
	}
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	if lines[0] != signatureHeader {
		return s, phrase.Errorf("sign.header", "does not begin with %q: not a signature file of this version", signatureHeader)
	}
	if len(lines) != 6 || lines[5] != "" {
		return s, phrase.Errorf("sign.lines", "not the five lines of a signature file")
	}
	var fields [4]string
	for i, name := range []string{"agreement", "party", "key", "signature"} {
		value, ok := strings.CutPrefix(lines[i+1], name+" ")
		if !ok {
			return s, phrase.Errorf("sign.line", "line %d does not begin with %q", i+2, name)
		}
		fields[i] = value
	}
	var errs [4]error
	errs[0] = s.Agreement.UnmarshalText([]byte(fields[0]))
	s.Party, errs[1] = identity.ParseID(fields[1])
	s.Key, errs[2] = identity.ParsePublicKey(fields[2])
	s.Bytes, errs[3] = base64.StdEncoding.Strict().DecodeString(fields[3])
	return s, errors.Join(errs[:]...)
}

// keyOf finds the key of a participant or of the coordinator.
func (a *Agreement) keyOf(id identity.ID) (identity.PublicKey, bool) {
	if id == a.Coordinator.ID {
		return a.Coordinator.Key, true
	}
	if p, ok := a.Party(id); ok {
		return p.Key, true
	}
	return identity.PublicKey{}, false
}
