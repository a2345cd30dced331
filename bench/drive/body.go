package drive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// body is what a participant is about to send: in a file, or in memory where no
// directory was given. It is read only after all of it was written.
type body struct {
	path   string // of the file; empty in memory
	memory []byte
	file   *os.File // while it is written
	ends   []int64  // of the chunks
}

func newBody(dir, name string) (*body, error) {
	if dir == "" {
		return new(body), nil
	}
	b := &body{path: filepath.Join(dir, name)}
	var err error
	b.file, err = os.Create(b.path)
	return b, err
}

// write takes the chunks in order.
func (b *body) write(chunk int, data []byte) error {
	if chunk != len(b.ends) {
		return fmt.Errorf("chunk %d comes after %d others", chunk, len(b.ends))
	}
	end := int64(len(data))
	if chunk > 0 {
		end += b.ends[chunk-1]
	}
	b.ends = append(b.ends, end)
	if b.file == nil {
		b.memory = append(b.memory, data...)
		return nil
	}
	_, err := b.file.Write(data)
	return err
}

// end comes after the last chunk.
func (b *body) end() error {
	if b.file == nil {
		return nil
	}
	f := b.file
	b.file = nil
	return f.Close()
}

// read gives a chunk.
func (b *body) read(chunk int) ([]byte, error) {
	if chunk < 0 || chunk >= len(b.ends) {
		return nil, fmt.Errorf("there is no chunk %d of %d", chunk, len(b.ends))
	}
	from := int64(0)
	if chunk > 0 {
		from = b.ends[chunk-1]
	}
	if b.path == "" {
		return b.memory[from:b.ends[chunk]], nil
	}
	f, err := os.Open(b.path)
	if err != nil {
		return nil, err
	}
	data := make([]byte, b.ends[chunk]-from)
	_, err = f.ReadAt(data, from)
	return data, errors.Join(err, f.Close())
}

// remove deletes the file, if there is one.
func (b *body) remove() error {
	if b.path == "" {
		return nil
	}
	err := os.Remove(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
