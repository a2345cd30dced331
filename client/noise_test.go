package main

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/report"
)

// uncertain is a model of which noise leaves much of the first column, the sign
// unknown of the second, little of the third and nothing of the fourth.
func uncertain() *model.Model {
	d := func(v float64) *float64 { return &v }
	return &model.Model{
		Agreement: "a", Schema: "s", Noised: true, Features: []string{"clear", "sign", "tenfold", "hidden"}, Mean: []float64{10, 0, 0, 0}, SD: []float64{2, 1, 1, 1},
		Ranges: make([]model.Range, 4), Intercept: -1, Coefficients: []float64{0.7, 0.1, 0.4, 0.2},
		Noise: &model.Noise{Deviations: []*float64{d(0.1), d(0.1), d(0.2), d(0.6), nil}, Widest: 0.6},
	}
}

func TestCoefficientsUnderNoise(t *testing.T) {
	for tag, want := range map[string][]string{
		"en": {"0.700 ± 0.100", "2.014 (1.655 to 2.450)", "1.419 (1.287 to 1.565)", "raises or lowers: cannot be told", "- (0.460 to 4.836)", "to within a factor of ten", "noise may have made all of it", "intercept -1.000 ± 0.100", "not about which rows", "test no feature"},
		"sv": {"0,700 ± 0,100", "2,014 (1,655 till 2,450)", "höjer eller sänker: går inte att säga", "närmare än på en faktor tio", "bruset kan ha gjort alltihop", "gäller inte vilka rader"},
	} {
		r := &participantReport{Facts: &report.Facts{}}
		r.describe(uncertain())
		got := written(t, tag, r.effects)
		holds(t, got, want, []string{"1.492", "1.221", "1,492", "1,221"}) // ratios that noise may have made
		for _, line := range strings.Split(got, "\n") {
			if strings.Contains(line, "hidden") && strings.Contains(line, "0.2") {
				t.Errorf("a coefficient of noise: %s", line)
			}
		}
	}
	r := &participantReport{}
	r.describe(uncertain())
	f := r.Coefficients.Features
	if f[0].RatioPerSD == nil || f[0].Noise.SignUnknown || f[0].Noise.Indistinct || !f[1].Noise.SignUnknown || f[1].Noise.Indistinct ||
		f[2].RatioPerSD != nil || f[2].Noise.PerSD == nil || f[3].RatioPerUnit != nil || f[3].Noise.Error != nil || !f[3].Noise.Indistinct {
		t.Errorf("%+v", f)
	}
	// Of a model that says nothing, nothing is told; without noise, as before.
	m := uncertain()
	m.Noise = nil
	if r.describe(m); r.Coefficients.Features[0].RatioPerSD != nil || r.Coefficients.Error != nil {
		t.Errorf("%+v", r.Coefficients)
	}
	holds(t, written(t, "en", r.effects), []string{"noise may have made all of it"}, []string{"±  ", "0.700", "not about which rows"})
	m.Noised = false
	if r.describe(m); r.Coefficients.Features[0].RatioPerSD == nil || r.Coefficients.Features[0].Noise != nil {
		t.Errorf("%+v", r.Coefficients)
	}
	holds(t, written(t, "en", r.effects), []string{"0.7000"}, []string{"noise"})
}

// A prediction is never written as if no noise were in it.
func TestPredictionsUnderNoise(t *testing.T) {
	for tag, want := range map[string][2]string{"en": {"for the noise alone", "how far off cannot be told"}, "sv": {"för bruset allena", "hur fel går inte att säga"}} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		p, q := 0.2689414213699951, 0.5
		s := &scores{Rows: []scored{{Row: 1, Probability: &p, Between: &[2]float64{0.1, 0.6}}, {Row: 2, Probability: &q}}}
		s.Model.Digest, s.Model.Noised = "0123456789", true
		var b bytes.Buffer
		if err := s.csv(&b, l); err != nil {
			t.Fatal(err)
		}
		holds(t, b.String(), []string{"1,0.269,", want[0], want[1]}, []string{"0.26894"})
	}
	m := uncertain()
	row := []float64{12, 1, -1, 0}
	if between(m, row, 0) != nil {
		t.Error("an interval, where a coefficient is hidden")
	}
	m.Noise.Deviations[4] = m.Noise.Deviations[0]
	got := between(m, row, 0) // |x| = 1, 1, 1, 1, 0: 1.0 in all, at most 0.6·2
	if got == nil || math.Abs(got[0]-model.Probability(-1.96)) > 1e-9 || math.Abs(got[1]-model.Probability(1.96)) > 1e-9 {
		t.Errorf("%v", got)
	}
	m.Noise.Widest = 0.1
	if got = between(m, row, 0); math.Abs(got[1]-model.Probability(1.96*0.2)) > 1e-9 {
		t.Errorf("%v", got)
	}
	text, err := json.Marshal(scored{Between: got})
	if err != nil || !strings.Contains(string(text), `"noise_interval":[`) {
		t.Errorf("%s, %v", text, err)
	}
}
