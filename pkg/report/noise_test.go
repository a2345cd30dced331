package report

import (
	"bytes"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/lang"
)

// What can be derived of an update under noise has the noise in it.
func TestDerivableWithNoise(t *testing.T) {
	for tag, want := range map[string]string{"en": "derivable, with noise", "sv": "härledbart, med brus"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, noise := range []string{agreement.NoNoise, agreement.DiscreteGaussian} {
			f := &Facts{Hub: Hub{ID: "hub"}, Parties: []Party{{ID: "north"}, {ID: "south"}}, Visibility: map[string]map[string]string{"north": {"individual update": "derivable", "aggregate": "plain"}}}
			f.Privacy.Noise = noise
			var b bytes.Buffer
			if f.Seen(NewText(&b, l)); strings.Contains(b.String(), want) != (noise != agreement.NoNoise) {
				t.Errorf("noise %s:\n%s", noise, &b)
			}
		}
	}
}
