package local

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/lang"
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

// testAll has every participant test, at the same time. One with too few rows is
// left out, and it is said that it is.
func (r *Run) testAll(ctx context.Context, l *lang.Lang) error {
	r.say("%s", l.Text(lang.ExampleTests))
	failed := make([]error, len(r.Hospitals))
	var all sync.WaitGroup
	for i, h := range r.Hospitals {
		all.Go(func() { _, failed[i] = r.Tests(ctx, h.ID) })
	}
	all.Wait()
	for i, err := range failed {
		if err != nil {
			said := strings.Split(strings.TrimSpace(err.Error()), "\n") // the last line has the reason
			for _, line := range cli.Wrap(fmt.Sprintf("%s: %s %s", r.Hospitals[i].ID, l.Text(lang.ExampleUntested), said[len(said)-1]), 88) {
				r.say("%s", line)
			}
		}
	}
	return ctx.Err()
}
