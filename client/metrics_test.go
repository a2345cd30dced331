package main

import (
	"bytes"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/algorithm"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/report"
)

// written is what a part of the report says in a language.
func written(t *testing.T, tag string, part func(*report.Text)) string {
	t.Helper()
	l, err := lang.New(tag)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	text := report.NewText(&b, l)
	if part(text); text.Err() != nil {
		t.Fatal(text.Err())
	}
	return b.String()
}

// holds wants every part of a text, and nothing that would make noise look exact.
func holds(t *testing.T, got string, want, never []string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(got, s) {
			t.Errorf("no %q in:\n%s", s, got)
		}
	}
	for _, s := range never {
		if strings.Contains(got, s) {
			t.Errorf("%q in:\n%s", s, got)
		}
	}
}

func TestMetricsUnderNoise(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	told := &algorithm.Evaluation{Noised: true, Rows: 523, Positives: 127, LogLoss: f(0.5039), LossLow: f(0.4112), LossHigh: f(0.5966), AUC: f(0.7187), Low: f(0.631), High: f(0.8064)}
	half := *told
	half.Positives, half.AUC, half.Low, half.High = 0, nil, nil, nil
	exactly := &algorithm.Evaluation{Rows: 523, Positives: 127, LogLoss: f(0.5039), AUC: f(0.7187), Low: f(0.631), High: f(0.8064)}
	bins := []string{"32", "not a confidence interval", "inget konfidensintervall"}
	for _, c := range []struct {
		of          *algorithm.Evaluation
		tag         string
		want, never []string
	}{
		{told, "en", []string{"on about 523 test rows", "positive: about 127", "as far as the noise lets it be told", "log-loss 0.5039 (0.4112 to 0.5966)", "AUC 0.7187 (0.6310 to 0.8064)", "95 %, for the noise"}, bins},
		{told, "sv", []string{"på omkring 523 testrader", "positiva: omkring 127", "0,4112 till 0,5966", "0,6310 till 0,8064", "95 %, för bruset"}, bins},
		{&half, "en", []string{"positive: cannot be told", "0.4112 to 0.5966", "AUC cannot be told from the noise"}, append(bins, "positive: 0")},
		{&half, "sv", []string{"positiva: går inte att säga", "AUC går inte att skilja från bruset"}, bins},
		{&algorithm.Evaluation{Noised: true}, "en", []string{"log-loss and AUC cannot be told from the noise"}, append(bins, "0 test rows", "undefined")},
		{&algorithm.Evaluation{Noised: true}, "sv", []string{"logaritmisk förlust och AUC går inte att skilja från bruset"}, append(bins, "odefinierad")},
		{exactly, "en", []string{"on 523 test rows", "(positive: 127)", "error of binning into 32 bins only"}, []string{"about 523", "with noise"}},
		{nil, "en", []string{"opened no evaluation"}, []string{"no finished model"}},
		{nil, "sv", []string{"öppnade ingen utvärdering"}, []string{"ingen färdig modell"}},
	} {
		warning := model.Fault{Cause: model.Noisy, What: phrase.New("learn.drowned", "noise puts each coefficient off by about %.2g, which may be as much as it says", 0.5)}
		r := &participantReport{Facts: &report.Facts{}, Outcome: &participant.Record{Evaluation: c.of, Warnings: []model.Fault{warning}}}
		got := written(t, c.tag, r.metrics)
		holds(t, got, append(c.want, map[string]string{"en": "warning: noise puts each coefficient off", "sv": "varning: bruset gör varje koefficient fel"}[c.tag]), c.never)
	}
	holds(t, written(t, "en", (&participantReport{Facts: &report.Facts{}}).metrics), []string{"no finished model"}, nil)
}

// What one sum told says no number that the noise hides.
func TestProgressUnderNoise(t *testing.T) {
	for tag, want := range map[string][2]string{
		"en": {"standardised on the training rows of 4 sites; how many", "evaluated on the test rows of 4 sites; how many"},
		"sv": {"standardiserat på träningsraderna från 4 deltagare; hur många", "utvärderat på testraderna från 4 deltagare; hur många"},
	} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, describe(l, algorithm.Progress{Phase: "moments", Noised: true, Sites: 4}), []string{want[0]}, []string{" 0 "})
		holds(t, describe(l, algorithm.Progress{Phase: "evaluate", Noised: true, Sites: 4, Evaluation: &algorithm.Evaluation{Noised: true}}), []string{want[1]}, []string{" 0 "})
	}
}

// What changes in a round has its right name, and what is kept at the end is said.
func TestStepsInWords(t *testing.T) {
	for _, c := range []struct {
		p      algorithm.Progress
		en, sv string
	}{
		{algorithm.Progress{Phase: "fedavg", Round: 3, Network: true}, "change of a weight", "ändring av en vikt"},
		{algorithm.Progress{Phase: "fedavg", Round: 3, Network: true, Noised: true}, "change of a weight", "ändring av en vikt"},
		{algorithm.Progress{Phase: "fedavg", Round: 3}, "change of a coefficient", "ändring av en koefficient"},
		{algorithm.Progress{Phase: "fedavg", Round: 9, Event: algorithm.Stopped, Kept: 6}, "kept are the weights after learning round 5", "vikterna efter inlärningsomgång 5 behålls"},
		{algorithm.Progress{Phase: "fedavg", Round: 9, Event: algorithm.Stopped, Kept: 1}, "the weights that learning began with", "vikterna från inlärningens början"},
		{algorithm.Progress{Phase: "fedavg", Round: 9, Event: algorithm.Last, Noised: true, Units: 40, Clipped: 3}, "40 units, 3 shortened to privacy.clip", "40 enheter, 3 kortade till privacy.clip"},
	} {
		for tag, want := range map[string]string{"en": c.en, "sv": c.sv} {
			l, err := lang.New(tag)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, describe(l, c.p), []string{want}, nil)
		}
	}
}
