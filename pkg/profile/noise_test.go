package profile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/lang"
)

// TestNoiseIsJudged: check says where noise and table, δ and table, or ε and
// attackers do not fit, and only there.
func TestNoiseIsJudged(t *testing.T) {
	const two = "two-hospitals.yaml"
	noise := func(epsilon, delta string) []string {
		return []string{"rounds: 10", "rounds: 1", "noise: none", fmt.Sprintf("rows_per_patient: 1\n  noise: discrete-gaussian\n  epsilon: %s\n  delta: %s\n  clip: 4", epsilon, delta)}
	}
	whole := func(epsilon string) []string {
		return []string{"unit: patient", "unit: participant", "noise: none", "noise: discrete-gaussian\n  epsilon: " + epsilon + "\n  delta: 1e-5\n  clip: 1", "name: newton", "name: fedavg\n  steps: 1\n  rate: 0.5\n  standardise: site"}
	}
	average := []string{"name: newton", "name: fedavg\n  steps: 1\n  rate: 0.5"}
	for name, c := range map[string]struct {
		changes []string
		rows    int
		says    string
	}{
		"no noise":              {nil, 400, ""},
		"fits":                  {noise("4", "1e-6"), 4000, NoiseWeighs},
		"epsilon 0.01":          {noise("0.01", "1e-6"), 400, NoiseWeighs + " " + NoiseDrowns},
		"epsilon 0.01, fedavg":  {append(noise("0.01", "1e-6"), average...), 400, NoiseWeighs + " " + NoiseDrowns},
		"epsilon 0.2":           {noise("0.2", "1e-6"), 400, NoiseWeighs + " " + NoiseDrowns},
		"twelve patients":       {noise("4", "1e-6"), 12, NoiseWeighs + " " + NoiseDrowns},
		"delta 0.01":            {noise("4", "0.01"), 4000, NoiseWeighs + " " + LargeDelta},
		"epsilon 100":           {noise("100", "1e-6"), 4000, LargeEpsilon + " " + NoiseWeighs},
		"participant, two":      {whole("4"), 400, FewParticipants},
		"participant, two, 0.1": {whole("0.1"), 400, FewParticipants},
	} {
		r := read(t, planned(t, two, c.changes...), rows(c.rows))
		var said []string
		for _, code := range codes(r.Notices) {
			if slices.Contains([]string{NoiseWeighs, NoiseDrowns, LargeDelta, LargeEpsilon, FewParticipants}, code) {
				said = append(said, code)
			}
		}
		if got := strings.Join(said, " "); got != c.says {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
		for _, tag := range []string{"en", "sv"} {
			l, err := lang.New(tag)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := both(r, &out, l); err != nil || strings.Contains(out.String(), "%!") {
				t.Errorf("%s: %v\n%s", name, err, &out)
			}
			if testing.Verbose() {
				_, text, _ := strings.Cut(out.String(), l.Text(lang.CheckNotices))
				t.Log(name, text)
			}
		}
	}
}
