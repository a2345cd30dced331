package local

import (
	"context"
	"fmt"

	"samband/pkg/evidence"
	"samband/pkg/identity"
)

// Tests has a participant test with its own rows what the model of the run tells,
// by its program.
func (r *Run) Tests(ctx context.Context, id identity.ID) (*evidence.Tests, error) {
	for _, h := range r.Hospitals {
		if h.ID != id {
			continue
		}
		said, err := r.tool(ctx, "client", "audit", "--dir", r.dir(id), "--data", h.Data, "--json")
		if err != nil {
			return nil, err
		}
		return evidence.ParseTests([]byte(said))
	}
	return nil, fmt.Errorf("%s is no participant", id)
}
