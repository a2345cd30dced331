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
	"syscall"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/committee"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/transport"
)

// KeyFile is the identity key in a party's directory.
const KeyFile = "identity.key"

// LoadKey reads the identity key in a party's directory.
func LoadKey(dir string) (*identity.PrivateKey, error) {
	key, err := identity.Load(filepath.Join(dir, KeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Advise(cli.Failure, err, phrase.New("hint.key", "name this party's directory with --dir, or make its key with: init --dir %s", dir))
	}
	return key, cli.Exit(cli.Failure, err, "")
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
	err := phrase.Errorf("party.unlisted", "the agreement lists no party with the key %s", key)
	return "", cli.Advise(cli.Refused, err, phrase.New("hint.unlisted", "put the line that init printed into the agreement, or name the directory of another party with --dir"))
}

// Signed reads an agreement that all parties have signed.
func Signed(path string) (*agreement.Agreement, error) {
	a, err := ReadAgreement(path)
	if err != nil {
		return nil, err
	}
	if err := agreement.VerifySignatures(path, a); err != nil {
		return nil, cli.Advise(cli.Refused, err, phrase.New("hint.sign", "every party signs the same text with: sign %s", path))
	}
	return a, nil
}

// RunDir is where a party keeps what belongs to one run of an agreement.
func RunDir(dir string, p *plan.Plan, mode protocol.Mode) string {
	return filepath.Join(dir, "runs", fmt.Sprintf("%s-%s", p.Hash.Short(), mode))
}

// ReadAgreement reads an agreement, signed or not.
func ReadAgreement(path string) (*agreement.Agreement, error) {
	a, err := agreement.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Advise(cli.Failure, err, phrase.New("hint.agreement", "name the file of the agreement that the parties sign"))
	}
	return a, cli.Exit(cli.Refused, err, "")
}

// Describe prints who takes part in what, whom that asks to trust, and what the
// parties should know before they sign.
func Describe(app *cli.App, p *plan.Plan) { describe(app, p, true) }

// Remind is Describe before anything moves: the warnings, which the parties have
// read before they signed, have a line each, but that of two participants is
// said as loudly as ever.
func Remind(app *cli.App, p *plan.Plan) { describe(app, p, false) }

func describe(app *cli.App, p *plan.Plan, full bool) {
	l, a := app.Lang(), p.Agreement
	line := func(first, text string) { lines(app, first, text) }
	say := func(key lang.Key, arguments ...any) { line("", l.Text(key, arguments...)) }
	say(lang.Agreement, a.Title, p.Hash.Short())
	names := make([]string, len(a.Parties))
	for i, party := range a.Parties {
		names[i] = fmt.Sprintf("%s (%s)", party.Name, party.ID)
	}
	say(lang.Participants, len(names), l.List(names))
	say(lang.Coordinator, fmt.Sprintf("%s (%s)", a.Coordinator.Name, a.Coordinator.ID), a.Coordinator.OperatedBy)
	say(lang.SchemeSentence, a.Aggregation.Scheme, l.Named(lang.Trust, a.Aggregation.Scheme))
	for _, words := range committee.Of(p).Words(l) {
		line("", words)
	}
	for _, w := range p.Warnings() {
		text := w.En
		if l.Tag() == "sv" {
			text = w.Sv
		}
		switch {
		case full:
		case w.Code == plan.TwoParties && a.Privacy.Noised() && a.Privacy.Unit == agreement.Participant:
			text = l.Text(lang.TwoPartyBounded, a.Parties[0].Name, a.Parties[1].Name)
		case w.Code == plan.TwoParties && a.Privacy.Noised():
			text = l.Text(lang.TwoPartyNoised, a.Parties[0].Name, a.Parties[1].Name)
		case w.Code == plan.TwoParties:
			text = l.Text(lang.TwoParty, a.Parties[0].Name, a.Parties[1].Name)
		default:
			text = l.Named(lang.Warned, w.Code)
		}
		line("  ! ", text)
	}
	if !full && len(p.Warnings()) > 0 {
		line("    ", l.Text(lang.WarnedInFull))
	}
}

// lines prints a text after first, in lines of the terminal.
func lines(app *cli.App, first, text string) {
	for _, line := range cli.Wrap(cli.Printable(text), 90) {
		app.Progress().Line(first + line)
		first = strings.Repeat(" ", len(first))
	}
}

// Explain gives the error that ended a run an exit code and says what to do.
func Explain(err error, self identity.ID) error {
	if bound := (*journal.BoundError)(nil); errors.As(err, &bound) {
		return cli.Exit(cli.Refused, err, "")
	}
	if held := (*journal.HeldError)(nil); errors.As(err, &held) {
		return cli.Exit(cli.Refused, err, "")
	}
	if lost := (*transport.Error)(nil); errors.As(err, &lost) {
		return cli.Exit(cli.Peer, err, "")
	}
	if errors.Is(err, syscall.ENOSPC) {
		return cli.Advise(cli.Failure, err, phrase.New("hint.disk-full", "make room on that disk and start again; what was written before is whole"))
	}
	var e *protocol.Error
	if !errors.As(err, &e) {
		return err
	}
	code := cli.Failure
	if e.Party != "" && e.Party != self {
		code = cli.Peer
	}
	if e.Code == protocol.CodeInternal && e.Party != self {
		return cli.Advise(code, err, phrase.New("hint.internal-there", "the log of the party named says why; start again when that is mended"))
	}
	if e.Code == protocol.CodeLearning && (e.Party == self || e.Party == "") {
		return cli.Exit(code, err, "") // the remedy is in it
	}
	if hint, ok := hints()[e.Code]; ok {
		return cli.Advise(code, err, hint)
	}
	return cli.Exit(code, err, "")
}

// hints are what to do about a code that ended a run.
func hints() map[protocol.Code]phrase.Phrase {
	return map[protocol.Code]phrase.Phrase{
		protocol.CodeMissing:   phrase.New("hint.ended-missing", "ask that party whether its program runs and reaches the coordinator; then all start the run again with the same commands: it goes on where it stood; or give it up with: close --give-up"),
		protocol.CodeStopped:   phrase.New("hint.ended-stopped", "agree with that party when all start again with the same commands: the run goes on where it stood; or give it up with: close --give-up"),
		protocol.CodeAgreement: phrase.New("hint.ended-agreement", "compare the hashes of the agreement files at all parties; they must be the same text with the same signatures"),
		protocol.CodeState:     phrase.New("hint.ended-state", "the parties compare their ledgers with: verify; a sum that differs means that somebody altered a message"),
		protocol.CodeSum:       phrase.New("hint.ended-sum", "the parties compare their ledgers with: verify; no sum was accepted"),
		protocol.CodeShare:     phrase.New("hint.ended-share", "no sum was opened; the party named reports what it could not open, which does not prove who is at fault"),
		protocol.CodeLedger:    phrase.New("hint.ended-ledger", "keep both ledgers: two checkpoints that do not continue each other are evidence"),
		protocol.CodeInternal:  phrase.New("hint.ended-internal", "see the log above for the disk, memory or network error"),
		protocol.CodeRollback:  phrase.New("hint.ended-rollback", "a party that was restored from a backup takes no further part; if the run needs it, all close it and make a new agreement"),
		protocol.CodeLearning:  phrase.New("hint.ended-learning", "see the log of the party named: the reason stays there because it may tell about its rows"),
	}
}
