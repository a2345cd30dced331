package ledger

import (
	"fmt"
	"strings"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Direction tells which end of a flow the party was.
type Direction string

// The three directions.
const (
	Sent     Direction = "sent"     // left the party
	Received Direction = "received" // arrived at the party
	Local    Direction = "local"    // nothing travelled: a refusal, an export, a disposal
)

// Form tells in what form the content of a message travelled.
type Form string

// The forms.
const (
	Plain      Form = "plain"      // readable by whoever receives it
	Ciphertext Form = "ciphertext" // readable with the key of the round only
	Sealed     Form = "sealed"     // readable by one named party or by the group
	Noised     Form = "noised"     // readable, with noise of differential privacy in it
	Metadata   Form = "metadata"   // names, digests, signatures and sizes only
)

// Event is one flow, or one local act, of one party.
type Event struct {
	Sequence  uint64        `json:"sequence"`         // 1 for the first event of the file
	Time      time.Time     `json:"time"`             // UTC, milliseconds; informational, nothing depends on it
	Round     uint32        `json:"round"`            // 0 before the first round
	Attempt   uint32        `json:"attempt"`          // of the round
	From      identity.ID   `json:"from"`             // the sender; of a local event the party itself
	To        identity.ID   `json:"to,omitempty"`     // the receiver; of a local event whom it concerns, if anyone
	Kind      string        `json:"kind"`             // kind of message: upload, chunk, commit, …
	Direction Direction     `json:"direction"`        // seen from the party
	Category  string        `json:"category"`         // data category of the content
	Form      Form          `json:"form"`             // form in which the content travelled
	Scheme    string        `json:"scheme,omitempty"` // scheme of the secure sum, where one applies
	Bytes     int           `json:"bytes"`            // length of the message as it travelled
	Digest    digest.Digest `json:"digest"`           // SHA-256 of those bytes; zero if none travelled
	Agreement digest.Digest `json:"agreement"`        // hash of the agreement
	Previous  digest.Digest `json:"previous"`         // digest of the line before
	Note      string        `json:"note,omitempty"`   // a fixed code, never text from outside
}

// maxCode is the greatest length of a kind, category, scheme or note.
const maxCode = 48

// isCode tells whether s is one of the short fixed words that the ledger may
// hold: lower-case letters, digits and hyphens, a letter first.
func isCode(s string) bool {
	if s == "" || len(s) > maxCode || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Check tells what in e cannot stand in the ledger of party.
func (e Event) Check(party identity.ID) error {
	for _, f := range []struct {
		name, value string
		empty       bool
	}{
		{"kind", e.Kind, false}, {"category", e.Category, false},
		{"scheme", e.Scheme, true}, {"note", e.Note, true},
	} {
		if f.value == "" && f.empty {
			continue
		}
		if !isCode(f.value) {
			return phrase.Errorf("ledger.code", "%s %.60q is not a code: lower-case letters, digits and hyphens, at most %d", f.name, f.value, maxCode)
		}
	}
	switch e.Form {
	case Plain, Ciphertext, Sealed, Noised, Metadata:
	default:
		return phrase.Errorf("ledger.form", "form %.60q is not one of plain, ciphertext, sealed, noised, metadata", e.Form)
	}
	if e.Bytes < 0 {
		return phrase.Errorf("ledger.bytes", "bytes %d is negative", e.Bytes)
	}
	if year := e.Time.Year(); year < 1 || year > 9999 {
		return phrase.Errorf("ledger.year", "time has the year %d", year)
	}
	return e.checkEnds(party)
}

// checkEnds requires the party to be at the end that the direction says.
func (e Event) checkEnds(party identity.ID) error {
	for _, id := range []identity.ID{e.From, e.To} {
		if id == "" && e.Direction == Local && e.From != "" {
			continue // a local event may concern nobody else
		}
		if _, err := identity.ParseID(string(id)); err != nil {
			return err
		}
	}
	own, other := e.From, e.To
	switch e.Direction {
	case Local:
	case Sent:
	case Received:
		own, other = e.To, e.From
	default:
		return phrase.Errorf("ledger.direction", "direction %.60q is not one of sent, received, local", e.Direction)
	}
	if own != party {
		return phrase.Errorf("ledger.own-end", "a %s event of %s names %s at its end", e.Direction, party, own)
	}
	if other == party && e.Direction != Local {
		return phrase.Errorf("ledger.both-ends", "a %s event of %s names %s at both ends", e.Direction, party, party)
	}
	return nil
}

// Line renders e for people in one line, the format of transcripts and
// reports: ends, kind, round, scheme, form, size, first digits of the digest.
// What is absent is a hyphen; a second or later attempt and a note are added.
func (e Event) Line() string {
	ends := string(e.From)
	switch {
	case e.Direction == Local && e.To != "":
		ends += " (about " + string(e.To) + ")"
	case e.Direction != Local:
		ends += " -> " + string(e.To)
	}
	round := fmt.Sprintf("round %d", e.Round)
	if e.Attempt > 1 {
		round += fmt.Sprintf(" attempt %d", e.Attempt)
	}
	scheme, short := e.Scheme, "-"
	if scheme == "" {
		scheme = "-"
	}
	if !e.Digest.IsZero() {
		short = e.Digest.String()[:4] + "…"
	}
	fields := []string{ends, e.Kind, round, scheme, string(e.Form), fmt.Sprintf("%d B", e.Bytes), short}
	if e.Note != "" {
		fields = append(fields, e.Note)
	}
	return strings.Join(fields, "   ")
}
