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
		switch {
		case p.Noised && p.Rows == 0:
			parts = append(parts, l.Text(lang.NoisyScaled, p.Sites))
		case p.Noised:
			parts = append(parts, l.Text(lang.NoisyMoments, p.Rows, p.Sites))
		default:
			parts = append(parts, l.Text(lang.LearnMoments, p.Rows, p.Sites))
		}
	case plan.Evaluate:
		parts = append(parts, evaluated(l, p)...)
	default:
		parts = append(parts, step(l, p))
		if p.Held > 0 {
			parts = append(parts, l.Text(lang.LearnHeld, l.Number(p.Held, 6)))
		}
		if p.Event != algorithm.Ordinary {
			parts = append(parts, l.Named(lang.LearnEvent, string(p.Event)))
		}
		switch {
		case p.Kept == 1:
			parts = append(parts, l.Text(lang.LearnBegan))
		case p.Kept > 1:
			parts = append(parts, l.Text(lang.LearnKept, p.Kept-1))
		}
	}
	if p.Units > 0 {
		parts = append(parts, l.Text(lang.NoisyUnits, p.Units, p.Clipped))
	}
	if p.LeftOut > 0 {
		parts = append(parts, l.Text(lang.NoisyLeft, p.LeftOut))
	}
	for _, w := range p.Warnings {
		parts = append(parts, l.Text(lang.LearnWarning, l.Phrase(w.Phrase())))
	}
	return strings.Join(parts, ", ")
}

func step(l *lang.Lang, p algorithm.Progress) string {
	switch {
	case p.External:
		return l.Text(lang.LearnExternal, p.Round, l.Number(p.Loss, 6), l.Small(p.Change))
	case p.Noised && p.Network:
		return l.Text(lang.NoisyWeights, p.Round, l.Small(p.Change))
	case p.Noised:
		return l.Text(lang.NoisyStep, p.Round, l.Small(p.Change))
	case p.Network:
		return l.Text(lang.LearnWeights, p.Round, l.Number(p.Loss, 6), l.Small(p.Change))
	}
	return l.Text(lang.LearnStep, p.Round, l.Number(p.Loss, 6), l.Small(p.Change))
}

func evaluated(l *lang.Lang, p algorithm.Progress) []string {
	e := p.Evaluation
	if p.External {
		return tested(l, p)
	}
	if e.Noised {
		return estimated(l, p)
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

// estimated is evaluated for what is known but for noise.
func estimated(l *lang.Lang, p algorithm.Progress) []string {
	said := l.Text(lang.NoisyTested, p.Sites)
	if p.Rows > 0 {
		said = l.Text(lang.NoisyEvaluated, p.Rows, p.Sites)
	}
	return append([]string{said}, intervals(l, p.Evaluation)...)
}
