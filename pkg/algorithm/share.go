package algorithm

import "reflect"

// Common is what all learners know alike after the same sums.
type Common struct{ state state }

// CommonOf is what a learner of this package has now in common with the others.
func CommonOf(l Learner) *Common {
	n, ok := l.(*site)
	if !ok {
		return nil
	}
	return &Common{n.state}
}

// Share lets l hold the same copy of what it has in common with the learner that
// c is of, as a simulation does that has a thousand participants in one process.
// It tells whether that was equal, and changes nothing where it was not.
func (c *Common) Share(l Learner) bool {
	n, ok := l.(*site)
	if !ok || c == nil {
		return false
	}
	shared := c.state
	if own := n.state.Variates; shared.Variates != nil && own != nil {
		variates := *shared.Variates
		variates.Own = own.Own // which nobody else knows
		shared.Variates = &variates
	}
	if !reflect.DeepEqual(shared, n.state) {
		return false
	}
	n.state = shared
	return true
}

// Rest gives back what l can make anew when it is needed.
func Rest(l Learner) {
	n, ok := l.(*site)
	if !ok {
		return
	}
	if p, ok := n.predictor.(interface{ Rest() }); ok {
		p.Rest()
	}
}
