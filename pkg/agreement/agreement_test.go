package agreement

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func load(t testing.TB, name string) (string, *Agreement) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), a
}

func TestGolden(t *testing.T) {
	for name, want := range map[string]string{
		"two-hospitals.yaml":  "0bf2a42987533ac7652bf47d6c29a5ed470700861976608812f43fe2b37f9c48",
		"four-hospitals.yaml": "16568d2c4d054530d1d4227ea3bb963dde6c69b60fb996d0442f352d97e4f505",
	} {
		t.Run(name, func(t *testing.T) {
			_, a := load(t, name)
			text, err := a.CanonicalJSON()
			if err != nil {
				t.Fatal(err)
			}
			golden, err := os.ReadFile(filepath.Join("testdata", strings.TrimSuffix(name, ".yaml")+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(golden)), string(text)); diff != "" {
				t.Errorf("canonical JSON differs from the file:\n%s", diff)
			}
			if got := a.Hash().String(); got != want {
				t.Errorf("hash %s, want %s", got, want)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	_, a := load(t, "two-hospitals.yaml")
	g := a.Aggregation
	if g.Threshold != 2 || g.MinContributors != 2 || len(a.Committee()) != 2 || a.Privacy.Insiders != 1 {
		t.Errorf("defaults at n = 2: %+v, insiders %d", g, a.Privacy.Insiders)
	}
	if len(a.Release.Recipients) != 2 {
		t.Errorf("recipients %v, want both participants", a.Release.Recipients)
	}
	// Table of the scheme's design: n, t, Q, min_contributors, c.
	for _, row := range [][5]int{{2, 2, 2, 2, 0}, {3, 2, 3, 3, 1}, {4, 3, 4, 4, 2}, {5, 3, 4, 4, 2}, {6, 4, 5, 5, 3}, {7, 5, 6, 6, 4}, {8, 6, 7, 7, 5}, {64, 5, 7, 6, 4}} {
		n := row[0]
		th := DefaultThreshold(n)
		least := LeastContributors(n, th)
		got := [5]int{n, th, Quorum(DefaultCommittee(n), th), least, Collusion(th, least)}
		if got != row {
			t.Errorf("n, t, Q, min_contributors, c = %v, want %v", got, row)
		}
	}
}

// TestDropoutMayAlwaysBeAcknowledged: also where every sum is over all, since the
// agreement cannot know what was summed under earlier ones.
func TestDropoutMayAlwaysBeAcknowledged(t *testing.T) {
	text, a := load(t, "four-hospitals.yaml")
	if a.Aggregation.MinContributors != len(a.Parties) {
		t.Fatalf("sums over %d of %d", a.Aggregation.MinContributors, len(a.Parties))
	}
	a, err := Parse("four-hospitals.yaml", []byte(string(text)+"acknowledge: [dropout-derivable]\n"))
	if err != nil || !a.Acknowledged(AckDropout) {
		t.Error(err)
	}
}

func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"two-hospitals.yaml", "four-hospitals.yaml"} {
		_, a := load(t, name)
		text, err := a.YAML()
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse("again.yaml", text)
		if err != nil {
			t.Fatalf("what YAML wrote is refused: %v\n%s", err, text)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if a.Hash() != b.Hash() {
			t.Errorf("%s: another hash after a round trip", name)
		}
	}
}

// TestWritten: what a program builds, with defaults left out, is a text that
// Parse reads. Examples make their agreements that way.
func TestWritten(t *testing.T) {
	_, read := load(t, "two-hospitals.yaml")
	built := Agreement{
		Version: Version, Title: read.Title, Purpose: read.Purpose, LegalBasis: read.LegalBasis,
		Parties: read.Parties, Coordinator: read.Coordinator, Schema: read.Schema, Model: Logistic,
		Algorithm:   Algorithm{Name: Newton, Rounds: 10, Ridge: 1, MaxRows: 10000},
		Split:       read.Split,
		Aggregation: Aggregation{Scheme: OneTimeHE, Deadline: Duration(30 * time.Second)},
		Privacy:     Privacy{Unit: "patient", Noise: NoNoise, MinCell: MinCell{Count: 5, Action: MergeCells}},
		Retention:   read.Retention, Acknowledge: []string{AckTwoParties},
	}
	text, err := built.YAML()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Parse("built.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if a.Hash() != read.Hash() {
		t.Errorf("another hash than the same agreement written by hand")
	}
}

// TestAlgorithms: FedAvg and the fit without a penalty, which has to be written
// out, can be agreed on, and every number of them is signed.
func TestAlgorithms(t *testing.T) {
	text, newton := load(t, "two-hospitals.yaml")
	seen := map[string]bool{newton.Hash().String(): true}
	for _, words := range []string{"name: newton\n  ridge: 0", "name: fedavg\n  ridge: 1\n  steps: 5\n  rate: 0.5", "name: fedavg\n  ridge: 0\n  steps: 5\n  rate: 0.5",
		"name: fedavg\n  ridge: 0\n  steps: 1\n  rate: 0.5", "name: fedavg\n  ridge: 0\n  steps: 1\n  rate: 1"} {
		other := strings.Replace(strings.Replace(text, "  ridge: 1\n", "", 1), "name: newton", words, 1)
		a, err := Parse("a.yaml", []byte(other))
		if err != nil {
			t.Errorf("%q: %v", words, err)
		} else if hash := a.Hash().String(); seen[hash] {
			t.Errorf("%q: the hash of another agreement", words)
		} else {
			seen[hash] = true
		}
	}
}

// TestLayoutOfTextIsFree: the hash is of the meaning, not of the bytes.
func TestLayoutOfTextIsFree(t *testing.T) {
	text, a := load(t, "two-hospitals.yaml")
	other := strings.ReplaceAll(text, "ridge: 1\n", "ridge: 1.0 # a comment\n")
	other = strings.ReplaceAll(other, "acknowledge: [two-party-derivable]", "acknowledge:\n- two-party-derivable")
	other = strings.ReplaceAll(other, "\n", "\r\n")
	b, err := Parse("b.yaml", []byte(other))
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash() != b.Hash() {
		t.Error("comments, flow style and line ends changed the hash")
	}
	// Any change of meaning changes it.
	c, err := Parse("c.yaml", []byte(strings.ReplaceAll(text, "ridge: 1\n", "ridge: 1.0000001\n")))
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash() == c.Hash() {
		t.Error("another ridge has the same hash")
	}
}

// TestSchemaDescribesEveryKey keeps the JSON Schema useful for people.
func TestSchemaDescribesEveryKey(t *testing.T) {
	for _, line := range strings.Split(string(SchemaJSON), "\n") {
		key := regexp.MustCompile(`^\s+"([a-z_]+)": \{.*\}`).FindStringSubmatch(line)
		if key == nil || strings.Contains(strings.SplitN(string(SchemaJSON), line, 2)[0], `"$defs": {`) {
			continue
		}
		if !strings.Contains(line, `"description"`) {
			t.Errorf("no description of %s", key[1])
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/four-hospitals.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse("a.yaml", text); err != nil {
			b.Fatal(err)
		}
	}
}
