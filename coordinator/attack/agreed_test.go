package attack_test

import (
	"errors"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/parameters"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// What would open single updates is refused when somebody signs: no signature
// comes about, so that there is nothing to run under.
func unsafeAgreements(t *testing.T) {
	for name, c := range map[string]struct {
		n      int
		change func(*agreement.Agreement)
		says   string
	}{
		"threshold 1":             {3, func(a *agreement.Agreement) { a.Aggregation.Threshold = 1 }, "each member alone could open every update"},
		"threshold above members": {5, func(a *agreement.Agreement) { a.Aggregation.Threshold = 6 }, "can never come together"},
		"few contributors":        {5, func(a *agreement.Agreement) { a.Aggregation.MinContributors = 3 }, "below the smaller of threshold + 1"},
		"two, not acknowledged":   {2, func(a *agreement.Agreement) { a.Acknowledge = nil }, "two-party-derivable"},
		"plaintext":               {3, func(a *agreement.Agreement) { a.Aggregation.Scheme = agreement.Plaintext }, "sees every contribution"},
		"committee of a stranger": {5, func(a *agreement.Agreement) { a.Aggregation.Committee = []identity.ID{north, south, "mallory"} }, "not a participant"},
		"committee of one twice":  {5, func(a *agreement.Agreement) { a.Aggregation.Committee = []identity.ID{north, south, south} }, "listed twice"},
		"small group":             {8, func(a *agreement.Agreement) { halves(a); a.Aggregation.Groups[0] = roster(3) }, "could be told apart"},
		"two keys alike":          {3, func(a *agreement.Agreement) { a.Parties[1].Key = a.Parties[0].Key }, "key"},
	} {
		t.Run(name, func(t *testing.T) {
			f := draft(t, c.n, slow)
			c.change(f.a)
			text, err := f.a.YAML()
			f.must(err)
			path := filepath.Join(f.dir, "agreement.yaml")
			f.must(os.WriteFile(path, text, 0o600))
			if _, err := agreement.Sign(path, north, f.keys[north]); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("signing it: %v", err)
			}
			if _, err := os.Stat(agreement.SignaturePath(path, north)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("there is a signature: %v", err)
			}
		})
	}
	// No roster gets parameters over the gate, and one too large gets none.
	for n := 2; n <= 1001; n++ {
		set, err := parameters.For(n)
		if err == nil {
			err = set.Check(n)
		}
		if (err != nil) != (n > 1000) {
			t.Fatalf("%d participants: %v", n, err)
		}
	}
}

// names wants a finding that says that a coalition of some has a participant's
// update.
func derivable(t *testing.T, f *federation, sets [][]identity.ID, coalition []identity.ID, victim identity.ID) {
	t.Helper()
	c := exposure.Coalition{}
	for _, id := range coalition {
		c.Members = append(c.Members, string(id))
	}
	findings, err := f.plan.Run(sets, true).Derive(c)
	f.must(err)
	if !slices.ContainsFunc(findings, func(x exposure.Finding) bool { return x.Participant == string(victim) && x.Derivable }) {
		t.Errorf("%v together have the update of %s, and it is not said: %+v", coalition, victim, findings)
	}
}

// warned wants a warning before the run that names all of some.
func warned(t *testing.T, f *federation, code string, names ...string) {
	t.Helper()
	for _, w := range f.plan.Warnings() {
		if w.Code == code && !slices.ContainsFunc(names, func(n string) bool { return !strings.Contains(w.En, n) || !strings.Contains(w.Sv, n) }) {
			return
		}
	}
	t.Errorf("no warning %s names %v", code, names)
}

// What no aggregation can hide is said by name: before the run, and of the run
// that took place.
func saidToBeDerivable(t *testing.T) {
	t.Run("subtraction", func(t *testing.T) {
		f := federate(t, 2, slow)
		warned(t, f, plan.TwoParties, "Hospital north (north)", "Hospital south (south)")
		derivable(t, f, [][]identity.ID{f.ids}, []identity.ID{north}, south)
		derivable(t, f, f.ran(nil), []identity.ID{south}, north)
	})
	t.Run("all but one", func(t *testing.T) {
		f := form(t, 5, slow)
		warned(t, f, plan.Stationarity, "4", "5")
		derivable(t, f, f.ran(nil), f.but(east), east)
	})
	t.Run("drop-out", func(t *testing.T) {
		f := form(t, 4, slow, func(a *agreement.Agreement) {
			a.Aggregation.Threshold, a.Acknowledge = 2, []string{agreement.AckDropout}
		})
		sets := f.ran(func(s *schemer) {
			over(s, func(round uint32) []identity.ID {
				if round == 2 {
					return f.but(west)
				}
				return nil
			})
		})
		derivable(t, f, sets, []identity.ID{north}, west)
	})
}

// ran is a run: who was in its sums, as a participant reports it.
func (f *federation) ran(change func(*schemer)) [][]identity.ID {
	f.t.Helper()
	s := f.scheme(func(s *schemer) {
		if change != nil {
			change(s)
		}
	})
	all := s.everybody()
	for _, p := range all {
		f.must(p.wait())
	}
	sets := all[0].outcome.Sets
	want, _ := f.inTheClear(func(round int) []identity.ID { return sets[round-1] })
	exact(want, all...)
	return sets
}

// A value that is no number is an error at its own site: nothing of it leaves.
func noNumbers(t *testing.T) {
	for name, value := range map[string]float64{"NaN": math.NaN(), "infinity": math.Inf(1)} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			coordinator, address := f.serve()
			other := f.join(north, address)
			p := f.join(south, address, func(cfg *participant.Config) { cfg.Train = spoilt(cfg.Train, value) })
			p.failed()
			if err := p.err.Error(); !strings.Contains(err, "moments") || strings.Contains(err, "\n") {
				t.Errorf("south ended with: %s", err)
			}
			for _, k := range []protocol.Kind{protocol.KindCommit, protocol.KindUpload, protocol.KindChunk} {
				if n := p.sent(k); n > 0 {
					t.Errorf("south sent %d %s", n, k)
				}
			}
			other.failed()
			other.ended(protocol.CodeLearning, south)
			coordinator.ended(protocol.CodeLearning, south)
			p.refused(protocol.CodeLearning, south)
		})
	}
}

// A value outside of what was agreed is clipped, counted, and shown at its site.
func clippedIsShown(t *testing.T) {
	f := federate(t, 2, slow)
	coordinator, address := f.serve()
	log := new(diary)
	other := f.join(north, address)
	p := f.join(south, address, func(cfg *participant.Config) {
		cfg.Train, cfg.Log = spoilt(cfg.Train, 40), slog.New(log)
	})
	p.wait()
	other.wait()
	coordinator.wait()
	if p.outcome == nil {
		t.Fatalf("south ended with: %v", p.err)
	}
	clipped := 0
	for _, c := range participant.Total(p.outcome.Clipped) {
		if c.Clipped > c.Values {
			t.Errorf("%s: %d of %d", c.Segment, c.Clipped, c.Values)
		}
		clipped += c.Clipped
	}
	if clipped == 0 || log.naming("values were clipped", "segment=square", "of=2") == 0 {
		t.Errorf("%d clipped values are counted; the log says %q", clipped, log.lines)
	}
}

// spoilt is a table whose first value is another.
func spoilt(t *data.Table, value float64) *data.Table {
	c := *t
	c.X = slices.Clone(t.X)
	c.X[0] = value
	return &c
}
