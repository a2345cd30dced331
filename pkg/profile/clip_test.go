package profile

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"samband/pkg/lang"
)

// Under noise the report says whom the agreed clip would shorten.
func TestUnitsThatTheClipShortens(t *testing.T) {
	const noise = "rows_per_patient: 2\n  epsilon: 4\n  delta: 1e-5\n  noise: skellam\n  clip: "
	network := []string{"model: logistic-regression", "model: mlp\nnetwork: {hidden: [4], activation: tanh, loss: logistic}", "name: newton", "name: fedavg\n  rate: 0.5\n  steps: 1"}
	for name, c := range map[string]struct {
		agreement []string
		clip      string
		all       bool
	}{
		"all, logistic":  {nil, "0.1", true},
		"none, logistic": {nil, "100", false},
		"all, network":   {network, "0.01", true},
		"none, network":  {network, "1000", false},
	} {
		r := read(t, planned(t, "two-hospitals.yaml", append(c.agreement, "noise: none", noise+c.clip)...), rows(400))
		i := slices.IndexFunc(r.Notices, func(s Statement) bool { return s.Code == ClippedUnits })
		if i < 0 {
			t.Errorf("%s: nothing is said: %q", name, codes(r.Notices))
			continue
		}
		s := r.Notices[i]
		if s.Of != r.Train.Len() || (s.Count == s.Of) != c.all || (s.Count == 0) == c.all || !(s.Norm > 0.01 && s.Norm < 100) {
			t.Errorf("%s: %d of %d units, the median is %v", name, s.Count, s.Of, s.Norm)
		}
		// Of a row, at weights of 0, half the length of (1, standardised columns).
		if c.agreement == nil && math.Abs(s.Norm-math.Sqrt(1+5)/2) > 0.5 {
			t.Errorf("%s: the median is %v", name, s.Norm)
		}
		l, err := lang.New("sv")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := both(r, &out, l); err != nil || !strings.Contains(strings.Join(strings.Fields(out.String()), " "), "skulle avtalade privacy.clip korta") {
			t.Errorf("%s: %v\n%s", name, err, &out)
		}
	}
	for _, s := range read(t, planned(t, "two-hospitals.yaml"), rows(400)).Notices {
		if s.Code == ClippedUnits {
			t.Error("without noise something is said of a clip")
		}
	}
}
