// Package tensor keeps the parameters of a model that this program does not
// know in a file that others' programs read: safetensors, with one tensor.
//
// The form is that of https://github.com/huggingface/safetensors: eight bytes
// with the length of a header, the header in JSON, and the numbers, little end
// first. The only tensor is "parameters", float32, of one dimension. The header
// may hold texts under "__metadata__"; here they say from which run the model
// comes. The digest of a model is the SHA-256 of its file, as sha256sum prints
// it.
//
// Read takes only what Write writes, byte for byte: what another program made
// of the file is another model.
package tensor

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"

	"samband/pkg/digest"
	"samband/pkg/phrase"
)

// MaxParameters bounds the numbers of a file.
const MaxParameters = 1 << 27

const (
	name       = "parameters"
	dtype      = "F32"
	lengthSize = 8
	wordSize   = 4
	mostHeader = 1 << 12
	pieceSize  = 1 << 16 // bytes written at a time
)

// File is the content of a file.
type File struct {
	Metadata   map[string]string
	Parameters []float32 // finite
}

// header is the JSON; the order of its keys is that of the text.
type header struct {
	Metadata   map[string]string `json:"__metadata__,omitempty"`
	Parameters entry             `json:"parameters"`
}

type entry struct {
	Type    string `json:"dtype"`
	Shape   [1]int `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// head gives the length of the header and the header, which blanks fill up so
// that the numbers begin at a multiple of eight bytes.
func (f *File) head() ([]byte, error) {
	n := len(f.Parameters)
	if n < 1 || n > MaxParameters {
		return nil, phrase.Errorf("tensor.count", "a file holds 1 to %d parameters, not %d", MaxParameters, n)
	}
	text, err := json.Marshal(header{f.Metadata, entry{dtype, [1]int{n}, [2]int{0, wordSize * n}}})
	if err != nil {
		return nil, err
	}
	for len(text)%lengthSize != 0 {
		text = append(text, ' ')
	}
	if len(text) > mostHeader {
		return nil, phrase.Errorf("tensor.header-long", "the header has %d bytes, at most %d are allowed", len(text), mostHeader)
	}
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), nil
}

// Write writes the file. Parameters that are not finite are an error.
func (f *File) Write(w io.Writer) error {
	head, err := f.head()
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, pieceSize)
	out.Write(head) // the first error stays for Flush
	var word [wordSize]byte
	for i, v := range f.Parameters {
		if !finite(v) {
			return notFinite(i, v)
		}
		binary.LittleEndian.PutUint32(word[:], math.Float32bits(v))
		if _, err := out.Write(word[:]); err != nil {
			return err
		}
	}
	return out.Flush()
}

func finite(v float32) bool { return v-v == 0 }

func notFinite(i int, v float32) error {
	return phrase.Errorf("tensor.not-finite", "parameter %d is %v", i, v)
}

// Digest is the SHA-256 of the file.
func (f *File) Digest() (digest.Digest, error) {
	h := sha256.New()
	if err := f.Write(h); err != nil {
		return digest.Digest{}, err
	}
	return digest.FromBytes(h.Sum(nil))
}

// Read reads a file of at most so many parameters.
func Read(r io.Reader, most int) (*File, error) {
	in := bufio.NewReaderSize(r, pieceSize)
	var length [lengthSize]byte
	if err := fill(in, length[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint64(length[:])
	if size > mostHeader {
		return nil, phrase.Errorf("tensor.header-long", "the header has %d bytes, at most %d are allowed", size, mostHeader)
	}
	text := make([]byte, size)
	if err := fill(in, text); err != nil {
		return nil, err
	}
	var h header
	if err := json.Unmarshal(text, &h); err != nil {
		return nil, phrase.Errorf("tensor.header", "is no file of parameters of this program: its header is another")
	}
	n := h.Parameters.Shape[0]
	if n < 1 || n > min(most, MaxParameters) {
		return nil, phrase.Errorf("tensor.count", "a file holds 1 to %d parameters, not %d", min(most, MaxParameters), n)
	}
	f := &File{Metadata: h.Metadata}
	if err := f.read(in, n); err != nil {
		return nil, err
	}
	if head, err := f.head(); err != nil || !bytes.Equal(head[lengthSize:], text) {
		return nil, phrase.Errorf("tensor.header", "is no file of parameters of this program: its header is another")
	}
	return f, nil
}

// read reads n numbers, after which the file must end. Memory grows as they
// come: the header's word is not enough for all of it.
func (f *File) read(in *bufio.Reader, n int) error {
	var word [wordSize]byte
	for i := range n {
		if err := fill(in, word[:]); err != nil {
			return err
		}
		v := math.Float32frombits(binary.LittleEndian.Uint32(word[:]))
		if !finite(v) {
			return notFinite(i, v)
		}
		f.Parameters = append(f.Parameters, v)
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return phrase.Errorf("tensor.more", "the file goes on after its last parameter: it was changed or damaged")
	}
	return nil
}

func fill(in io.Reader, b []byte) error {
	switch _, err := io.ReadFull(in, b); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return phrase.Errorf("tensor.ends", "the file ends too early: it was cut off")
	case err != nil:
		return err
	}
	return nil
}

// Save writes the file to path, readable by its owner only, replacing a file
// that is there in one step.
func (f *File) Save(path string) error {
	t, err := os.CreateTemp(filepath.Dir(path), ".model-*") // mode 0600
	if err != nil {
		return err
	}
	err = f.Write(t)
	err = errors.Join(err, t.Sync(), t.Close())
	if err == nil {
		err = os.Rename(t.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(t.Name()))
	}
	return nil
}

// Load reads the file at path.
func Load(path string) (*File, error) {
	t, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	f, err := Read(t, MaxParameters)
	if err != nil {
		return nil, phrase.Errorf("tensor.file", "%s: %w", path, err)
	}
	return f, nil
}
