package local

import (
	"encoding/json"
	"os"
	"path/filepath"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/command"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// Summary is summary.json: what a run was and what came of it.
type Summary struct {
	Agreement    string                       `json:"agreement"`
	Algorithm    string                       `json:"algorithm"`
	Scheme       string                       `json:"scheme"`
	Rounds       int                          `json:"rounds"`
	Participants []identity.ID                `json:"participants"`
	Processes    []Process                    `json:"processes"`
	Model        Model                        `json:"model"`
	Metrics      *Metrics                     `json:"metrics"`
	Bytes        Bytes                        `json:"bytes"`
	Ledger       Ledger                       `json:"ledger"`
	Visibility   map[string]map[string]string `json:"visibility"`
	Subtraction  *Subtraction                 `json:"subtraction,omitempty"` // of two that kept their sums, without noise
}

// Model is the joint model on the standardised scale. A network has no
// coefficients.
type Model struct {
	Features     []string  `json:"features"`
	Mean         []float64 `json:"mean"`
	SD           []float64 `json:"sd"`
	Intercept    *float64  `json:"intercept"`
	Coefficients []float64 `json:"coefficients"`
	Network      *Network  `json:"network,omitempty"`
}

// Network is the form of a network.
type Network struct {
	*agreement.Network
	Weights int `json:"weights"` // how many
}

// Traffic is what one participant sent and received, as its ledger recorded it.
type Traffic struct {
	Up   int `json:"up"`
	Down int `json:"down"`
}

// Bytes compares what was sent with what the same values would have taken
// without encryption, for one participant.
type Bytes struct {
	Participants map[identity.ID]Traffic `json:"participants"`
	Values       int                     `json:"values"`
	Float32      int                     `json:"plaintext_float32"`
	Packed       int                     `json:"packed_integers"`
	BreakEven    int                     `json:"break_even_values"`
}

// Ledger is the outcome of matching all parties' ledgers.
type Ledger struct {
	Events      int  `json:"events"`
	Unexplained int  `json:"unexplained"`
	Verified    bool `json:"verified"`
}

// Summarise reads what the parties left behind and writes summary.json.
func (r *Run) Summarise() (*Summary, error) {
	p, err := plan.New(r.Agreement)
	if err != nil {
		return nil, err
	}
	joint, metrics, err := r.Compare(p)
	if err != nil {
		return nil, err
	}
	s := &Summary{
		Agreement:    p.Hash.String(),
		Algorithm:    r.Agreement.Algorithm.Name,
		Scheme:       r.Agreement.Aggregation.Scheme,
		Participants: p.Participants,
		Processes:    r.Processes,
		Model:        Model{Features: joint.Features, Mean: joint.Mean, SD: joint.SD},
		Metrics:      metrics,
		Bytes:        Bytes{Participants: make(map[identity.ID]Traffic), BreakEven: p.BreakEven()},
	}
	if joint.Network != nil {
		s.Model.Network = &Network{r.Agreement.Network, len(joint.Network.Weights)}
	} else {
		s.Model.Intercept, s.Model.Coefficients = &joint.Intercept, joint.Coefficients
	}
	if err := r.readLedgers(p, s); err != nil {
		return nil, err
	}
	var derived *Subtraction
	if len(r.Hospitals) == 2 && r.KeepSums {
		if derived, err = r.Subtract(p); err != nil {
			return nil, err
		}
	}
	if err := r.documents(p, metrics, derived); err != nil {
		return nil, err
	}
	if !r.Agreement.Privacy.Noised() {
		s.Subtraction = derived
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, err
	}
	return s, os.WriteFile(filepath.Join(r.Out, summaryFile), append(text, '\n'), 0o644)
}

// readLedgers verifies every party's ledger, matches them, and takes from them
// what was sent and who contributed to what.
func (r *Run) readLedgers(p *plan.Plan, s *Summary) error {
	files := map[identity.ID]string{hub: filepath.Join(command.RunDir(r.dir(hub), p, protocol.Real), server.LedgerFile)}
	for _, h := range r.Hospitals {
		files[h.ID] = filepath.Join(command.RunDir(r.dir(h.ID), p, protocol.Real), participant.LedgerFile)
	}
	s.Ledger.Verified = true
	var results []*audit.Result
	for id, file := range files {
		result, err := audit.VerifyFile(file, r.Agreement.Keys(), p.Hash)
		if err != nil {
			return err
		}
		if len(result.Problems) > 0 {
			s.Ledger.Verified = false
			r.say("%s: %v", file, result.Problems)
		}
		results = append(results, result)
		if id != hub {
			s.Bytes.Participants[id] = traffic(result)
		} else {
			s.Rounds = rounds(result)
		}
	}
	compared := audit.Compare(results...)
	s.Ledger.Events, s.Ledger.Unexplained = compared.Events, compared.Unexplained
	s.Ledger.Verified = s.Ledger.Verified && compared.Unexplained == 0 && len(compared.Problems) == 0
	for _, problem := range compared.Problems {
		r.say("%s", problem)
	}
	for _, d := range compared.Differences {
		r.say("%s", d)
	}
	run := audit.Run(p, results...)
	for round := range run.Sets {
		sizes := p.Sizes(phaseOf(p, round, len(run.Sets)))
		s.Bytes.Values += sizes.Values
		s.Bytes.Float32 += sizes.Float32
		s.Bytes.Packed += sizes.Packed
	}
	visible, err := run.Visibility()
	if err != nil {
		return err
	}
	s.Visibility = visible.Table()
	return nil
}

// phaseOf is the phase of a round, counted from 0, of a run of so many rounds.
func phaseOf(p *plan.Plan, round, rounds int) string {
	phases := p.Phases()
	switch round {
	case 0:
		return phases[0]
	case rounds - 1:
		return phases[len(phases)-1]
	}
	return p.Learning()
}

func traffic(r *audit.Result) Traffic {
	var t Traffic
	for _, e := range r.Events {
		switch e.Event.Direction {
		case ledger.Sent:
			t.Up += e.Event.Bytes
		case ledger.Received:
			t.Down += e.Event.Bytes
		}
	}
	return t
}

func rounds(r *audit.Result) int {
	most := uint32(0)
	for _, e := range r.Events {
		most = max(most, e.Event.Round)
	}
	return int(most)
}
