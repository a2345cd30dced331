package main

import (
	"math"
	"strconv"
	"strings"

	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/report"
)

// coefficients are the joint model's, as --json prints them. Log-odds; ratios
// are odds ratios.
type coefficients struct {
	Intercept       float64       `json:"intercept"`         // at the training means
	InterceptAtZero float64       `json:"intercept_at_zero"` // where every feature is 0
	Features        []coefficient `json:"features"`
}

type coefficient struct {
	Feature      string   `json:"feature"`
	SD           float64  `json:"sd"` // of the training rows
	PerSD        float64  `json:"per_sd"`
	RatioPerSD   *float64 `json:"odds_ratio_per_sd"` // null where it is too great for a number, or noise is in it
	PerUnit      float64  `json:"per_unit"`
	RatioPerUnit *float64 `json:"odds_ratio_per_unit"`
}

// network is the joint model where it is one, as --json prints it.
type network struct {
	Hidden     []int  `json:"hidden"` // widths of the layers between columns and outcome
	Activation string `json:"activation"`
	Loss       string `json:"loss"`
	Weights    int    `json:"weights"` // how many
}

// describe says what the model is like.
func (r *participantReport) describe(m *model.Model) {
	if n := m.Network; n != nil {
		r.Network = &network{n.Hidden, string(n.Activation), string(n.Loss), len(n.Weights)}
		return
	}
	r.Coefficients = newCoefficients(m)
	if r.Noised = m.Noised; m.Noised {
		for i := range r.Coefficients.Features {
			r.Coefficients.Features[i].RatioPerSD, r.Coefficients.Features[i].RatioPerUnit = nil, nil
		}
	}
}

func newCoefficients(m *model.Model) *coefficients {
	c := &coefficients{Intercept: m.Intercept, InterceptAtZero: m.InterceptAtZero()}
	for _, e := range m.Effects() {
		c.Features = append(c.Features, coefficient{e.Feature, e.SD, e.PerSD, ratio(e.PerSD), e.PerUnit, ratio(e.PerUnit)})
	}
	return c
}

// ratio is the odds ratio; nil where it is too great for a number, as with a
// feature whose unit is many times its range.
func ratio(log float64) *float64 {
	r := model.OddsRatio(log)
	if math.IsInf(r, 0) {
		return nil
	}
	return &r
}

// effects writes the coefficients for people, or that there are none.
func (r *participantReport) effects(t *report.Text) {
	if n := r.Network; n != nil {
		var widths []string
		for _, w := range n.Hidden {
			widths = append(widths, t.Lang.Count(w))
		}
		t.Head(lang.NetworkHead)
		t.Line("  " + t.Lang.Text(lang.NetworkLine, strings.Join(widths, " – "), n.Activation, n.Loss, t.Lang.Count(n.Weights)))
		t.Line("  " + t.Lang.Text(lang.NetworkNote))
	}
	if r.Coefficients == nil {
		return
	}
	l := t.Lang
	odds := func(r *float64) string {
		if r == nil {
			return "-"
		}
		return l.Number(*r, 3)
	}
	t.Head(lang.CoefficientsHead)
	if r.Noised {
		t.Line("  " + l.Text(lang.NoisyCoefficients))
	}
	rows := [][]string{{}}
	keys := []lang.Key{lang.CoefficientHead, lang.PerSD, lang.RatioPerSD, lang.SDHead, lang.PerUnit, lang.RatioPerUnit}
	if r.Noised { // an odds ratio of which nobody knows the noise says more than is known
		keys = []lang.Key{lang.CoefficientHead, lang.PerSD, lang.SDHead, lang.PerUnit}
	}
	for _, key := range keys {
		rows[0] = append(rows[0], l.Text(key))
	}
	for _, c := range r.Coefficients.Features {
		if r.Noised {
			rows = append(rows, []string{c.Feature, l.Number(c.PerSD, 2), significant(l, c.SD), significant(l, c.PerUnit)})
			continue
		}
		rows = append(rows, []string{c.Feature, l.Number(c.PerSD, 4), odds(c.RatioPerSD), significant(l, c.SD), significant(l, c.PerUnit), odds(c.RatioPerUnit)})
	}
	t.Table(rows)
	t.Line("  " + l.Text(lang.InterceptLine, l.Number(r.Coefficients.Intercept, 4), l.Number(r.Coefficients.InterceptAtZero, 4)))
	t.Line("  " + l.Text(lang.CoefficientsNote))
}

// significant writes a number of any size with about four digits that matter.
func significant(l *lang.Lang, v float64) string {
	text := strconv.FormatFloat(v, 'e', 3, 64)
	exponent, err := strconv.Atoi(text[len(text)-3:])
	if err != nil || exponent < -6 {
		return l.Number(v, 6)
	}
	return l.Number(v, min(max(3-exponent, 0), 8))
}
