package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// row is one measurement, one line of JSON. null means not measured, and note
// says why; a scheme that has no such step has 0.
type row struct {
	Scheme       string `json:"scheme"`
	Kind         string `json:"kind"` // scheme, baseline, peer or round
	Participants int    `json:"participants"`
	Values       int    `json:"values"`
	Bits         int    `json:"bits"`

	EncryptSeconds *float64 `json:"encrypt_seconds"`
	AddSeconds     *float64 `json:"add_seconds"`
	ShareSeconds   *float64 `json:"share_seconds"`
	DecryptSeconds *float64 `json:"decrypt_seconds"`

	UplinkBitsPerValue *float64 `json:"uplink_bits_per_value"`
	UplinkBytes        *int64   `json:"uplink_bytes"`
	DownlinkBytes      *int64   `json:"downlink_bytes"`
	FixedBytes         *int64   `json:"fixed_bytes"` // of uplink_bytes, whatever the number of values

	PeakBytes map[string]int64 `json:"peak_bytes"` // by role
	MaxError  *float64         `json:"max_error"`

	Trust     string `json:"trust"`
	Precision string `json:"precision"`

	// Spread is the least and the greatest of the repetitions, AllCores the
	// median with all cores, and Processor the median of the processor's time on
	// one core, by the names of the fields above.
	Spread      map[string][2]float64 `json:"spread,omitempty"`
	AllCores    map[string]float64    `json:"all_cores,omitempty"`
	Processor   map[string]float64    `json:"processor_seconds,omitempty"`
	Repetitions int                   `json:"repetitions,omitempty"`

	// What a peer does once, before the rounds, or in every round where its note
	// says so; then it is in the figures above too.
	SetupSeconds     *float64 `json:"setup_seconds,omitempty"`
	SetupUplinkBytes *int64   `json:"setup_uplink_bytes,omitempty"`

	// Load is the system's load average over a minute, the greater of before and
	// after the times were taken, of rounds and peers before; nil if unknown.
	Load *float64 `json:"load,omitempty"`

	RoundSeconds *float64 `json:"round_seconds,omitempty"` // of a whole round
	Link         string   `json:"link,omitempty"`          // that it went over

	Setting  map[string]any    `json:"setting"`
	Machine  machine           `json:"machine"`
	Versions map[string]string `json:"versions"`
	Run      string            `json:"run"` // when the run began; ratios are taken within one run only
	Note     string            `json:"note,omitempty"`
}

// fields are the names that every line has, those of the issue first.
var fields = []string{
	"scheme", "participants", "values", "bits", "encrypt_seconds", "add_seconds", "share_seconds", "decrypt_seconds",
	"uplink_bits_per_value", "uplink_bytes", "downlink_bytes", "peak_bytes", "max_error", "trust", "machine", "versions", "setting",
	"kind", "fixed_bytes", "precision", "run",
}

// Kinds of rows.
const (
	kindScheme   = "scheme"
	kindBaseline = "baseline"
	kindPeer     = "peer"
	kindRound    = "round"
)

// writeRow writes one line.
func writeRow(w io.Writer, r row) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// readRows reads what writeRow wrote, or a peer's program in the same format.
func readRows(r io.Reader) ([]row, error) {
	var rows []row
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var one row
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, one)
	}
	return rows, lines.Err()
}

// float and integer point at their values, for fields that can be null.
func float(v float64) *float64 { return &v }
func integer(v int) *int64     { w := int64(v); return &w }

// seconds that a step takes, nil if not measured.
func (r *row) seconds(step int) *float64 {
	return [steps]*float64{encryptStep: r.EncryptSeconds, addStep: r.AddSeconds, shareStep: r.ShareSeconds, decryptStep: r.DecryptSeconds}[step]
}

// handled is how many values a step handles: the coordinator those of everybody.
func (r *row) handled(step int) float64 {
	if step == addStep {
		return float64(r.Values) * float64(r.Participants)
	}
	return float64(r.Values)
}

// rate is how many million values a second a step handles on one core; 0 if
// there is no such step or it was not measured.
func (r *row) rate(step int) float64 {
	if s := r.seconds(step); s != nil && *s > 0 {
		return r.handled(step) / *s / 1e6
	}
	return 0
}

// rateProcessor is rate by the processor's time, which what else runs on the
// machine disturbs less.
func (r *row) rateProcessor(step int) float64 {
	if s := r.Processor[stepNames[step]]; s > 0 {
		return r.handled(step) / s / 1e6
	}
	return 0
}

// rateAll is rate on all cores, 0 if that was not measured.
func (r *row) rateAll(step int) float64 {
	if s := r.AllCores[stepNames[step]]; s > 0 {
		return r.handled(step) / s / 1e6
	}
	return 0
}
