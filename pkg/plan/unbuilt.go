package plan

import (
	"fmt"

	"samband/pkg/agreement"
)

// unbuilt refuses what agreements can say and this program cannot do yet.
func unbuilt(a *agreement.Agreement) error {
	for _, k := range []struct {
		key   string
		given bool
	}{
		{"privacy.unit: " + a.Privacy.Unit + " with noise", a.Privacy.Noised() && a.Privacy.Unit == agreement.Participant && a.Model != agreement.External},
	} {
		if k.given {
			return fmt.Errorf("plan: this version cannot do %s", k.key)
		}
	}
	return nil
}
