package report

import (
	"strings"
	"testing"

	"samband/pkg/identity"
	"samband/pkg/lang"
)

// Who tested the model is said, and that nobody did.
func TestUntested(t *testing.T) {
	for tag, want := range map[string][2]string{"en": {"was not measured", "north and south"}, "sv": {"har inte mätts", "north och south"}} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		for i, tested := range [][]identity.ID{nil, {"north", "south"}} {
			if said := Untested(l, tested); !strings.Contains(said, want[i]) || strings.Contains(said, want[1-i]) {
				t.Errorf("%s, %v: %s", tag, tested, said)
			}
		}
	}
}
