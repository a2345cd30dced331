package ledger

import (
	"bytes"
	"encoding/json"
	"errors"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// LineKind tells what a line of a ledger is.
type LineKind int

// The kinds of line.
const (
	HeaderLine     LineKind = iota // who, of which agreement, with which key
	EventLine                      // one flow
	CheckpointLine                 // signed by the party of the file
	CosignedLine                   // a checkpoint, of anyone, with a signature of another
)

// Line is one line of a ledger as the reader returns it. Of Meta, Event and
// Checkpoint only the one that Kind names is set.
type Line struct {
	Number     int // in the file, from 1
	Kind       LineKind
	Meta       Meta
	Event      Event
	Checkpoint Checkpoint
	Previous   digest.Digest // digest of the line before, as this line says; zero in a header
	Digest     digest.Digest // of this line
	Raw        []byte        // without line end, until the next line is read
}

type headerJSON struct {
	Version   int           `json:"ledger"`
	Party     identity.ID   `json:"party"`
	Agreement digest.Digest `json:"agreement"`
	Key       string        `json:"key"`
	Rehearsal bool          `json:"rehearsal,omitempty"`
}

type checkpointJSON struct {
	Note string `json:"checkpoint"`
}

type cosignedJSON struct {
	Note     string        `json:"cosigned"`
	Previous digest.Digest `json:"previous"`
}

func encode(v any) ([]byte, error) {
	line, err := json.Marshal(v)
	if err == nil && len(line) > MaxLine {
		err = phrase.Errorf("ledger.line-long", "line of %d bytes, at most %d fit", len(line), MaxLine)
	}
	return line, err
}

func encodeHeader(m Meta) ([]byte, error) {
	return encode(headerJSON{Version, m.Party, m.Agreement, m.Key.String(), m.Rehearsal})
}

// decode reads one line strictly: known names only, in their order, each
// value in its one form. It sets everything of l but Number.
func (l *Line) decode(raw []byte, first bool, fast *scanner) error {
	*l = Line{Number: l.Number, Raw: raw, Digest: lineDigest(raw)}
	if !first && fast.event(raw, &l.Event) {
		l.Kind, l.Previous = EventLine, l.Event.Previous
		return nil
	}
	l.Event = Event{}
	var same any
	var err error
	switch {
	case first != bytes.HasPrefix(raw, []byte(`{"ledger":`)):
		return phrase.Errorf("ledger.header-twice", "a ledger has a header in its first line and nowhere else")
	case first:
		same, err = l.decodeHeader(raw)
	case bytes.HasPrefix(raw, []byte(`{"sequence":`)):
		l.Kind = EventLine
		err = json.Unmarshal(raw, &l.Event)
		l.Previous = l.Event.Previous
		same = &l.Event
	case bytes.HasPrefix(raw, []byte(`{"checkpoint":`)):
		var j checkpointJSON
		l.Kind = CheckpointLine
		if err = json.Unmarshal(raw, &j); err == nil {
			l.Checkpoint, err = ParseCheckpoint([]byte(j.Note))
			l.Previous = l.Checkpoint.Head
		}
		same = j
	case bytes.HasPrefix(raw, []byte(`{"cosigned":`)):
		var j cosignedJSON
		l.Kind = CosignedLine
		if err = json.Unmarshal(raw, &j); err == nil {
			l.Checkpoint, err = ParseCheckpoint([]byte(j.Note))
			l.Previous = j.Previous
		}
		same = j
	default:
		return phrase.Errorf("ledger.no-line", "not a line of a ledger")
	}
	if said := phrase.Sayer(nil); err != nil && !errors.As(err, &said) {
		return phrase.Errorf("ledger.malformed", "not readable as a line of a ledger: %w", err)
	}
	if err != nil {
		return err
	}
	again, err := encode(same)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, raw) {
		return phrase.Errorf("ledger.not-canonical", "line is not written in the one accepted way")
	}
	return nil
}

func (l *Line) decodeHeader(raw []byte) (any, error) {
	var j headerJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	if j.Version != Version {
		return nil, phrase.Errorf("ledger.version", "ledger of version %d, this program reads version %d", j.Version, Version)
	}
	if _, err := identity.ParseID(string(j.Party)); err != nil {
		return nil, err
	}
	key, err := identity.ParsePublicKey(j.Key)
	if err != nil {
		return nil, err
	}
	l.Meta = Meta{j.Party, j.Agreement, key, j.Rehearsal}
	return j, nil
}
