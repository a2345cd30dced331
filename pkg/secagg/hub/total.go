package hub

import "slices"

// Total is a running sum that lies in memory: one body for every chunk, however
// many contributions were added. It is for sums without a network; a
// coordinator adds on disk.
type Total struct {
	form   *Sum
	bodies [][]byte
}

// Total is the sum of nothing.
func (s *Sum) Total() (*Total, error) {
	t := &Total{form: s, bodies: make([][]byte, s.Chunks())}
	for chunk := range t.bodies {
		var err error
		if t.bodies[chunk], err = s.Zero(chunk); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Add adds one chunk of one contribution, which it does not keep. A malformed
// one changes nothing. Who adds a contribution must add all its chunks, once.
func (t *Total) Add(chunk int, body []byte) error {
	if err := t.form.known(chunk); err != nil {
		return err
	}
	return t.form.Add(chunk, t.bodies[chunk], body)
}

// Chunk is a copy of one chunk of the sum.
func (t *Total) Chunk(chunk int) ([]byte, error) {
	if err := t.form.known(chunk); err != nil {
		return nil, err
	}
	return slices.Clone(t.bodies[chunk]), nil
}
