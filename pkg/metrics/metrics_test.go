package metrics

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

func scripted(participant bool) *Run {
	r := New(participant)
	now := time.Unix(0, 0)
	r.now = func() time.Time { return now }
	r.Notice(protocol.Notice{Step: protocol.StepAttempt, Round: 1, Attempt: 1, Phase: "moments"})
	r.Notice(protocol.Notice{Step: protocol.StepWaiting, Parties: []identity.ID{"south"}})
	now = now.Add(3 * time.Second)
	r.Notice(protocol.Notice{Step: protocol.StepAttempt, Round: 1, Attempt: 2, Phase: "moments"})
	now = now.Add(time.Second)
	r.Notice(protocol.Notice{Step: protocol.StepFinal, Round: 1, Phase: "moments"})
	r.Refused(protocol.CodeShare)
	r.Clipped("gradient", 2)
	return r
}

func TestFigures(t *testing.T) {
	r := scripted(true)
	want := `
# HELP samband_attempts_total Attempts begun, of all rounds; more than rounds if some were repeated.
# TYPE samband_attempts_total counter
samband_attempts_total 2
# HELP samband_clipped_values_total Values of this participant's contributions that were clipped, by segment.
# TYPE samband_clipped_values_total counter
samband_clipped_values_total{segment="gradient"} 2
# HELP samband_refusals_total Messages and attempts refused by this party, by code.
# TYPE samband_refusals_total counter
samband_refusals_total{code="share"} 1
# HELP samband_rounds_total Rounds whose sum is final, by phase.
# TYPE samband_rounds_total counter
samband_rounds_total{phase="moments"} 1
# HELP samband_waiting_parties Parties that the present step waits for.
# TYPE samband_waiting_parties gauge
samband_waiting_parties 0
`
	err := testutil.GatherAndCompare(r.Registry, strings.NewReader(want), "samband_attempts_total", "samband_clipped_values_total",
		"samband_refusals_total", "samband_rounds_total", "samband_waiting_parties")
	if err != nil {
		t.Error(err)
	}
}

func TestNamesFollowTheConventions(t *testing.T) {
	problems, err := testutil.GatherAndLint(scripted(true).Registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// Only a participant counts clipped values: the coordinator has none.
func TestCoordinatorHasNoClippedValues(t *testing.T) {
	if n, err := testutil.GatherAndCount(scripted(false).Registry, "samband_clipped_values_total"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	address, err := scripted(true).Serve(ctx, ":0")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(address.String(), "127.0.0.1:") {
		t.Errorf("listens on %s, not on loopback", address)
	}
	response, err := http.Get("http://" + address.String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(text), `samband_round_duration_seconds_sum{phase="moments"} 4`) {
		t.Errorf("%v\n%s", err, text)
	}
	if _, err := scripted(true).Serve(ctx, address.String()); err == nil || !strings.Contains(err.Error(), "--metrics") {
		t.Errorf("a port in use: %v", err)
	}
}
