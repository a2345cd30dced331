package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// peersProgram measures what others have published, peersSetUp installs it; both
// are called at the root of the repository.
const (
	peersProgram = "bench/peers/run.py"
	peersSetUp   = "sh bench/peers/setup.sh"
)

// peersParticipants are the numbers of participants that peers are compared at.
var peersParticipants = []int{4, 8, 16}

// peers runs the programs of others as one process and takes over its lines. If
// they cannot be run, one row says so.
func (r *run) peers(f *secaggFlags) error {
	rows, err := r.runPeers(f)
	if err != nil {
		r.say("  peers: %v", err)
		missing := peerRow{Reason: fmt.Sprintf("%v; set up with: %s", err, peersSetUp)}
		missing.row.Scheme = "peers"
		missing.fill(cell{peersParticipants[0], f.values[len(f.values)-1], f.bits})
		rows = append(rows, missing)
	}
	for _, p := range rows {
		if err := r.write(p.adopt()); err != nil {
			return err
		}
	}
	return nil
}

// peerRow is a line of the peers' program: a row, with peaks that include what
// an idle process takes, set-up included in the traffic, and a reason where
// there is no measurement.
type peerRow struct {
	row
	Idle    map[string]int64 `json:"idle_bytes"`
	Peak    map[string]int64 `json:"peak_bytes"`
	Machine any              `json:"machine"` // the same as ours
	Repeats int              `json:"repeats"`

	ProcessorEncrypt *float64 `json:"cpu_encrypt_seconds"`
	ProcessorAdd     *float64 `json:"cpu_add_seconds"`
	ProcessorShare   *float64 `json:"cpu_share_seconds"`
	ProcessorDecrypt *float64 `json:"cpu_decrypt_seconds"`

	SetupDown int64  `json:"setup_downlink_bytes"`
	Repeated  string `json:"setup_repeated"`
	Opened    string `json:"opened_by"`
	Reason    string `json:"unavailable"`
	Failed    string `json:"failed"`
}

// everyRound is how a peer says that its set-up belongs to each round.
const everyRound = "every round"

// nothing is in how many seconds a value nothing can have been done: a peer
// timed a step that it does not have. No core touches every value so fast.
const nothing = 1e-10

// adopt makes a row of it.
func (p peerRow) adopt() row {
	r := p.row
	r.Kind, r.Repetitions = kindPeer, p.Repeats
	if r.Setting == nil {
		r.Setting = map[string]any{}
	}
	for _, s := range []*float64{r.EncryptSeconds, r.AddSeconds, r.DecryptSeconds} { // a release handles keys, not values
		if s != nil && *s < nothing*float64(r.Values) {
			*s = 0
		}
	}
	var notes []string
	switch {
	case p.Reason != "":
		notes = append(notes, "not measured: "+p.Reason)
	case p.Failed != "":
		notes = append(notes, "failed: "+p.Failed)
	}
	for step, s := range [steps]*float64{encryptStep: p.ProcessorEncrypt, addStep: p.ProcessorAdd, shareStep: p.ProcessorShare, decryptStep: p.ProcessorDecrypt} {
		if s == nil {
			continue
		}
		if r.Processor == nil {
			r.Processor = make(map[string]float64)
		}
		r.Processor[stepNames[step]] = *s
	}
	if r.Trust == "" {
		r.Trust, r.Precision = "Not measured.", "not measured"
	}
	if p.Peak != nil {
		r.PeakBytes = make(map[string]int64)
		for role, peak := range p.Peak {
			r.PeakBytes[role] = peak - p.Idle[role]
		}
	}
	if r.SetupUplinkBytes != nil && r.UplinkBytes != nil && r.DownlinkBytes != nil && *r.SetupUplinkBytes+p.SetupDown > 0 {
		if p.Repeated == everyRound {
			notes = append(notes, "its set-up belongs to every round and is in the traffic")
		} else {
			*r.UplinkBytes -= *r.SetupUplinkBytes
			*r.DownlinkBytes -= p.SetupDown
			r.UplinkBitsPerValue = float(8 * float64(*r.UplinkBytes) / float64(r.Values))
		}
	}
	if p.Opened != "" {
		notes = append(notes, "opened by: "+p.Opened)
	}
	r.Note = strings.Join(notes, "; ")
	return r
}

func (r *run) runPeers(f *secaggFlags) ([]peerRow, error) {
	if _, err := os.Stat(peersProgram); err != nil {
		return nil, fmt.Errorf("there is no %s here: run this at the root of the repository", peersProgram)
	}
	dir, err := os.MkdirTemp("", "samband-peers")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "peers.json")
	var participants []string
	for _, n := range peersParticipants {
		participants = append(participants, strconv.Itoa(n))
	}
	r.say("peers")
	c := exec.Command("python3", peersProgram, "--participants", strings.Join(participants, ","),
		"--values", strconv.Itoa(f.values[len(f.values)-1]), "--bits", strconv.Itoa(f.bits), "--json", file)
	c.Stderr = r.progress
	ran := c.Run()
	text, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s wrote nothing: %w", peersProgram, errors.Join(ran, err))
	}
	defer text.Close()
	var rows []peerRow
	for lines := bufio.NewScanner(text); lines.Scan(); {
		var p peerRow
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, fmt.Errorf("a line of %s: %w", peersProgram, err)
		}
		rows = append(rows, p)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s wrote no line: %w", peersProgram, ran)
	}
	return rows, nil // rows that failed say so themselves
}
