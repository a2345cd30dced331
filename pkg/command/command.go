// Package command holds the commands that the coordinator's and the
// participant's program have in common: init, sign, verify and version, and what
// run prints and checks before anything moves.
package command

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
	"samband/pkg/transport"
)

// KeyFile is the identity key in a party's directory.
const KeyFile = "identity.key"

// LoadKey reads the identity key in a party's directory.
func LoadKey(dir string) (*identity.PrivateKey, error) {
	key, err := identity.Load(filepath.Join(dir, KeyFile))
	hint := ""
	if errors.Is(err, fs.ErrNotExist) {
		hint = "name this party's directory with --dir, or make its key with: init --dir " + dir
	}
	return key, cli.Exit(cli.Failure, err, hint)
}

// Own finds the party of an agreement whose key this is.
func Own(a *agreement.Agreement, key identity.PublicKey) (identity.ID, error) {
	if a.Coordinator.Key == key {
		return a.Coordinator.ID, nil
	}
	for _, p := range a.Parties {
		if p.Key == key {
			return p.ID, nil
		}
	}
	err := fmt.Errorf("the agreement lists no party with the key %s", key)
	return "", cli.Exit(cli.Refused, err, "put the line that init printed into the agreement, or name the directory of another party with --dir")
}

// Signed reads an agreement that all parties have signed.
func Signed(path string) (*agreement.Agreement, error) {
	a, err := agreement.Read(path)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, "")
	}
	if err := agreement.VerifySignatures(path, a); err != nil {
		return nil, cli.Exit(cli.Refused, err, "every party signs the same text with: sign "+path)
	}
	return a, nil
}

// RunDir is where a party keeps what belongs to one run of an agreement.
func RunDir(dir string, p *plan.Plan, mode protocol.Mode) string {
	return filepath.Join(dir, "runs", fmt.Sprintf("%s-%s", p.Hash.Short(), mode))
}

// Describe prints who takes part in what, whom that asks to trust, and what the
// parties should know before they sign and before anything moves.
func Describe(app *cli.App, p *plan.Plan) {
	l, a := app.Lang(), p.Agreement
	line := func(first, text string) {
		for _, line := range cli.Wrap(cli.Printable(text), 90) {
			app.Progress().Line(first + line)
			first = strings.Repeat(" ", len(first))
		}
	}
	say := func(key lang.Key, arguments ...any) { line("", l.Text(key, arguments...)) }
	say(lang.Agreement, a.Title, p.Hash.Short())
	names := make([]string, len(a.Parties))
	for i, party := range a.Parties {
		names[i] = fmt.Sprintf("%s (%s)", party.Name, party.ID)
	}
	say(lang.Participants, len(names), l.List(names))
	say(lang.Coordinator, fmt.Sprintf("%s (%s)", a.Coordinator.Name, a.Coordinator.ID), a.Coordinator.OperatedBy)
	say(lang.SchemeSentence, a.Aggregation.Scheme, l.Named(lang.Trust, a.Aggregation.Scheme))
	if secagg.Scheme(a.Aggregation.Scheme) != secagg.Plaintext {
		say(lang.Collusion, p.Collusion)
	}
	for _, w := range p.Warnings() {
		text := w.En
		if l.Tag() == "sv" {
			text = w.Sv
		}
		line("  ! ", text)
	}
}

// Explain gives the error that ended a run an exit code and says what to do.
func Explain(err error, self identity.ID) error {
	if bound := (*journal.BoundError)(nil); errors.As(err, &bound) {
		return cli.Exit(cli.Refused, err, bound.Hint())
	}
	if held := (*journal.HeldError)(nil); errors.As(err, &held) {
		return cli.Exit(cli.Refused, err, held.Hint())
	}
	if lost := (*transport.Error)(nil); errors.As(err, &lost) {
		return cli.Exit(cli.Peer, err, "")
	}
	var e *protocol.Error
	if !errors.As(err, &e) {
		return err
	}
	code := cli.Failure
	if e.Party != "" && e.Party != self {
		code = cli.Peer
	}
	return cli.Exit(code, err, hints[e.Code])
}

var hints = map[protocol.Code]string{
	protocol.CodeMissing:   "ask that party whether its program runs and reaches the coordinator; then start the run again; if a sum had been opened, it refuses, and a new agreement is needed",
	protocol.CodeStopped:   "agree with that party when to start again",
	protocol.CodeAgreement: "compare the hashes of the agreement files at all parties; they must be the same text with the same signatures",
	protocol.CodeState:     "the parties compare their ledgers with: verify; a sum that differs means that somebody altered a message",
	protocol.CodeSum:       "the parties compare their ledgers with: verify; no sum was accepted",
	protocol.CodeShare:     "no sum was opened; the party named reports what it could not open, which does not prove who is at fault",
	protocol.CodeLedger:    "keep both ledgers: two checkpoints that do not continue each other are evidence",
	protocol.CodeInternal:  "see the log above for the disk, memory or network error",
	protocol.CodeLearning:  "see the log of the party named: the reason stays there because it may tell about its rows",
}
