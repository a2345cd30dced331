package model

import "math"

// Effect is the coefficient of one feature on two scales. Log-odds ratios add
// up; exp of one is an odds ratio.
type Effect struct {
	Feature string
	SD      float64 // of the training rows
	PerSD   float64 // log-odds for one standard deviation more, as the model keeps it
	PerUnit float64 // log-odds for one unit of the feature more
	// Noise is the standard error that noise gives PerSD; nil without noise, and
	// where it cannot be told.
	Noise *float64
}

// Interval holds a log-odds ratio 95 times in 100, whatever the noise was.
func Interval(log, deviation float64) (low, high float64) {
	return log - Within95*deviation, log + Within95*deviation
}

// OddsRatio is the factor by which the odds change with a log-odds ratio.
func OddsRatio(log float64) float64 { return math.Exp(log) }

// Effects gives the coefficients in the order of the features. A network has
// none: what it makes of one feature depends on the others.
func (m *Model) Effects() []Effect {
	if m.Network != nil {
		return nil
	}
	all := make([]Effect, len(m.Features))
	for j, name := range m.Features {
		all[j] = Effect{Feature: name, SD: m.SD[j], PerSD: m.Coefficients[j], PerUnit: m.Coefficients[j] / m.SD[j]}
		if m.Noise != nil {
			all[j].Noise = m.Noise.Deviations[j+1]
		}
	}
	return all
}

// InterceptAtZero is the intercept of the features in their own units: the
// log-odds where every feature is 0. Intercept is at the training means.
func (m *Model) InterceptAtZero() float64 {
	at := m.Intercept
	for j, b := range m.Coefficients {
		at -= b * m.Mean[j] / m.SD[j]
	}
	return at
}
