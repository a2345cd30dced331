// Package metrics offers the figures of a run to Prometheus. Both programs use
// it; nothing is offered unless an address is given, and then on loopback
// unless the address says otherwise.
//
// Names and labels follow Prometheus's conventions: base units, _total for
// counters, and labels from sets that are bounded by the protocol. No figure
// says anything about rows but the count of clipped values, which only a
// participant has.
package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/transport"
)

// Run measures one run. Its methods are called by the one goroutine that
// drives the run; collecting may go on meanwhile.
type Run struct {
	Registry *prometheus.Registry
	Counters *transport.Counters // to be handed to the transport

	rounds   *prometheus.CounterVec
	attempts prometheus.Counter
	duration *prometheus.HistogramVec
	waiting  prometheus.Gauge
	refusals *prometheus.CounterVec
	clipped  *prometheus.CounterVec

	began time.Time // of the round under way
	now   func() time.Time
}

// New makes the figures of a run. A participant also counts clipped values.
func New(participant bool) *Run {
	r := &Run{
		Registry: prometheus.NewRegistry(),
		Counters: new(transport.Counters),
		rounds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "samband_rounds_total", Help: "Rounds whose sum is final, by phase.",
		}, []string{"phase"}),
		attempts: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "samband_attempts_total", Help: "Attempts begun, of all rounds; more than rounds if some were repeated.",
		}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "samband_round_duration_seconds", Help: "Time from the first attempt of a round until its sum was final, by phase.",
			Buckets: prometheus.ExponentialBuckets(0.01, 4, 10),
		}, []string{"phase"}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "samband_waiting_parties", Help: "Parties that the present step waits for.",
		}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "samband_refusals_total", Help: "Messages and attempts refused by this party, by code.",
		}, []string{"code"}),
		clipped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "samband_clipped_values_total", Help: "Values of this participant's contributions that were clipped, by segment.",
		}, []string{"segment"}),
		now: time.Now,
	}
	r.Registry.MustRegister(r.rounds, r.attempts, r.duration, r.waiting, r.refusals, flows{r.Counters})
	if participant {
		r.Registry.MustRegister(r.clipped)
	}
	return r
}

// Notice takes a step of the run.
func (r *Run) Notice(n protocol.Notice) {
	switch n.Step {
	case protocol.StepAttempt:
		r.attempts.Inc()
		r.waiting.Set(0)
		if n.Attempt <= 1 {
			r.began = r.now()
		}
	case protocol.StepWaiting:
		r.waiting.Set(float64(len(n.Parties)))
	case protocol.StepAdded, protocol.StepEndorsed:
		r.waiting.Set(0)
	case protocol.StepFinal:
		r.waiting.Set(0)
		r.rounds.WithLabelValues(n.Phase).Inc()
		r.duration.WithLabelValues(n.Phase).Observe(r.now().Sub(r.began).Seconds())
	}
}

// Refused counts a refusal of this party.
func (r *Run) Refused(code protocol.Code) { r.refusals.WithLabelValues(string(code)).Inc() }

// Clipped counts clipped values of a contribution.
func (r *Run) Clipped(segment string, values int) {
	r.clipped.WithLabelValues(segment).Add(float64(values))
}

// flows collects the transport's counters.
type flows struct{ counters *transport.Counters }

var (
	bytesTotal = prometheus.NewDesc("samband_bytes_total",
		"Bytes of messages as the ledger records them, without what gRPC, TLS and TCP add.", []string{"kind", "direction"}, nil)
	messagesTotal = prometheus.NewDesc("samband_messages_total",
		"Messages sent and received.", []string{"kind", "direction"}, nil)
)

// Describe is part of prometheus.Collector.
func (flows) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- bytesTotal
	descriptions <- messagesTotal
}

// Collect is part of prometheus.Collector: sums over peers.
func (f flows) Collect(out chan<- prometheus.Metric) {
	type key struct {
		kind      protocol.Kind
		direction ledger.Direction
	}
	bytes, messages := make(map[key]int64), make(map[key]int64)
	for _, c := range f.counters.Counts() {
		k := key{c.Kind, c.Direction}
		bytes[k] += c.Bytes
		messages[k] += c.Messages
	}
	for k := range bytes {
		labels := []string{string(k.kind), string(k.direction)}
		out <- prometheus.MustNewConstMetric(bytesTotal, prometheus.CounterValue, float64(bytes[k]), labels...)
		out <- prometheus.MustNewConstMetric(messagesTotal, prometheus.CounterValue, float64(messages[k]), labels...)
	}
}
