// Package journal keeps the messages that a party must not forget before it
// acts on them: each is on stable storage when Append returns.
//
// The file is versioned JSON lines; a message is held as the bytes that travel.
package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// Version is that of every file of this package and of the directory of a run.
const Version = 1

// maxLine bounds a line of the file: a message of the greatest length that is
// ever journalled (no chunk is), in base64.
const maxLine = 8 << 20

type line struct {
	Version int           `json:"version"`
	Kind    protocol.Kind `json:"kind"`
	Message []byte        `json:"message"`
}

// Journal appends to one file.
type Journal struct{ file *os.File }

// Open opens or makes the journal at path, readable by its owner only.
func Open(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Journal{f}, SyncDir(filepath.Dir(path))
}

// Append writes m and returns when it is on stable storage.
func (j *Journal) Append(m protocol.Message) error {
	b, err := wire.Marshal(m)
	if err != nil {
		return err
	}
	text, err := json.Marshal(line{Version, m.Kind(), b})
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		return err
	}
	return j.file.Sync()
}

// Forget empties the journal: what it held is final elsewhere.
func (j *Journal) Forget() error {
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	return j.file.Sync()
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

// Read gives the messages of the journal at path in order. An unfinished last
// line, as a crash leaves it, was never acted on and is left out.
func Read(path string, limits wire.Limits) ([]protocol.Message, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var messages []protocol.Message
	r := bufio.NewReader(io.LimitReader(f, 1<<30))
	for number := 1; ; number++ {
		text, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return messages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		if l.Version != Version {
			return nil, fmt.Errorf("%s, line %d: version %d; this program reads version %d", path, number, l.Version, Version)
		}
		m, err := wire.Unmarshal(l.Message, limits)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		messages = append(messages, m)
	}
}

// readLine gives one whole line, or io.EOF.
func readLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		text = append(text, part...)
		if len(text) > maxLine {
			return nil, errors.New("the line is too long for a message")
		}
		if err == nil {
			return text[:len(text)-1], nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
}

// SyncDir brings a directory's entries to stable storage. Windows has no such
// call on directories and refuses it.
func SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
