package assess

import (
	"testing"

	"samband/pkg/agreement"
)

// How long client audit takes with 64 shadow models of one party's 10,000 rows of
// 50 columns: go test -bench Audit -run none -benchtime 1x ./pkg/attack/assess
func BenchmarkAudit(b *testing.B) {
	for _, c := range []struct {
		name   string
		change func(*agreement.Agreement)
	}{
		{"newton", wide(50)},
		{"fedavg", both(wide(50), averaging(0, 20))},
		{"mlp", both(wide(50), averaging(64, 20))},
	} {
		b.Run(c.name, func(b *testing.B) {
			in := trained(b, 10000, c.change)
			in.Shadows = 64
			for b.Loop() {
				if _, err := Run(b.Context(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
