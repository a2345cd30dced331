package site

import "testing"

// Every state in which others are waited for has words, and not only its name.
func TestStatesHaveWords(t *testing.T) {
	for _, s := range Sentences {
		if here := s.State == Arriving || s.State == Finished || s.State == Stopped; !here && s.State.awaits().Key == "protocol.step" {
			t.Errorf("no words for %s", s.State)
		}
	}
}
