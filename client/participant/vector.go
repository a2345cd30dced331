package participant

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"samband/pkg/vector"
)

// vectorFile holds a version, the round's number, then the values: eight bytes
// each, low byte first.
const vectorFile = RoundFolder + "/vector"

const (
	wordSize   = 8
	headerSize = 2 * wordSize
)

// roundVector is the vector of a round as it lies on disk.
type roundVector struct {
	file   *os.File
	buffer []byte // secret, wiped at the end
}

// openVector gives the vector of the round if it was made before, else nil.
func (d *directory) openVector(round uint32, length int) (*roundVector, error) {
	path := filepath.Join(d.path, vectorFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var header [headerSize]byte
	info, err := f.Stat()
	if err == nil {
		_, err = io.ReadFull(f, header[:])
	}
	if err != nil || info.Size() != headerSize+wordSize*int64(length) ||
		binary.LittleEndian.Uint64(header[:]) != fileVersion || binary.LittleEndian.Uint64(header[wordSize:]) != uint64(round) {
		return nil, errors.Join(fmt.Errorf("%s: is not the vector of round %d with %d values", path, round, length), err, f.Close())
	}
	return &roundVector{file: f}, nil
}

// roundOfVector tells of which round the vector on disk is; 0 for none.
func (d *directory) roundOfVector() (uint32, error) {
	f, err := os.Open(filepath.Join(d.path, vectorFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var header [headerSize]byte
	if _, err := io.ReadFull(f, header[:]); err != nil {
		return 0, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return uint32(binary.LittleEndian.Uint64(header[wordSize:])), nil
}

// read is a vector.Source.
func (v *roundVector) read(from int, dst []uint64) error {
	if len(v.buffer) < wordSize*len(dst) {
		clear(v.buffer)
		v.buffer = make([]byte, wordSize*len(dst))
	}
	b := v.buffer[:wordSize*len(dst)]
	if _, err := v.file.ReadAt(b, headerSize+wordSize*int64(from)); err != nil {
		return err
	}
	for i := range dst {
		dst[i] = binary.LittleEndian.Uint64(b[wordSize*i:])
	}
	return nil
}

func (v *roundVector) close() error {
	clear(v.buffer)
	return v.file.Close()
}

// writeVector stores what fill gives.
func (d *directory) writeVector(round uint32, fill func(to vector.Sink) error) error {
	return d.writeBy(vectorFile, func(f io.Writer) error {
		w := bufio.NewWriterSize(f, 1<<16)
		var word [wordSize]byte
		put := func(v uint64) error {
			binary.LittleEndian.PutUint64(word[:], v)
			_, err := w.Write(word[:])
			return err
		}
		if err := errors.Join(put(fileVersion), put(uint64(round))); err != nil {
			return err
		}
		err := fill(func(_ int, values []uint64) error {
			for _, v := range values {
				if err := put(v); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return w.Flush()
	})
}
