package model

import "samband/pkg/schema"

// FarSD is how many standard deviations from the training mean a value is far:
// of normally distributed rows one in 16,000 lies beyond.
const FarSD = 4

// Far lists the features (their places) of which a row of the model's columns
// has a value more than FarSD standard deviations from the training mean. Only
// numbers are looked at: of a level or a yes, far would mean no more than rare.
func (m *Model) Far(row []float64) []int {
	if m.Declared == nil {
		return nil
	}
	var far []int
	for j, c := range m.Declared.Columns() {
		if m.Declared.Features[c.Feature].Type != schema.Number || j >= len(row) || j >= len(m.Mean) {
			continue
		}
		if d := row[j] - m.Mean[j]; d > FarSD*m.SD[j] || d < -FarSD*m.SD[j] {
			far = append(far, j)
		}
	}
	return far
}
