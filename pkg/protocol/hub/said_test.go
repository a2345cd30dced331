package hub

import "testing"

// Every state in which others are waited for has words, and not only its name.
func TestStatesHaveWords(t *testing.T) {
	for _, s := range Sentences {
		if ends := s.State == Finished || s.State == Stopped; !ends && s.State.said().Key == "protocol.step" {
			t.Errorf("no words for %s", s.State)
		}
	}
}
