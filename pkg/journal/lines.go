package journal

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// ConnectionsFile holds what the transport measured of each connection of a
// run, a line each, written when the connection is over: a program that was
// killed leaves none of those that it had then.
const ConnectionsFile = "connections.jsonl"

// Lines appends JSON lines to a file. It may be used by several goroutines.
type Lines struct {
	mu   sync.Mutex
	file *os.File // nil once closed
}

// OpenLines opens or makes the file of that name in the directory of a run,
// readable by its owner only. The beginning of a line that a crash left is
// removed.
func OpenLines(dir, name string) (*Lines, error) {
	path := filepath.Join(dir, name)
	if err := Repair(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Lines{file: f}, nil
}

// Add writes v as one line; after Close it does nothing.
func (l *Lines) Add(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	_, err = l.file.Write(append(text, '\n'))
	return err
}

// Close brings the lines to stable storage and closes the file.
func (l *Lines) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := errors.Join(l.file.Sync(), l.file.Close())
	l.file = nil
	return err
}
