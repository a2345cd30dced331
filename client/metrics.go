package main

import (
	"samband/pkg/algorithm"
	"samband/pkg/lang"
	"samband/pkg/report"
)

// metrics writes what the joint model is worth, and what is wrong with it.
func (r *participantReport) metrics(t *report.Text) {
	switch o := r.Outcome; {
	case o == nil:
		t.Head(lang.NoMetrics)
		return
	case o.External():
		r.outside(t)
		return
	case o.Evaluation == nil:
		t.Head(lang.NoEvaluation)
	case o.Evaluation.Noised:
		estimates(t, o.Evaluation)
	default:
		measures(t, o.Evaluation)
	}
	l := t.Lang
	t.Line("  " + l.Text(lang.ModelLine, r.Outcome.Model.Short(), r.ModelFile))
	if r.Rehearsal {
		t.Line("  " + l.Text(lang.RehearsalModel))
	}
	for _, w := range r.Outcome.Warnings {
		t.Line("  " + l.Text(lang.LearnWarning, l.Phrase(w.Phrase())))
	}
}

// measures writes metrics that are exact but for bins.
func measures(t *report.Text, e *algorithm.Evaluation) {
	l := t.Lang
	number := func(v *float64) string {
		if v == nil {
			return l.Text(lang.Undefined)
		}
		return l.Number(*v, 4)
	}
	t.Head(lang.MetricsHead, e.Rows, e.Positives)
	t.Line("  " + l.Text(lang.AUCLine, number(e.AUC), number(e.Low), number(e.High)))
	t.Line("  " + l.Text(lang.LossLine, number(e.LogLoss)))
}

// estimates writes metrics that are known but for noise.
func estimates(t *report.Text, e *algorithm.Evaluation) {
	l := t.Lang
	t.Head(lang.NoisyMetrics)
	if e.Rows > 0 {
		positives := l.Text(lang.NoisyUntold)
		if e.Positives > 0 {
			positives = l.Text(lang.NoisyAbout, l.Count(e.Positives))
		}
		t.Line("  " + l.Text(lang.NoisyRows, e.Rows, positives))
	}
	for _, said := range intervals(l, e) {
		t.Line("  " + said)
	}
}

// intervals are the estimates that there are, and what they are.
func intervals(l *lang.Lang, e *algorithm.Evaluation) []string {
	if e.LogLoss == nil {
		return []string{l.Text(lang.NoisyUnknown, l.Text(lang.NoisyBoth))}
	}
	said := []string{l.Text(lang.NoisyLoss, l.Number(*e.LogLoss, 4), l.Number(*e.LossLow, 4), l.Number(*e.LossHigh, 4))}
	if e.AUC == nil {
		return append(said, l.Text(lang.NoisyInterval), l.Text(lang.NoisyUnknown, "AUC"))
	}
	return append(said, l.Text(lang.NoisyAUC, l.Number(*e.AUC, 4), l.Number(*e.Low, 4), l.Number(*e.High, 4)), l.Text(lang.NoisyInterval))
}
