package main

import (
	"samband/pkg/algorithm"
	"samband/pkg/lang"
)

// personally says what the joint model is worth at this site, and whether the
// site is better off alone.
func personally(l *lang.Lang, p *algorithm.Personal) []string {
	number := func(v *float64) string {
		if v == nil {
			return l.Text(lang.Undefined)
		}
		return l.Number(*v, 4)
	}
	var lines []string
	for _, m := range []struct {
		name string
		*algorithm.Quality
	}{{"alone", p.Alone}, {"joint", p.Joint}, {"personal", p.Personal}} {
		name := l.Named(lang.PersonalModel, m.name)
		if m.Quality == nil {
			lines = append(lines, l.Text(lang.PersonalNone, name))
			continue
		}
		lines = append(lines, l.Text(lang.PersonalQuality, name, number(m.LogLoss), number(m.AUC)))
	}
	lines = append(lines, gain(l, p.Alone, lang.PersonalAlone, lang.PersonalJoint)...)
	lines = append(lines, gain(l, p.Personal, lang.PersonalBetter, lang.PersonalWorse)...)
	for _, w := range p.Warnings {
		lines = append(lines, l.Text(lang.LearnWarning, l.Phrase(w.Phrase())))
	}
	return append(lines, l.Text(lang.PersonalLocal))
}

// gain says in which direction a model's loss differs from the joint one's.
func gain(l *lang.Lang, q *algorithm.Quality, better, worse lang.Key) []string {
	if q == nil || q.Low == nil {
		return nil
	}
	key, gain, low, high := better, *q.Gain, *q.Low, *q.High
	isBetter, sure := q.Better()
	if !isBetter {
		key, gain, low, high = worse, -gain, -high, -low
	}
	lines := []string{l.Text(key, l.Number(gain, 4), l.Number(low, 4), l.Number(high, 4))}
	if !sure {
		lines = append(lines, l.Text(lang.PersonalChance))
	}
	return lines
}
