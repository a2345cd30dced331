package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"samband/client/participant"
	ledgers "samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// opened is what open prints with --json.
type opened struct {
	Agreement string       `json:"agreement"` // hash
	Party     identity.ID  `json:"party"`
	Lines     []openedLine `json:"lines"`  // of the ledger, contributions of the round or the one line
	Agree     bool         `json:"agree"`  // every one of them is what was rebuilt, and confirmed if it was asked
	Values    int          `json:"values"` // of the vector
}

type openedLine struct {
	Line    int    `json:"line"`
	Round   uint32 `json:"round"`
	Attempt uint32 `json:"attempt"`
	Chunk   int    `json:"chunk"` // -1 if no rebuilt message has this digest
	Bytes   int    `json:"bytes"`
	Digest  string `json:"digest"` // in the ledger
	Agrees  bool   `json:"agrees"`
	// Whether the coordinator's ledger in the bundle has it; absent without one.
	Received *bool `json:"received,omitempty"`
}

// opening makes the ciphertexts of ledger lines a second time, for an inspector.
func opening(app *cli.App) *cobra.Command {
	var dir, keyFile, out, bundled string
	var round, line int
	var rehearsal, asJSON bool
	c := &cobra.Command{
		Use:   "open AGREEMENT",
		Short: "Show an inspector that what was sent is what was kept: rebuild it and compare digests",
		Long: "Where the agreement has inspection_until, a participant keeps what each contribution was\n" +
			"made of (the vector and the seed of its one-time key and errors), sealed to the key in\n" +
			inspectionKey + ". open rebuilds from it the messages of a round, or of one line of the ledger,\n" +
			"byte by byte, and compares their digests with those that the ledger has, which the\n" +
			"coordinator's has too. With --values the numbers that were encrypted are written to a\n" +
			"file, for the inspector to hold against the rows.\n\n" +
			"A participant can write its own ledger anew. With --bundle the coordinator's ledger in\n" +
			"that bundle must have received the same line; without it, compare the digests yourself.\n\n" +
			"It shows that the ledger's ciphertext holds these numbers. That they follow from the\n" +
			"rows it does not show. Until what is kept is deleted, whoever gets hold of it and of the\n" +
			"key can read what was sent. After the agreed day open deletes it and refuses.",
		Example: "  client open agreement.yaml --dir north --round 3\n" +
			"  client open agreement.yaml --dir north --round 3 --bundle bundle\n" +
			"  client open agreement.yaml --dir north --line 57 --values values.json",
		Args: cli.Arguments("AGREEMENT"),
		RunE: func(c *cobra.Command, arguments []string) error {
			if (round > 0) == (line > 0) {
				err := errors.New(app.Lang().Text(lang.OpenWhat))
				return cli.Advise(cli.Usage, err, phrase.New("hint.help", "see %s --help", c.CommandPath()))
			}
			if keyFile == "" {
				keyFile = filepath.Join(dir, inspectionKey)
			}
			o := &opener{app: app, round: uint32(round), line: line, key: keyFile, out: out, bundle: bundled}
			if err := o.find(arguments[0], dir, rehearsal); err != nil {
				return err
			}
			result, err := o.open()
			if err != nil {
				return err
			}
			return o.tell(result, asJSON)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().StringVar(&keyFile, "key", "", "the inspection key (default: "+inspectionKey+" in --dir)")
	c.Flags().IntVar(&round, "round", 0, "open every contribution of this round")
	c.Flags().IntVar(&line, "line", 0, "open this line of the ledger")
	c.Flags().StringVar(&bundled, "bundle", "", "a bundle with the coordinator's part, whose ledger must have received what is opened")
	c.Flags().StringVar(&out, "values", "", "write the numbers that were encrypted into this file; only its owner may read it")
	c.Flags().BoolVar(&rehearsal, "rehearse", false, "open the rehearsal of the agreement, not its real run")
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as one JSON object")
	return c
}

// opener is one call of open.
type opener struct {
	app   *cli.App
	plan  *plan.Plan
	self  identity.ID
	run   string // directory
	round uint32
	line  int
	key   string
	out   string

	bundle string
	meta   ledger.Meta
}

// find finds the run, and refuses where there is nothing to open any more.
func (o *opener) find(path, dir string, rehearsal bool) error {
	a, err := command.ReadAgreement(path)
	if err != nil {
		return err
	}
	key, err := command.LoadKey(dir)
	if err != nil {
		return err
	}
	if o.self, err = command.Own(a, key.Public()); err != nil {
		return err
	}
	if o.plan, err = plan.New(a); err != nil {
		return cli.Exit(cli.Refused, err, "")
	}
	if a.InspectionUntil == "" {
		return cli.Exit(cli.Refused, phrase.Errorf("inspection.none", "the agreement has no inspection_until: nothing was kept"), "")
	}
	mode := protocol.Real
	if rehearsal {
		mode = protocol.Rehearsal
	}
	o.run = command.RunDir(dir, o.plan, mode)
	o.meta = ledger.Meta{Party: o.self, Agreement: o.plan.Hash, Key: key.Public(), Rehearsal: rehearsal}
	if !expired(a, o.run) {
		return nil
	}
	if err := command.Dispose(o.run, o.meta, key, kept()); err != nil {
		return err
	}
	return cli.Exit(cli.Refused, phrase.Errorf("inspection.deleted", "%s: the agreed day %s has passed; what was kept for an inspector is deleted now, and the ledger says so", o.run, a.InspectionUntil), "")
}

// open rebuilds and compares.
func (o *opener) open() (*opened, error) {
	lines, err := o.lines()
	if err != nil {
		return nil, err
	}
	received, err := o.received()
	if err != nil {
		return nil, err
	}
	key, err := readInspection(o.key)
	if err != nil {
		return nil, cli.Advise(cli.Failure, err, phrase.New("hint.inspection-key", "name the file with --key"))
	}
	defer key.Destroy()
	result := &opened{Agreement: o.plan.Hash.String(), Party: o.self, Agree: true, Lines: []openedLine{}}
	var rebuilt []participant.Rebuilt
	attempt := uint32(0)
	for _, l := range lines {
		if e := l.Event; attempt != e.Attempt {
			attempt = e.Attempt
			one, err := participant.ReadInspected(o.run, e.Round, e.Attempt, key)
			if errors.Is(err, fs.ErrNotExist) {
				return nil, cli.Exit(cli.Refused, phrase.Errorf("inspection.not-kept", "%s: nothing is kept of round %d, attempt %d: it was deleted, or the run was not made with this key", o.run, e.Round, e.Attempt), "")
			}
			if err == nil {
				rebuilt, err = one.Rebuild(o.plan, o.self)
				result.Values = len(one.Values)
			}
			if err != nil {
				return nil, cli.Exit(cli.Verification, err, "")
			}
			if err := o.write(one); err != nil {
				return nil, err
			}
		}
		at := slices.IndexFunc(rebuilt, func(r participant.Rebuilt) bool {
			return r.Digest == l.Event.Digest && r.Bytes == l.Event.Bytes
		})
		one := openedLine{l.Line, l.Event.Round, l.Event.Attempt, at, l.Event.Bytes, l.Event.Digest.String(), at >= 0, nil}
		result.Agree = result.Agree && one.Agrees
		if received != nil {
			has := received[sent{l.Event.Round, l.Event.Attempt, l.Event.Bytes, l.Event.Digest}]
			one.Received, result.Agree = &has, result.Agree && has
		}
		result.Lines = append(result.Lines, one)
	}
	return result, nil
}

// lines are those of the ledger that are to be opened. It must be whole: what a
// line of a ledger says that does not verify shows nothing.
func (o *opener) lines() ([]ledgers.Located, error) {
	path := filepath.Join(o.run, participant.LedgerFile)
	r, err := ledgers.VerifyFile(path, o.plan.Agreement.Keys(), o.plan.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Exit(cli.Refused, phrase.Errorf("inspection.no-run", "%s: there is no ledger of a run of this agreement", o.run), "")
	}
	if err == nil {
		err = intact(path, r, o.self)
	}
	if err != nil {
		return nil, cli.Exit(cli.Verification, err, "")
	}
	var all []ledgers.Located
	for _, e := range r.Events {
		if e.Direction == ledger.Sent && e.Kind == string(protocol.KindChunk) && (e.Line == o.line || o.line == 0 && e.Round == o.round) {
			all = append(all, e)
		}
	}
	switch {
	case len(all) == 0 && o.line > 0:
		return nil, cli.Exit(cli.Refused, phrase.Errorf("inspection.no-contribution", "line %d of the ledger is no contribution that this party sent (chunk, sent): only those are made of its vector", o.line), "")
	case len(all) == 0:
		return nil, cli.Exit(cli.Refused, phrase.Errorf("inspection.no-line", "the ledger has no contribution there"), "")
	}
	return all, nil
}

// write hands the numbers out, by segment.
func (o *opener) write(one *participant.Inspected) error {
	if o.out == "" {
		return nil
	}
	type segment struct {
		Name   string    `json:"name"`
		Values []float64 `json:"values"`
	}
	layout, err := o.plan.Layout(one.Phase)
	if err != nil {
		return err
	}
	numbers, err := layout.Restore(one.Values, 1)
	if err != nil {
		return err
	}
	all := struct {
		Round    uint32    `json:"round"`
		Attempt  uint32    `json:"attempt"`
		Phase    string    `json:"phase"`
		Segments []segment `json:"segments"`
	}{one.Prefix.Round, one.Prefix.Attempt, one.Phase, nil}
	for _, s := range layout.Segments {
		all.Segments = append(all.Segments, segment{s.Name, numbers[:s.Length]})
		numbers = numbers[s.Length:]
	}
	return whole(o.out, func(w io.Writer) error { return json.NewEncoder(w).Encode(all) })
}

// tell prints what was found.
func (o *opener) tell(r *opened, asJSON bool) error {
	l := o.app.Lang()
	if asJSON {
		if err := command.JSON(o.app.Out, r); err != nil {
			return err
		}
	} else {
		for _, line := range r.Lines {
			key := lang.OpenAgrees
			if !line.Agrees {
				key = lang.OpenDiffers
			}
			text := l.Text(key, line.Line, int(line.Round), int(line.Attempt), line.Bytes, line.Digest)
			if line.Received != nil && *line.Received {
				text += "; " + l.Text(lang.OpenReceived)
			} else if line.Received != nil {
				text += "; " + l.Text(lang.OpenNotReceived)
			}
			fmt.Fprintln(o.app.Out, text)
		}
	}
	if !r.Agree {
		return cli.Exit(cli.Verification, errors.New(l.Text(lang.OpenBad)), l.Text(lang.LedgerEvidence))
	}
	if o.bundle == "" {
		o.app.Progress().Line(l.Text(lang.OpenOwnWord))
	}
	o.app.Progress().Line(l.Text(lang.OpenLimit))
	return nil
}
