package participant

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	secsite "samband/pkg/secagg/site"
)

// Names in the directory of a run that only a run under way needs.
const (
	SessionFile = "session.json"
	LearnerFile = "learner.json"
	RoundFolder = "round"
)

// unfinished ends the name of a file that is being written.
const unfinished = ".new"

// Secrets are the names of what holds secrets in the directory of a run, and is
// deleted at its end, or by close after a crash.
func Secrets() []string {
	return []string{SessionFile, SessionFile + unfinished, LearnerFile, LearnerFile + unfinished, RoundFolder}
}

// directory is what a participant keeps on disk of one run, and when it goes:
//
//	run.json       whose run this is                for ever
//	unconnected    nothing                          until the first connection
//	session.json   session, group key, part of the  until the run is closed
//	               scheme's key if it has one
//	learner.json   what learning goes on from       until the run is closed
//	first          noised vector of the first round until that round is final
//	round/         vector, ciphertext, sum          until the round is final
//	journal.jsonl  messages and what answered them  until the round is final
//	sets.jsonl     sets that it endorsed            for ever
//	account.jsonl  what was drawn on the budget     for ever
//	sums.jsonl     every sum, if asked for          as the model
//	inspection/    seed and vector of each attempt, until the agreed date, or close
//	               sealed, if the agreement asks
//	ledger.jsonl   every flow                       for ever
//	connections.jsonl  what was measured of each connection  for ever
//	model.json     the model                        as the agreement says
//	outcome.json   rounds, metrics, clipped values  as the model
//	agreement.yaml what was agreed                  for ever
//
// But for what inspection/ holds, one-time keys, noise, polynomials, own shares and the keys that shares are
// sealed to are never written.
type directory struct{ path string }

func makeDirectory(path string, a journal.About) (*directory, error) {
	// What a session that ended early left of its secrets goes now.
	if err := journal.Prepare(path, a, append(Secrets(), JournalFile, InspectionFolder)...); err != nil {
		return nil, err
	}
	if err := journal.Await(path); err != nil {
		return nil, err
	}
	return &directory{path}, os.Mkdir(filepath.Join(path, RoundFolder), 0o700)
}

const fileVersion = 1

// sessionFile is what a participant keeps of a session: the group key, and of a
// scheme with a key that lives as long, its own part and the parts that all see.
type sessionFile struct {
	Version int           `json:"version"`
	Session digest.Digest `json:"session"`
	Hellos  digest.Digest `json:"hellos"`
	Group   []byte        `json:"group"`
	Rows    digest.Digest `json:"rows"` // keyed: of the rows that the run began with
	Publics [][]byte      `json:"publics,omitempty"`
	Part    []byte        `json:"part,omitempty"`
}

func (d *directory) keepSession(hellos, session digest.Digest, group *seal.Group, rows digest.Digest, publics [][]byte, part secsite.Part) error {
	s := sessionFile{Version: fileVersion, Session: session, Hellos: hellos, Group: group.Bytes(), Rows: rows}
	defer clear(s.Group)
	if part != nil {
		var err error
		if s.Part, err = part.Bytes(); err != nil {
			return err
		}
		defer clear(s.Part)
		s.Publics = publics
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return d.write(SessionFile, text)
}

// bind remembers for ever a set that this participant lets be opened.
func (d *directory) bind(p protocol.Prefix, set []identity.ID) error {
	return journal.Bind(d.path, journal.Bound{Session: p.Session, Round: p.Round, Attempt: p.Attempt, Set: set})
}

// dropStale deletes what a crash left of another round than the one under way.
func (d *directory) dropStale(round uint32) error {
	made, err := d.roundOfVector()
	if err != nil {
		return err
	}
	if made == round || made == 0 { // of no round if the crash was while its end was tidied up
		return os.MkdirAll(filepath.Join(d.path, RoundFolder), 0o700)
	}
	return d.endRound()
}

// endRound deletes what the round left.
func (d *directory) endRound() error {
	if err := os.RemoveAll(filepath.Join(d.path, RoundFolder)); err != nil {
		return err
	}
	return os.Mkdir(filepath.Join(d.path, RoundFolder), 0o700)
}

// close deletes what only a run under way needs.
func (d *directory) close() error {
	var err error
	for _, name := range Secrets() {
		err = errors.Join(err, os.RemoveAll(filepath.Join(d.path, name)))
	}
	return err
}

// write replaces a file whole: a crash leaves the old one or the new one.
func (d *directory) write(name string, content []byte) error {
	return d.writeBy(name, func(f io.Writer) error {
		_, err := f.Write(content)
		return err
	})
}

// writeBy is write for what need not be in memory at once.
func (d *directory) writeBy(name string, content func(io.Writer) error) error {
	path := filepath.Join(d.path, name)
	f, err := os.OpenFile(path+unfinished, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = content(f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+unfinished, path); err != nil {
		return err
	}
	return journal.SyncDir(filepath.Dir(path))
}

// body is an ordered list of chunks on disk: this participant's ciphertext, or
// the sum.
type body struct{ path string }

func (d *directory) makeBody(p protocol.Prefix) (*body, error) { return d.body("ciphertext", p) }
func (d *directory) makeSum(p protocol.Prefix) (*body, error)  { return d.body("sum", p) }

func (d *directory) body(name string, p protocol.Prefix) (*body, error) {
	path := filepath.Join(d.path, RoundFolder, fmt.Sprintf("%s-%d", name, p.Attempt))
	return &body{path}, os.MkdirAll(path, 0o700)
}

func (b *body) write(chunk int, data []byte) error {
	return os.WriteFile(b.file(chunk), data, 0o600)
}

func (b *body) read(chunk int) ([]byte, error) { return os.ReadFile(b.file(chunk)) }

// sync brings the chunks to stable storage, before they are committed to.
func (b *body) sync() error {
	entries, err := os.ReadDir(b.path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		// For writing, because Windows flushes no file that is open for reading.
		f, err := os.OpenFile(filepath.Join(b.path, e.Name()), os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return journal.SyncDir(b.path)
}

func (b *body) file(chunk int) string { return filepath.Join(b.path, fmt.Sprintf("%08d", chunk)) }
