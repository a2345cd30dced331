package main

import (
	"strings"

	"samband/pkg/algorithm"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// describe says what the last sum told this site.
func describe(l *lang.Lang, p algorithm.Progress) string {
	var parts []string
	switch p.Phase {
	case "":
	case plan.Moments:
		parts = append(parts, l.Text(lang.LearnMoments, p.Rows, p.Sites))
	case plan.Evaluate:
		parts = append(parts, evaluated(l, p)...)
	default:
		step := lang.LearnStep
		if p.External {
			step = lang.LearnExternal
		}
		parts = append(parts, l.Text(step, p.Round, l.Number(p.Loss, 6), l.Small(p.Change)))
		if p.Event != algorithm.Ordinary {
			parts = append(parts, l.Named(lang.LearnEvent, string(p.Event)))
		}
	}
	for _, w := range p.Warnings {
		parts = append(parts, l.Text(lang.LearnWarning, l.Phrase(w.Phrase())))
	}
	return strings.Join(parts, ", ")
}

func evaluated(l *lang.Lang, p algorithm.Progress) []string {
	e := p.Evaluation
	if p.External {
		return tested(l, p)
	}
	loss := l.Text(lang.Undefined)
	if e.LogLoss != nil {
		loss = l.Number(*e.LogLoss, 4)
	}
	parts := []string{l.Text(lang.LearnEvaluated, p.Rows, p.Sites, loss)}
	if e.AUC == nil {
		return append(parts, l.Text(lang.LearnNoAUC))
	}
	return append(parts, l.Text(lang.LearnAUC, l.Number(*e.AUC, 4), l.Number(*e.Low, 4), l.Number(*e.High, 4)))
}

// tested is evaluated of a model that only the sites' own programs know.
func tested(l *lang.Lang, p algorithm.Progress) []string {
	if p.Evaluation.Loss == nil {
		return []string{l.Text(lang.LearnNotTested)}
	}
	return []string{l.Text(lang.LearnTested, p.Rows, p.Sites, l.Number(*p.Evaluation.Loss, 4))}
}
