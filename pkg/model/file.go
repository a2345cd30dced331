package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"samband/pkg/digest"
	"samband/pkg/network"
	"samband/pkg/phrase"
)

// Version is that of model files. Files of the version before, in which a model
// was logistic regression, are read too.
const Version = 3

const (
	kind         = "samband model"
	withNetworks = 3 // the version that brought them
	// A megabyte is far above a model of the most columns that a schema may make.
	maxBytes = 1<<20 + 6*network.MaxWeights // 4 bytes are 5⅓ characters
)

// envelope is the file: readable, and with a digest of its content, so that a
// damaged or edited model is not used by accident. The digest is not keyed and
// belongs in no message or report to a party that does not have the model.
type envelope struct {
	Kind    string          `json:"kind"`
	Version int             `json:"version"`
	Digest  digest.Digest   `json:"digest"`
	Model   json.RawMessage `json:"model"`
}

func contentDigest(compact []byte) digest.Digest {
	return digest.New("samband/model/1").Bytes(compact).Sum()
}

// Marshal gives the content of a model file.
func (m *Model) Marshal() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	content, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	file, err := json.MarshalIndent(envelope{kind, Version, contentDigest(content), content}, "", "  ")
	return append(file, '\n'), err
}

// Digest names the model: two files with the same digest hold the same model.
func (m *Model) Digest() (digest.Digest, error) {
	content, err := json.Marshal(m)
	if err != nil {
		return digest.Digest{}, err
	}
	return contentDigest(content), nil
}

// Parse reads the content of a model file.
func Parse(file []byte) (*Model, error) {
	if len(file) > maxBytes {
		return nil, phrase.Errorf("model.file-large", "the model file has %d bytes, at most %d are allowed", len(file), maxBytes)
	}
	var e envelope
	if err := strict(file, &e); err != nil {
		return nil, phrase.Errorf("model.file-not", "not a model file: %w", err)
	}
	if e.Kind != kind {
		return nil, phrase.Errorf("model.file-kind", "not a model file: its kind is %.40q", e.Kind)
	}
	if e.Version != Version && e.Version != Version-1 {
		return nil, phrase.Errorf("model.file-version", "the model file has version %d, this program reads versions %d and %d: use the program that wrote it", e.Version, Version-1, Version)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, e.Model); err != nil {
		return nil, phrase.Errorf("model.file-not", "not a model file: %w", err)
	}
	if contentDigest(compact.Bytes()) != e.Digest {
		return nil, phrase.Errorf("model.file-digest", "the model does not have the digest that its file states: it was changed or damaged, fetch it again")
	}
	m := new(Model)
	if err := strict(e.Model, m); err != nil {
		return nil, phrase.Errorf("model.file-not", "not a model file: %w", err)
	}
	if m.Network != nil && e.Version < withNetworks {
		return nil, phrase.Errorf("model.file-no-networks", "not a model file: version %d had no networks", e.Version)
	}
	return m, m.check()
}

func strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return inWords(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return phrase.Errorf("model.file-more", "more follows after its end")
	}
	return nil
}

// inWords says what is wrong with JSON, which the library says in English only.
func inWords(err error) error {
	var syntax *json.SyntaxError
	var other *json.UnmarshalTypeError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &syntax):
		return phrase.Errorf("model.file-json", "its byte %d is where it stops being JSON", syntax.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return phrase.Errorf("model.file-ends", "it ends too early")
	case errors.As(err, &other):
		return phrase.Errorf("model.file-type", "its key %q holds a value of another kind", other.Field)
	case unknown:
		return phrase.Errorf("model.file-key", "it has a key %.80s, which a model file has not", name)
	}
	return err
}

func (m *Model) check() error {
	d := len(m.Features)
	coefficients := len(m.Coefficients)
	if m.Network != nil {
		if m.Coefficients != nil || m.Intercept != 0 {
			return phrase.Errorf("model.file-both", "the model is a network and has coefficients besides: it can be only one of these")
		}
		coefficients = d
	}
	if d == 0 || len(m.Mean) != d || len(m.SD) != d || len(m.Ranges) != d || coefficients != d {
		return phrase.Errorf("model.file-sizes", "the model has %d features, %d means, %d deviations, %d ranges and %d coefficients: these must be equal and above 0",
			d, len(m.Mean), len(m.SD), len(m.Ranges), len(m.Coefficients))
	}
	if m.Declared != nil && SchemaHash(*m.Declared) != m.Schema {
		return phrase.Errorf("model.file-schema", "the schema that the model declares is not the one whose hash it states")
	}
	if m.Network != nil {
		if err := m.Network.check(d); err != nil {
			return err
		}
	}
	if m.Noise != nil {
		if m.Network != nil || !m.Noised {
			return phrase.Errorf("model.file-noise-of", "the model says how far noise has put its coefficients off, and has none of these or no noise")
		}
		if err := m.Noise.check(d); err != nil {
			return err
		}
	}
	for j, sd := range m.SD {
		if !(sd > 0) {
			return phrase.Errorf("model.file-deviation", "the model's feature %q has the standard deviation %v, it must be above 0", m.Features[j], sd)
		}
	}
	return nil
}

// Save writes the model to path, readable by its owner only, replacing a file
// that is there in one step.
func (m *Model) Save(path string) error {
	content, err := m.Marshal()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".model-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Load reads the model at path.
func Load(path string) (*Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, err
	}
	m, err := Parse(content)
	if err != nil {
		return nil, phrase.Errorf("model.file", "%s: %w", path, err)
	}
	return m, nil
}
