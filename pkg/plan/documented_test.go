package plan

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"samband/pkg/agreement"
)

var whole = regexp.MustCompile("(?s)```yaml\n(version: 1\n.*?)```")

// TestDocumentedAgreements: the agreements that documents show whole can be
// planned, and are what the text beside them says.
func TestDocumentedAgreements(t *testing.T) {
	for name, is := range map[string]func(*agreement.Agreement) bool{
		"privacy.md": func(a *agreement.Agreement) bool { return a.Privacy.Noised() && a.Privacy.Unit == agreement.Patient },
		"trainer.md": func(a *agreement.Agreement) bool { return a.Model == agreement.External },
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		found := whole.FindAllSubmatch(text, -1)
		if len(found) != 1 {
			t.Fatalf("%s shows %d agreements", name, len(found))
		}
		a, err := agreement.Parse(name, found[0][1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(a); err != nil || !is(a) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAdviceThatCanBeTaken: of external models noise for each patient is refused,
// and is not what two are told to add.
func TestAdviceThatCanBeTaken(t *testing.T) {
	a := load(t, "two-hospitals.yaml")
	a.Model, a.Trainer = agreement.External, &agreement.Trainer{Parameters: 20, Seconds: 60}
	a.Algorithm.Name, a.Algorithm.Ridge = agreement.FedAvg, 0
	for _, w := range planned(t, a).Warnings() {
		if w.Code != TwoParties {
			continue
		}
		for _, said := range []string{w.En, w.Sv} {
			if !regexp.MustCompile(`privacy\.unit: participant`).MatchString(said) || regexp.MustCompile(`each patient|varje patient`).MatchString(said) {
				t.Error(said)
			}
		}
		return
	}
	t.Error("two are told nothing")
}
