// Package journal keeps the inputs of a party's state machine: each is on stable
// storage before what it leads to is done, so that another process can give them
// to a new machine and go on where this one stood.
//
// The file is versioned JSON lines; a message is held as the bytes that travel.
package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// Version is that of every file of this package and of the directory of a run.
const Version = 1

// maxLine bounds a line of the file: a message of the greatest length that the run
// allows, in base64, or the other inputs, which hold no more than a message does.
func maxLine(limits wire.Limits) int { return 2*limits.Most() + 1<<20 }

// Entry is one input of a machine.
type Entry struct {
	Input   string           // its name
	From    identity.ID      // who sent Message; empty at a participant
	Message protocol.Message // that was received, nil for another input
	Value   json.RawMessage  // of another input
}

type line struct {
	Version int             `json:"version"`
	Input   string          `json:"input"`
	From    identity.ID     `json:"from,omitempty"`
	Message []byte          `json:"message,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
}

// Journal appends to one file.
type Journal struct {
	path string
	file *os.File
}

// Open opens or makes the journal at path, readable by its owner only.
func Open(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Journal{path, f}, SyncDir(filepath.Dir(path))
}

// Append writes e; with durable, it is on stable storage when Append returns,
// and so is everything before it.
func (j *Journal) Append(e Entry, durable bool) error {
	text, err := encode(e)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(text); err != nil || !durable {
		return err
	}
	return j.file.Sync()
}

func encode(e Entry) ([]byte, error) {
	l := line{Version: Version, Input: e.Input, From: e.From, Value: e.Value}
	if e.Message != nil {
		var err error
		if l.Message, err = wire.Marshal(e.Message); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(l)
	return append(text, '\n'), err
}

// Replace makes entries the whole content: a crash leaves that or what was there
// before.
func (j *Journal) Replace(entries ...Entry) error {
	f, err := os.OpenFile(j.path+".new", os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for _, e := range entries {
		text, err := encode(e)
		if err == nil {
			_, err = f.Write(text)
		}
		if err != nil {
			return errors.Join(err, f.Close())
		}
	}
	if err := errors.Join(f.Sync(), f.Close(), j.file.Close()); err != nil {
		return err
	}
	if err := os.Rename(j.path+".new", j.path); err != nil {
		return err
	}
	again, err := Open(j.path)
	if err != nil {
		return err
	}
	j.file = again.file
	return nil
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

// Read gives the entries of the journal at path in order. An unfinished last
// line, as a crash leaves it, was never acted on and is left out.
func Read(path string, limits wire.Limits) ([]Entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var entries []Entry
	r := bufio.NewReader(f)
	for number := 1; ; number++ {
		text, err := readLine(r, maxLine(limits))
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		var e Entry
		if err == nil {
			e, err = decode(text, limits)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		entries = append(entries, e)
	}
}

func decode(text []byte, limits wire.Limits) (Entry, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return Entry{}, err
	}
	if l.Version != Version {
		return Entry{}, fmt.Errorf("version %d; this program reads version %d", l.Version, Version)
	}
	e := Entry{Input: l.Input, From: l.From, Value: l.Value}
	if l.Message == nil {
		return e, nil
	}
	var err error
	e.Message, err = wire.Unmarshal(l.Message, limits)
	return e, err
}

// Repair cuts an unfinished last line off, so that what is appended begins a new
// one.
func Repair(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, int64(bytes.LastIndexByte(text, '\n')+1))
}

// readLine gives one whole line, or io.EOF.
func readLine(r *bufio.Reader, most int) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		text = append(text, part...)
		if len(text) > most {
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
