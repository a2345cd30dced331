package agreement

import (
	"bytes"
	"encoding/json"
	"os"
	"sort"

	"github.com/goccy/go-yaml"

	"samband/pkg/digest"
	"samband/pkg/phrase"
)

// Domain tags: what is hashed, and what is signed.
const (
	hashTag      = "samband agreement v1"
	signatureTag = "samband agreement signature v1"
)

// CanonicalJSON is the text that is hashed: one line, keys sorted, no spaces,
// numbers in the shortest form that reads back as the same float64. For what
// Parse returns that is the form of RFC 8785: it escapes U+2028 and U+2029 not
// as encoding/json does, and those are refused in every decoded text, and it
// has no minus zero, which is refused too. Keys whose value is a default are
// present, keys without a value are not.
func (a *Agreement) CanonicalJSON() ([]byte, error) {
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a); err != nil {
		return nil, phrase.Errorf("agreement.json", "agreement as JSON: %w", err)
	}
	dec := json.NewDecoder(&plain)
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, phrase.Errorf("agreement.json", "agreement as JSON: %w", err)
	}
	var out bytes.Buffer
	if err := writeSorted(&out, tree); err != nil {
		return nil, phrase.Errorf("agreement.json", "agreement as JSON: %w", err)
	}
	return out.Bytes(), nil
}

// writeSorted writes objects with their keys in byte order. Keys are ASCII.
func writeSorted(out *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		out.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writeScalar(out, k); err != nil {
				return err
			}
			out.WriteByte(':')
			if err := writeSorted(out, v[k]); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writeSorted(out, e); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	case json.Number:
		out.WriteString(v.String()) // already as encoding/json writes a float64
	default:
		return writeScalar(out, v)
	}
	return nil
}

func writeScalar(out *bytes.Buffer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // Encode ends with a newline
	return nil
}

// Hash names the agreement in every message and ledger: the domain-tagged
// digest of CanonicalJSON. An agreement that cannot be written as JSON, which
// Parse never returns, has the zero digest.
func (a *Agreement) Hash() digest.Digest {
	text, err := a.CanonicalJSON()
	if err != nil {
		return digest.Digest{}
	}
	return digest.New(hashTag).Bytes(text).Sum()
}

// File is the name under which a party keeps the agreement with what belongs
// to its run.
const File = "agreement.yaml"

// Save writes the agreement to path, as YAML gives it.
func (a *Agreement) Save(path string) error {
	text, err := a.YAML()
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// YAML writes the agreement so that Parse reads the same one, with the same
// hash.
func (a *Agreement) YAML() ([]byte, error) {
	text, err := yaml.MarshalWithOptions(a, yaml.IndentSequence(true))
	if err != nil {
		return nil, phrase.Errorf("agreement.as-yaml", "agreement as YAML: %w", err)
	}
	return text, nil
}
