package local

import (
	"bytes"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/lang"
)

// What two participants are told of each other is what their algorithm sends.
func TestTwoPartiesAreToldWhatIsSent(t *testing.T) {
	for _, c := range []struct{ tag, algorithm, said, unsaid string }{
		{"en", agreement.Newton, "the gradient and the Hessian", "model in every round"},
		{"en", agreement.FedAvg, "model in every round", "Hessian"},
		{"en", agreement.Scaffold, "model in every round", "Hessian"},
		{"sv", agreement.Newton, "hessianen", "modellen i varje omgång"},
		{"sv", agreement.FedAvg, "modellen i varje omgång", "hessianen"},
	} {
		l, err := lang.New(c.tag)
		if err != nil {
			t.Fatal(err)
		}
		var screen bytes.Buffer
		f := &Federation{Screen: &screen, Hospitals: []Hospital{{Name: "A"}, {Name: "B"}}}
		r := &Run{Federation: f, Agreement: &agreement.Agreement{Algorithm: agreement.Algorithm{Name: c.algorithm}, Privacy: agreement.Privacy{Noise: agreement.NoNoise}}}
		r.printTwoParties(l)
		text := strings.Join(strings.Fields(screen.String()), " ")
		if !strings.Contains(text, c.said) || strings.Contains(text, c.unsaid) {
			t.Errorf("%s %s: %s", c.tag, c.algorithm, text)
		}
	}
}
