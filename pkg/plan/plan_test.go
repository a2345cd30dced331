package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/vector"
)

func load(t testing.TB, name string) *agreement.Agreement {
	t.Helper()
	a, err := agreement.Read(filepath.Join("..", "agreement", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func planned(t testing.TB, a *agreement.Agreement) *Plan {
	t.Helper()
	p, err := New(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// roster plans for n participants with the design's committee, which
// agreement.Parse does not let through yet above n = 2.
func roster(t testing.TB, n int) *Plan {
	t.Helper()
	a := load(t, "two-hospitals.yaml")
	a.Parties = nil
	for i := range n {
		a.Parties = append(a.Parties, agreement.Party{ID: identity.ID(fmt.Sprintf("p%d", i)), Name: fmt.Sprint(i)})
	}
	m := agreement.DefaultCommittee(n)
	a.Aggregation.Committee = a.Participants()[:m]
	a.Aggregation.Threshold = agreement.DefaultThreshold(n)
	a.Aggregation.MinContributors = agreement.LeastContributors(n, a.Aggregation.Threshold)
	return planned(t, a)
}

// summary is what the golden files hold: all that follows from an agreement.
func summary(t *testing.T, p *Plan) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "agreement %s\nparticipants %v\ncommittee %v\nt %d  Q %d  min_contributors %d  c %d\nset %s  tau %d  b %d\ndeadline %s  rounds at most %d\n",
		p.Hash, p.Participants, p.Committee, p.Threshold, p.Quorum, p.MinContributors, p.Collusion, p.Set.Name, p.Set.Tau, p.Set.Bits, p.Deadline, p.MaxRounds())
	for _, phase := range p.Phases() {
		l, err := p.Layout(phase)
		if err != nil {
			t.Fatal(err)
		}
		k, err := p.Packing(phase)
		if err != nil {
			t.Fatal(err)
		}
		chunks, err := p.Chunks(phase)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n%s → %v  chunks %v\n", phase, p.Next(phase), chunks)
		for i, f := range k.Fields {
			clip := ""
			if i < len(l.Segments) {
				clip = fmt.Sprintf("  clip %g  step %g", l.Segments[i].Clip, l.Segments[i].Step())
			}
			fmt.Fprintf(&b, "  %-9s %3d values  %2d bits  %d limbs of %d  digits of %d, %d a coefficient  from %d, %d coefficients%s\n",
				f.Name, f.Length, f.Bits, f.Limbs, f.LimbBits, f.DigitBits, f.PerCoefficient, f.Start, f.Coefficients, clip)
		}
		fmt.Fprintf(&b, "  %+v\n", p.Sizes(phase))
	}
	fmt.Fprintf(&b, "\nrun %+v\nbreak-even at %d 16-bit values\n\n", p.RunSizes(), p.BreakEven())
	limits := p.Limits()
	var kinds []string
	for kind := range limits {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		fmt.Fprintf(&b, "limit %-13s %d\n", kind, limits[kind])
	}
	for _, w := range p.Warnings() {
		fmt.Fprintf(&b, "\n%s\n  %s\n  %s\n", w.Code, w.En, w.Sv)
	}
	return b.String()
}

// TestGolden pins the plans of two agreements: layouts, sizes, limits and
// warnings. UPDATE=1 rewrites the files, for a person to read the difference.
func TestGolden(t *testing.T) {
	for _, name := range []string{"two-hospitals", "four-hospitals"} {
		t.Run(name, func(t *testing.T) {
			golden(t, name, planned(t, load(t, name+".yaml")))
		})
	}
}

func golden(t *testing.T, name string, p *Plan) {
	t.Helper()
	got := summary(t, p)
	file := filepath.Join("testdata", name+".txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// TestPhases: every way through the phases ends, and nothing else follows.
func TestPhases(t *testing.T) {
	p := planned(t, load(t, "four-hospitals.yaml"))
	phase := p.First()
	var path []string
	for phase != Done {
		path = append(path, phase)
		next := p.Next(phase)
		phase = next[len(next)-1]
	}
	if diff := cmp.Diff(p.Phases(), path); diff != "" {
		t.Error(diff)
	}
	if p.MaxRounds() != 12 || p.Next(Done) != nil || p.Next("x") != nil {
		t.Errorf("rounds %d, after done %v", p.MaxRounds(), p.Next(Done))
	}
	if _, err := p.Layout(Done); err == nil {
		t.Error("done has a layout")
	}
	if _, err := p.Chunks("x"); err == nil {
		t.Error("x has chunks")
	}
}

// TestFeatures: the design columns of the heart data, in their order.
func TestFeatures(t *testing.T) {
	var names []string
	for _, c := range planned(t, load(t, "four-hospitals.yaml")).Columns() {
		names = append(names, c.Name)
	}
	want := "age sex trestbps chol fbs thalach exang oldpeak cp2 cp3 cp4 restecg1 restecg2"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
}

// TestCountsAreExact: whole numbers survive quantising, so histograms and rows
// are exact.
func TestCountsAreExact(t *testing.T) {
	for _, rows := range []int{1, 2, 3, 1000, 1023, 1024, 1 << 24} {
		a := load(t, "two-hospitals.yaml")
		a.Algorithm.MaxRows = rows
		l, err := planned(t, a).Layout(Evaluate)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range l.Segments {
			if s.Name != "loss" && s.Step() > 1 {
				t.Errorf("at most %d rows: %s has steps of %g", rows, s.Name, s.Step())
			}
		}
	}
}

// TestCost compares with the design's table: bits a value, share of float32,
// and the fixed part, for one round of 1 Mi values of 16 bits.
func TestCost(t *testing.T) {
	const values = 1 << 20
	for _, c := range []struct {
		n           int
		bits, share float64 // at most
		fixed       int     // about, in bytes
	}{
		{2, 17.5, 0.56, 13_000},
		{8, 20.3, 0.65, 43_000},
		{64, 24.6, 0.79, 95_000},
		{1000, 30.3, 0.98, 117_000},
	} {
		p := roster(t, c.n)
		s, err := p.SizesOf(layout(vector.Segment{Name: "weights", Length: values, Bits: 16, Clip: 8}))
		if err != nil {
			t.Fatal(err)
		}
		bits, share := float64(8*s.Body)/values, float64(s.Uplink)/float64(s.Float32)
		t.Logf("n %4d: %.2f bits a value, %.3f × float32, fixed %d bytes, break-even at %d values", c.n, bits, share, s.Fixed, p.BreakEven())
		if bits > c.bits || share > c.share {
			t.Errorf("n %d: %.2f bits a value, %.3f × float32; want at most %.2f and %.3f", c.n, bits, share, c.bits, c.share)
		}
		if c.n <= 8 && (s.Fixed < c.fixed*3/4 || s.Fixed > c.fixed*5/4) {
			t.Errorf("n %d: fixed part %d bytes, the design has about %d", c.n, s.Fixed, c.fixed)
		}
		if s.Float32 != 4*values || s.Packed != 2*values {
			t.Errorf("plaintext equivalents %d and %d", s.Float32, s.Packed)
		}
	}
}

// TestBreakEven: cheaper there, dearer one value before.
func TestBreakEven(t *testing.T) {
	for _, n := range []int{2, 8} {
		p := roster(t, n)
		at := p.BreakEven()
		for _, v := range []int{at - 1, at} {
			s, err := p.SizesOf(layout(vector.Segment{Name: "weights", Length: v, Bits: 16, Clip: 8}))
			if err != nil {
				t.Fatal(err)
			}
			if (s.Uplink <= s.Float32) != (v == at) {
				t.Errorf("n %d, %d values: %d bytes, float32 %d", n, v, s.Uplink, s.Float32)
			}
		}
	}
}

// TestPlaintextChunks: one lane a value, wide enough for the sum.
func TestPlaintextChunks(t *testing.T) {
	a := load(t, "four-hospitals.yaml")
	a.Aggregation.Scheme = agreement.Plaintext
	p := planned(t, a)
	chunks, err := p.Chunks(Newton)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(chunks); got != "[{50 14} {50 105} {50 1}]" {
		t.Errorf("chunks %s", got)
	}
	if w := p.Warnings(); w[0].Code != InClear {
		t.Errorf("first warning %s", w[0].Code)
	}
}

// TestExposure: at n = 2 each has the other's update; at n = 4 nobody has,
// not even with the coordinator; after a drop-out the two sums give it away.
func TestExposure(t *testing.T) {
	for name, want := range map[string]string{"two-hospitals.yaml": "derivable", "four-hospitals.yaml": "none"} {
		p := planned(t, load(t, name))
		v, err := p.Exposure()
		if err != nil {
			t.Fatal(err)
		}
		table := v.Table()
		if got := table[string(p.Participants[0])]["individual update"]; got != want {
			t.Errorf("%s: %s", name, got)
		}
		if got := table["hub"]["individual update"]; got != "ciphertext" {
			t.Errorf("%s: the coordinator sees %s", name, got)
		}
	}
	p := planned(t, load(t, "four-hospitals.yaml"))
	v, err := p.Run([][]identity.ID{p.Participants, p.Participants[:3]}, true).Visibility()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range v[1].Findings {
		if f.Derivable != (f.Participant == "long-beach") {
			t.Errorf("cleveland, after long-beach left: %+v", f)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	a := load(t, "two-hospitals.yaml")
	for i := range 999 {
		a.Parties = append(a.Parties, agreement.Party{ID: identity.ID(fmt.Sprintf("p%d", i))})
	}
	if _, err := New(a); err == nil {
		t.Error("1001 participants are planned")
	}
}
