package model

import "math"

// Effect is the coefficient of one feature on two scales. Log-odds ratios add
// up; exp of one is an odds ratio.
type Effect struct {
	Feature string
	SD      float64 // of the training rows
	PerSD   float64 // log-odds for one standard deviation more, as the model keeps it
	PerUnit float64 // log-odds for one unit of the feature more
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
		all[j] = Effect{name, m.SD[j], m.Coefficients[j], m.Coefficients[j] / m.SD[j]}
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
