package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"

	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
	"samband/pkg/transport"
)

// hundred is the shaped link of the issue, in bits a second.
const hundred = 100e6

// roundCommand runs whole rounds in processes of their own.
func roundCommand(arguments []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("round", flag.ContinueOnError)
	flags.SetOutput(progress)
	var c cell
	flags.IntVar(&c.participants, "participants", 2, "number of participants, at most 64")
	flags.IntVar(&c.values, "values", 4<<20, "number of values")
	flags.IntVar(&c.bits, "bits", 16, "bits of a value")
	repetitions := flags.Int("repetitions", 5, "runs of each scheme and link, interleaved; the median of all rounds counts")
	rounds := flags.Int("rounds", 2, "rounds of a run that count; one more comes before them")
	rate := flags.Float64("rate", hundred, "bits a second of each link, in each direction")
	file := flags.String("json", "", "file that the lines of JSON are added to, in place of the terminal")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if c.participants < 2 || c.participants > 64 || c.values < 1 || *repetitions < 1 || *rounds < 1 {
		return errors.New("2 to 64 participants and at least one value, repetition and round are needed")
	}
	r := newRun(out, progress)
	if *file != "" {
		f, err := os.OpenFile(*file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		defer f.Close()
		r.out = f
	}
	return r.rounds(c, *repetitions, *rounds, *rate)
}

// way is one scheme over one link.
type way struct {
	scheme  string
	rate    float64
	seconds []float64
	counts  []transport.Count
}

func (r *run) rounds(c cell, repetitions, rounds int, rate float64) error {
	var ways []*way
	for _, link := range []float64{rate, 0} {
		for _, s := range []string{float32Name, string(secagg.Plaintext), string(secagg.OneTimeHE)} {
			ways = append(ways, &way{scheme: s, rate: link})
		}
	}
	before := load()
	for k := range repetitions {
		for _, w := range ways {
			r.say("round %v: %s over %s, run %d of %d", c, w.scheme, linkName(w.rate), k+1, repetitions)
			done, err := runRounds(c, w.scheme, rounds+1, w.rate)
			if err != nil {
				return fmt.Errorf("%s over %s: %w", w.scheme, linkName(w.rate), err)
			}
			w.seconds = append(w.seconds, done.Rounds[1:]...)
			w.counts = done.Counts
		}
	}
	for _, w := range ways {
		one := w.row(c, rounds+1)
		one.Load = before
		if err := r.write(one); err != nil {
			return err
		}
	}
	return nil
}

func linkName(rate float64) string {
	if rate == 0 {
		return "loopback"
	}
	return fmt.Sprintf("%.0f Mbit/s", rate/1e6)
}

// row of a way: medians, and what one participant sent and was sent in a round,
// as the coordinator counted it.
func (w *way) row(c cell, rounds int) row {
	one := row{Scheme: w.scheme, Kind: kindRound, Trust: seesAll, Precision: exactly(c.bits), MaxError: float(0),
		RoundSeconds: float(median(w.seconds)), Link: linkName(w.rate), Repetitions: len(w.seconds), Setting: map[string]any{"rounds_a_run": rounds}}
	one.fill(c)
	if w.scheme == float32Name {
		one.Precision = float32Precision
	} else {
		one.Trust = secagg.Scheme(w.scheme).Trust()
	}
	one.Spread = map[string][2]float64{"round_seconds": {slices.Min(w.seconds), slices.Max(w.seconds)}}
	up, down := int64(0), int64(0)
	for _, n := range w.counts {
		if n.Peer != id(0) || session(n.Kind) {
			continue
		}
		if n.Direction == ledger.Received {
			up += n.Bytes
		} else {
			down += n.Bytes
		}
	}
	one.UplinkBytes, one.DownlinkBytes = integer(int(up)/rounds), integer(int(down)/rounds)
	one.UplinkBitsPerValue = float(8 * float64(up) / float64(rounds) / float64(c.values))
	return one
}

// session tells whether a message belongs to the start of a run or its end.
func session(k protocol.Kind) bool {
	switch k {
	case protocol.KindHello, protocol.KindHellos, protocol.KindGroupKey, protocol.KindGroupKeys, protocol.KindDone:
		return true
	}
	return false
}

// runRounds is one run, each party a process.
func runRounds(c cell, scheme string, rounds int, rate float64) (done finished, err error) {
	dir, err := os.MkdirTemp("", "samband-round")
	if err != nil {
		return done, err
	}
	defer os.RemoveAll(dir)
	if err := makeKeys(dir, c.participants); err != nil {
		return done, err
	}
	cfg := partyConfig{Self: coordinatorID, Dir: dir, Participants: c.participants, Values: c.values, Bits: c.bits, Scheme: scheme, Rounds: rounds, BitsPerSecond: rate}
	hub, err := startParty(cfg)
	if err != nil {
		return done, err
	}
	parties := []*process{hub}
	defer func() {
		for _, p := range parties {
			err = errors.Join(err, p.end(err != nil))
		}
	}()
	var at listening
	if err := hub.read(&at); err != nil {
		return done, err
	}
	cfg.Address = at.Address
	for i := range c.participants {
		cfg.Self = id(i)
		p, err := startParty(cfg)
		if err != nil {
			return done, err
		}
		parties = append(parties, p)
	}
	if err := hub.read(&done); err != nil {
		return done, err
	}
	if len(done.Rounds) != rounds {
		return done, fmt.Errorf("%d rounds were run, not %d", len(done.Rounds), rounds)
	}
	return done, nil
}

// process is one party under way.
type process struct {
	who       string
	cmd       *exec.Cmd
	out       *bufio.Reader
	complaint bytes.Buffer
}

func startParty(cfg partyConfig) (*process, error) {
	text, err := json.Marshal(cfg)
	if err != nil {
		return nil, err
	}
	p := &process{who: string(cfg.Self)}
	if p.cmd, err = again(partyCommandName); err != nil {
		return nil, err
	}
	p.cmd.Stdin, p.cmd.Stderr = bytes.NewReader(text), &p.complaint
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.cmd.Start()
}

// read takes the next line of the process's output.
func (p *process) read(to any) error {
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("%s said nothing: %w", p.who, err)
	}
	return json.Unmarshal(line, to)
}

// end waits for the process, which is killed if the run has failed.
func (p *process) end(failed bool) error {
	if failed {
		p.cmd.Process.Kill()
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w: %s", p.who, err, bytes.TrimSpace(p.complaint.Bytes()))
	}
	return nil
}
