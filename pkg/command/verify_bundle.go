package command

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"samband/pkg/audit"
	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/flows"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/report"
)

// bundleCheck is what verify says of a bundle beside its ledgers.
type bundleCheck struct {
	Directory   string            `json:"directory"`
	Agreement   string            `json:"agreement"`
	Title       string            `json:"title"`
	Rehearsal   bool              `json:"rehearsal"`
	Files       int               `json:"files"`
	Parties     []identity.ID     `json:"parties"`
	Missing     []identity.ID     `json:"missing"`
	Unsigned    []phrase.Phrase   `json:"unsigned"` // what is wrong with signatures on the agreement
	Problems    []phrase.Phrase   `json:"problems"`
	Cosigned    []bundle.Cosigned `json:"cosigned"`
	Traffic     []bundle.Traffic  `json:"traffic"`
	Connections connectionCheck   `json:"connections"`
	Keys        []keyCheck        `json:"keys"` // with which everything was checked

	tested []identity.ID // who measured what the model tells
}

// keyCheck is a party's key as the agreement in the bundle has it: whose it is, no
// bundle can show.
type keyCheck struct {
	Party       identity.ID `json:"party"`
	Fingerprint string      `json:"fingerprint"`
}

// prints are the fingerprints of all parties.
func (c *bundleCheck) prints() []string {
	all := make([]string, len(c.Keys))
	for i, k := range c.Keys {
		all[i] = string(k.Party) + " " + k.Fingerprint
	}
	return all
}

type connectionCheck struct {
	BothEnds int `json:"both_ends"`
	OneSide  int `json:"one_side"`
	Refused  int `json:"refused"`
}

// verifyBundle checks a bundle, and compares it with what is beside it; agreed is
// an agreement that it must be of, if any.
func verifyBundle(app *cli.App, path, agreed string, beside beside, list func(ledger.Event), asJSON bool) error {
	b, err := bundle.Open(path)
	if whole, in := partOf(path); err != nil && in {
		return cli.Advise(cli.Verification, err, phrase.New("hint.part", "this is one party's folder in a bundle: give the bundle, %s", whole))
	}
	if err != nil {
		return cli.Exit(cli.Verification, err, "")
	}
	if agreed != "" {
		a, err := ReadAgreement(agreed)
		if err != nil {
			return err
		}
		if a.Hash() != b.Hash {
			return cli.Exit(cli.Verification, phrase.Errorf("bundle.of-other", "%s is of agreement %s, this is %s", path, b.Hash.Short(), a.Hash().Short()), "")
		}
	}
	v, results, bad, err := verify(app.Lang(), b.Agreement, b.Ledgers(), list)
	if err != nil {
		return cli.Exit(cli.Verification, err, "")
	}
	v.Bundle = checkBundle(b, results)
	for _, o := range v.Others {
		v.Bundle.Problems = append(v.Bundle.Problems, phrase.New("bundle.foreign-ledger", "%s is a ledger of agreement %s, the bundle of %s", o.File, o.Agreement[:8], b.Hash.Short()))
	}
	bad += len(v.Bundle.Problems)
	if !b.Rehearsal { // which needs no signatures
		bad += len(b.Unsigned)
	}
	if beside.flows != "" {
		if v.Flows, err = readFlows(b, beside.flows); err != nil {
			return err
		}
		bad += v.Flows.Problems()
	}
	if beside.replay != "" {
		if v.Replay, err = replay(b, results, beside.replay); err != nil {
			return err
		}
		bad += len(v.Replay.Differences)
	}
	return v.tell(app, bad, asJSON)
}

// partOf is the bundle in which path is one party's folder.
func partOf(path string) (whole string, in bool) {
	if bundle.Is(path) {
		return "", false
	}
	at, err := filepath.Abs(path)
	return filepath.Dir(path), err == nil && bundle.Is(filepath.Dir(at)) && filepath.Base(path) != "."
}

func readFlows(b *bundle.Bundle, path string) (*flows.Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, cli.Exit(cli.Failure, err, "")
	}
	defer f.Close()
	all, err := flows.Read(f)
	if err != nil {
		return nil, cli.Exit(cli.Failure, phrase.Errorf("flows.file", "%s: %w", path, err), "")
	}
	return flows.Compare(b, all), nil
}

func checkBundle(b *bundle.Bundle, results []*audit.Result) *bundleCheck {
	c := &bundleCheck{Directory: b.Path, Agreement: b.Hash.String(), Title: b.Agreement.Title, Rehearsal: b.Rehearsal, Files: b.Files,
		Missing: append([]identity.ID{}, b.Missing...), Unsigned: append([]phrase.Phrase{}, b.Unsigned...), Problems: []phrase.Phrase{},
		Cosigned: append([]bundle.Cosigned{}, b.Cosigned(results)...)}
	keys := b.Agreement.Keys()
	for _, id := range bundle.Parties(b.Agreement) {
		c.Keys = append(c.Keys, keyCheck{id, keys[id].Fingerprint()})
	}
	for _, p := range b.Parts {
		c.Parties = append(c.Parties, p.Party)
		if p.Account != nil && len(p.Account.Attacks) > 0 {
			c.tested = append(c.tested, p.Party)
		}
	}
	a := b.Account(results)
	c.Traffic, c.Connections = a.Traffic, connectionCheck{a.Connections, a.OneSided, a.Refused}
	for _, r := range results {
		if r.Meta.Rehearsal != b.Rehearsal {
			c.Problems = append(c.Problems, phrase.New("bundle.ledger-mode", "%s is of another kind of run than the bundle says: one is a rehearsal", r.Name))
		}
	}
	for _, all := range [][]bundle.Problem{b.Problems, a.Problems, b.Contradictions(results)} {
		for _, p := range all {
			c.Problems = append(c.Problems, p.Phrase())
		}
	}
	return c
}

// head writes what the bundle is, and what is wrong with its files.
func (c *bundleCheck) head(t *report.Text) {
	l := t.Lang
	t.Say(lang.BundleIs, c.Directory, c.Title, c.Agreement[:8], c.Files)
	if c.Rehearsal {
		t.Say(lang.Rehearsal)
	}
	if len(c.Missing) > 0 {
		t.Say(lang.BundleMissing, l.List(words(c.Missing)))
	}
	if len(c.Unsigned) == 0 {
		t.Say(lang.BundleSigned)
	}
	for _, u := range c.Unsigned {
		t.Line("  ! " + l.Phrase(u))
	}
	t.Say(lang.BundleKeys, c.Agreement, l.List(c.prints()))
	for _, p := range c.Problems[:min(len(c.Problems), maxLines)] {
		t.Line("  ! " + l.Phrase(p))
	}
	if more := len(c.Problems) - maxLines; more > 0 {
		t.Line("  ! " + l.Text(lang.CheckMore, more))
	}
}

// text writes who cosigned, and what travelled, with framing apart.
func (c *bundleCheck) text(t *report.Text) {
	l := t.Lang
	for _, s := range c.Cosigned {
		t.Say(lang.BundleCosigned, string(s.By), int(s.Events), s.Of)
	}
	t.Head(lang.TrafficHead)
	size := func(n int64) string { return l.Count(int(n)) + " B" }
	rows := [][]string{{"", l.Text(lang.TrafficMessages), l.Text(lang.TrafficPayload), "", "HTTP/2", "TLS", "", l.Text(lang.TrafficLost), l.Text(lang.TrafficExcess)}}
	for _, f := range c.Traffic {
		rows = append(rows, []string{string(f.From) + " -> " + string(f.To), l.Count(int(f.Messages)), size(f.Payload), l.Named(lang.MeasuredBy, string(f.By)),
			size(f.HTTP2), size(f.TLS), l.Named(lang.MeasuredBy, string(f.Framing)), size(f.Lost), size(f.Excess)})
	}
	t.Table(rows)
	t.Say(lang.TrafficNote)
	t.Say(lang.ConnectionsLine, c.Connections.BothEnds, c.Connections.OneSide, c.Connections.Refused)
	t.Head(lang.NotShown)
	for _, key := range []lang.Key{lang.HiddenTail, lang.OtherProgram} {
		t.Line("  - " + l.Text(key))
	}
	t.Line("  - " + report.Untested(l, c.tested))
	t.Say(lang.NoConclusion)
}

// counted writes how the file of flows compares.
func counted(t *report.Text, r *flows.Result) {
	l := t.Lang
	t.Head(lang.FlowsHead, r.Flows)
	for _, c := range r.Compared {
		names := make([]string, len(c.Parties))
		for i, id := range c.Parties {
			names[i] = string(id)
		}
		mark := "  "
		if !c.Fits() {
			mark = "! "
		}
		t.Line("  " + mark + l.Text(lang.FlowsCompared, c.Source.String(), c.Destination.String(), strconv.Itoa(int(c.Port)), strings.Join(names, ", "), c.Connections))
		for i, d := range []flows.Direction{c.Out, c.In} {
			t.Line("      " + l.Text([]lang.Key{lang.FlowsOut, lang.FlowsIn}[i], l.Count(int(d.Stream)), l.Count(int(d.Outside)), l.Count(int(d.Least)), l.Count(int(d.Most))))
			if n := d.Missing(); n > 0 {
				t.Line("      ! " + l.Text(lang.FlowsMissing, int(n)))
			}
			if n := d.Extra(); n > 0 {
				t.Line("      ! " + l.Text(lang.FlowsExtra, int(n)))
			}
		}
	}
	for _, u := range r.Faults() {
		t.Line("  ! " + l.Phrase(u))
	}
	t.Say(lang.FlowsRest, r.Outside, r.Others)
}
