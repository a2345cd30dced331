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
// are odds ratios. Under noise, null is what cannot be told.
type coefficients struct {
	Intercept       float64       `json:"intercept"`                       // at the training means
	Error           *float64      `json:"intercept_noise_error,omitempty"` // standard error, for noise
	InterceptAtZero float64       `json:"intercept_at_zero"`               // where every feature is 0
	Features        []coefficient `json:"features"`
}

type coefficient struct {
	Feature      string   `json:"feature"`
	SD           float64  `json:"sd"` // of the training rows
	PerSD        float64  `json:"per_sd"`
	RatioPerSD   *float64 `json:"odds_ratio_per_sd"` // null where it is too great for a number, or noise may have made it
	PerUnit      float64  `json:"per_unit"`
	RatioPerUnit *float64 `json:"odds_ratio_per_unit"`
	Noise        *noise   `json:"noise,omitempty"` // under noise
	shown        string   // for people
}

// noise is what the noise leaves of a coefficient.
type noise struct {
	Error       *float64     `json:"error"`               // standard error of per_sd; null where it cannot be told
	PerSD       *[2]*float64 `json:"odds_ratio_per_sd"`   // 95 % interval, for the noise alone; null without error
	PerUnit     *[2]*float64 `json:"odds_ratio_per_unit"` // the same
	Indistinct  bool         `json:"indistinct"`          // nothing is told, or the interval covers a factor of ten
	SignUnknown bool         `json:"sign_unknown"`
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
	r.Noised = m.Noised
	if n := m.Network; n != nil {
		r.Network = &network{n.Hidden, string(n.Activation), string(n.Loss), len(n.Weights)}
		return
	}
	r.Coefficients = newCoefficients(m)
}

func newCoefficients(m *model.Model) *coefficients {
	c := &coefficients{Intercept: m.Intercept, InterceptAtZero: m.InterceptAtZero()}
	if m.Noise != nil {
		c.Error = m.Noise.Deviations[0]
	}
	for _, e := range m.Effects() {
		f := coefficient{e.Feature, e.SD, e.PerSD, ratio(e.PerSD), e.PerUnit, ratio(e.PerUnit), nil, shown(m, e.Feature)}
		if m.Noised {
			if f.Noise = noiseOf(e); f.Noise.Indistinct {
				f.RatioPerSD, f.RatioPerUnit = nil, nil
			}
		}
		c.Features = append(c.Features, f)
	}
	return c
}

// noiseOf says what the noise leaves of an effect.
func noiseOf(e model.Effect) *noise {
	if e.Noise == nil {
		return &noise{Indistinct: true, SignUnknown: true}
	}
	interval := func(log, deviation float64) *[2]*float64 {
		low, high := model.Interval(log, deviation)
		return &[2]*float64{ratio(low), ratio(high)}
	}
	low, high := model.Interval(e.PerSD, *e.Noise)
	return &noise{
		Error: e.Noise, PerSD: interval(e.PerSD, *e.Noise), PerUnit: interval(e.PerUnit, *e.Noise/e.SD),
		Indistinct: high-low >= math.Log(model.Hidden), SignUnknown: low <= 0 && high >= 0,
	}
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
		if r.Noised {
			t.Line("  " + t.Lang.Text(lang.NoisyNetwork))
		}
	}
	if r.Coefficients == nil {
		return
	}
	l := t.Lang
	t.Head(lang.CoefficientsHead)
	if r.Noised {
		r.uncertain(t)
		return
	}
	rows := [][]string{heads(l, lang.CoefficientHead, lang.PerSD, lang.RatioPerSD, lang.SDHead, lang.PerUnit, lang.RatioPerUnit)}
	for _, c := range r.Coefficients.Features {
		rows = append(rows, []string{c.shown, l.Number(c.PerSD, 4), odds(l, c.RatioPerSD), significant(l, c.SD), significant(l, c.PerUnit), odds(l, c.RatioPerUnit)})
	}
	t.Table(rows)
	t.Line("  " + l.Text(lang.InterceptLine, l.Number(r.Coefficients.Intercept, 4), l.Number(r.Coefficients.InterceptAtZero, 4)))
	t.Line("  " + l.Text(lang.CoefficientsNote))
}

// shown names a column of the model as people read it: of a level, the feature and
// the level.
func shown(m *model.Model, name string) string {
	if m.Declared == nil {
		return name
	}
	for _, c := range m.Declared.Columns() {
		if c.Name == name && c.Level != "" {
			return m.Declared.Features[c.Feature].Name + " = " + c.Level
		}
	}
	return name
}

func heads(l *lang.Lang, keys ...lang.Key) []string {
	var all []string
	for _, key := range keys {
		all = append(all, l.Text(key))
	}
	return all
}

func odds(l *lang.Lang, r *float64) string {
	if r == nil {
		return "-"
	}
	return l.Number(*r, 3)
}

// uncertain writes coefficients with what the noise leaves of them. A number
// that the noise may have made is not written where it could pass for one that
// it has not.
func (r *participantReport) uncertain(t *report.Text) {
	l := t.Lang
	t.Line("  " + l.Text(lang.NoisyCoefficients))
	rows := [][]string{heads(l, lang.CoefficientHead, lang.PerSD, lang.RatioPerSD, lang.SDHead, lang.RatioPerUnit, lang.NoisyHead)}
	told := false
	for _, c := range r.Coefficients.Features {
		row := []string{c.shown, "-", "-", significant(l, c.SD), "-", l.Text(lang.NoisyHides)}
		if n := c.Noise; n.Error != nil {
			told = true
			between := func(r *float64, of *[2]*float64) string {
				if high := of[1]; r == nil && (high == nil || *high > 1000) {
					return "-" // digits that say nothing
				}
				return l.Text(lang.NoisyBetween, odds(l, r), odds(l, of[0]), odds(l, of[1]))
			}
			row[1], row[2], row[4] = l.Text(lang.NoisyOff, l.Number(c.PerSD, 3), l.Number(*n.Error, 3)), between(c.RatioPerSD, n.PerSD), between(c.RatioPerUnit, n.PerUnit)
			var said []string
			if n.Indistinct {
				said = append(said, l.Text(lang.NoisyTenfold))
			}
			if n.SignUnknown {
				said = append(said, l.Text(lang.NoisySign))
			}
			row[5] = strings.Join(said, "; ")
		}
		rows = append(rows, row)
	}
	t.Table(rows)
	if e := r.Coefficients.Error; e != nil {
		t.Line("  " + l.Text(lang.NoisyIntercept, l.Number(r.Coefficients.Intercept, 3), l.Number(*e, 3)))
	}
	if told {
		t.Line("  " + l.Text(lang.NoisyAlone))
	}
	t.Line("  " + l.Text(lang.NoisyNote))
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
