package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/schema"
	"samband/pkg/secagg"
)

// An agreement must acknowledge exactly what the scheme says of itself, a plan
// can be made for every scheme, and what members give fits its message.
func TestSchemesAgree(t *testing.T) {
	for _, s := range secagg.Schemes() {
		if got := agreement.AckOf(string(s)); got != s.Acknowledge() {
			t.Errorf("%s: the agreement asks for %q, the scheme for %q", s, got, s.Acknowledge())
		}
		a := *load(t, "four-hospitals.yaml")
		a.Aggregation.Scheme = string(s)
		p := planned(t, &a)
		if p.Set.Kind != s.Kind() || p.RunSizes().Uplink <= 0 {
			t.Errorf("%s: set %s, %+v", s, p.Set.Name, p.RunSizes())
		}
		release, limits := p.release(p.mostCiphertexts()), p.Limits()
		if limits["release"] <= release || limits["result"] <= len(p.Committee)*release {
			t.Errorf("%s: a release of %d bytes, limits %d and %d", s, release, limits["release"], limits["result"])
		}
	}
}

// Decryption shares of all members travel in one message: under the direct
// schemes a vector may be too long for that.
func TestDirectSchemesRefuseLongVectors(t *testing.T) {
	a := *load(t, "four-hospitals.yaml")
	wide := schema.Feature{Name: "ward", Type: schema.Category}
	for i := range 1500 {
		wide.Levels = append(wide.Levels, fmt.Sprintf("w%d", i))
	}
	a.Schema.Features = append(slices.Clone(a.Schema.Features), wide)
	planned(t, &a)
	a.Aggregation.Scheme = agreement.DirectCKKS
	if _, err := New(&a); err == nil || !strings.Contains(err.Error(), "take a smaller vector or another scheme") {
		t.Errorf("a million values a round: %v", err)
	}
}
