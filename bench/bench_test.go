package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
)

// The program starts itself; under test that is the test binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == roleCommandName || os.Args[1] == partyCommandName) {
		main()
		return
	}
	os.Exit(m.Run())
}

// All schemes, a tiny vector, the whole path: every row has every field, every
// sum is exact, and times, traffic and memory are there.
func TestSecagg(t *testing.T) {
	var out bytes.Buffer
	err := secaggCommand([]string{"-participants", "3", "-values", "300", "-repetitions", "1"}, &out, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readRows(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		var all map[string]any
		if err := json.Unmarshal([]byte(line), &all); err != nil {
			t.Fatal(err)
		}
		for _, name := range fields {
			if _, ok := all[name]; !ok {
				t.Errorf("%s: no field %s", all["scheme"], name)
			}
		}
	}
	for _, scheme := range secagg.Schemes() {
		r := find(rows, string(scheme), 3, 300)
		if r == nil {
			t.Errorf("%s is missing", scheme)
			continue
		}
		if r.MaxError == nil || *r.MaxError != 0 || *r.UplinkBytes <= 300*2 || *r.DownlinkBytes <= 300*2 || r.Trust == "" || r.Setting["t"] == nil || r.Run == "" {
			t.Errorf("%s: %+v", scheme, r)
		}
		for step, name := range stepNames {
			if s := r.seconds(step); s == nil || *s == 0 && (step != shareStep || !scheme.Bare()) {
				t.Errorf("%s: no %s", scheme, name)
			}
		}
		if _, ok := r.PeakBytes["participant"]; !ok {
			t.Errorf("%s: memory is missing", scheme)
		}
	}
	for _, name := range []string{float32Name, packedName, idealName} {
		if r := find(rows, name, 3, 300); r == nil || r.Kind != kindBaseline || r.UplinkBytes == nil {
			t.Errorf("%s is missing", name)
		}
	}
}

// The uplinks that were promised, everything included, at 1 Mi values of 16
// bits. Two contributions are enough for the sizes.
func TestUplink(t *testing.T) {
	for n, most := range map[int]float64{2: 0.56, 8: 0.64, 64: 0.78, 1000: 0.96} {
		if testing.Short() && n > 2 {
			continue
		}
		one, err := contend(secagg.OneTimeHE, cell{n, 1 << 20, 16}, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		r := one.row
		ratio := *r.UplinkBitsPerValue / 32
		t.Logf("n = %d: %d bytes, of them %d in no chunk: %.4f × float32", n, *r.UplinkBytes, *r.FixedBytes, ratio)
		if ratio > most {
			t.Errorf("n = %d: %.4f × float32, at most %.2f", n, ratio, most)
		}
	}
}

// What a row counts is what travels: message by message the same as in a real
// run over TLS.
func TestTrafficIsThatOfARun(t *testing.T) {
	const rounds = 3
	c := cell{2, 2000, 16}
	for _, scheme := range []secagg.Scheme{secagg.OneTimeHE, secagg.Plaintext} {
		done, err := runRounds(c, string(scheme), rounds, 0)
		if err != nil {
			t.Fatal(err)
		}
		w, err := newWorld(scheme, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.gather(time.Minute); err != nil {
			t.Fatal(err)
		}
		up, down, err := w.traffic()
		if err != nil {
			t.Fatal(err)
		}
		for direction, messages := range map[ledger.Direction][]protocol.Message{ledger.Received: up, ledger.Sent: down} {
			counted := make(map[protocol.Kind]int64)
			for _, m := range messages {
				total, _, err := sizes([]protocol.Message{m})
				if err != nil {
					t.Fatal(err)
				}
				counted[m.Kind()] += int64(total)
			}
			for _, n := range done.Counts {
				if n.Peer != id(0) || n.Direction != direction || session(n.Kind) || n.Kind == protocol.KindReady {
					continue
				}
				// Numbers of rounds, sizes of ledgers and names of phases differ in
				// length. The first round has no acks before it, and the last no
				// key for a next one.
				each, least := float64(n.Bytes)/rounds, 1.0
				if n.Kind == protocol.KindOpen || n.Kind == protocol.KindAck {
					least = (rounds - 1.0) / rounds
				}
				slack := 96.0
				if n.Kind == protocol.KindResult {
					slack = 400 // the proof from a ledger of a thousand events
				}
				if want := float64(counted[n.Kind]); each < least*want-slack || each > want+slack {
					t.Errorf("%s: %s takes %.0f bytes in a run, counted %.0f", scheme, n.Kind, each, want)
				}
				delete(counted, n.Kind)
			}
			if len(counted) > 0 {
				t.Errorf("%s: counted but not in a run: %v", scheme, counted)
			}
		}
	}
}

// Rounds of float32, which checks its own sums, over a link that is shaped.
func TestShapedRound(t *testing.T) {
	c, rate := cell{2, 20000, 16}, 8e6
	done, err := runRounds(c, float32Name, 2, rate)
	if err != nil {
		t.Fatal(err)
	}
	// Up and down, less what may pass at once.
	least := 2 * (4*float64(c.values) - burst) * 8 / rate
	if done.Rounds[1] < least {
		t.Errorf("a round took %.3f s, over this link it takes at least %.3f s", done.Rounds[1], least)
	}
}

func TestMissingPeersAreARow(t *testing.T) {
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	r := newRun(&out, io.Discard)
	if err := r.peers(&secaggFlags{values: []int{300}, bits: 16}); err != nil {
		t.Fatal(err)
	}
	rows, err := readRows(&out)
	if err != nil || len(rows) != 1 || rows[0].Kind != kindPeer || !strings.Contains(rows[0].Note, peersSetUp) {
		t.Errorf("%v, %+v", err, rows)
	}
}

// A peer's line, with set-up once and peaks of whole processes.
func TestPeerRow(t *testing.T) {
	var p peerRow
	line := `{"scheme":"x","participants":4,"values":1000,"bits":16,"encrypt_seconds":2,"uplink_bytes":5000,"downlink_bytes":6000,"setup_uplink_bytes":1000,
		"setup_downlink_bytes":2000,"setup_repeated":"once","load":2.5,"peak_bytes":{"participant":50},"idle_bytes":{"participant":20},"machine":{"processor":"p"},"trust":"t","repeats":3,"cpu_encrypt_seconds":1}`
	if err := json.Unmarshal([]byte(line), &p); err != nil {
		t.Fatal(err)
	}
	r := p.adopt()
	if r.Kind != kindPeer || *r.UplinkBytes != 4000 || *r.DownlinkBytes != 4000 || *r.UplinkBitsPerValue != 32 || r.PeakBytes["participant"] != 30 || r.Repetitions != 3 || *r.EncryptSeconds != 2 || r.rateProcessor(encryptStep) != 0.001 || r.Load == nil || *r.Load != 2.5 {
		t.Errorf("%+v", r)
	}
	p = peerRow{Reason: "no wheel"}
	if r := p.adopt(); !strings.Contains(r.Note, "no wheel") || r.Trust == "" {
		t.Errorf("%+v", r)
	}
}

// README.md and the charts are what the committed results make.
func TestReadmeMatchesResults(t *testing.T) {
	made, err := render(resultFile, ".")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the results give (%v): go run ./bench readme", name, err)
		}
	}
}

// Every field of a row is explained in README.md.
func TestFieldsAreDocumented(t *testing.T) {
	text, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	names := fields
	for i := range reflect.TypeFor[row]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[row]().Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	for _, name := range names {
		if !regexp.MustCompile("(?m)^\\| .*`" + name + "`").Match(text) {
			t.Errorf("README.md does not explain %s", name)
		}
	}
}

func TestFlags(t *testing.T) {
	for _, bad := range []string{"-participants 1", "-participants x", "-values 0", "-bits 60", "-schemes rot13", "-repetitions 0", "-readme", "more"} {
		if err := secaggCommand(strings.Fields(bad), io.Discard, io.Discard); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
	var help bytes.Buffer
	for _, asked := range []string{"-h", "--help"} {
		help.Reset()
		if err := command([]string{asked}, &help, io.Discard); err != nil || !strings.Contains(help.String(), "go run ./bench secagg") {
			t.Errorf("%s: %v, %s", asked, err, &help)
		}
	}
	help.Reset()
	if err := command(nil, io.Discard, &help); !errors.Is(err, errUsage) || !strings.Contains(help.String(), "go run ./bench secagg") {
		t.Errorf("no arguments: %v, %s", err, &help)
	}
	if err := secaggCommand([]string{"-h"}, io.Discard, &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-participants") {
		t.Errorf("secagg -h: %v", err)
	}
}

// Figures are judged as they should be.
func TestFigures(t *testing.T) {
	good := row{Scheme: "one-time-he", Kind: kindScheme, Participants: 2, Values: 1 << 20, EncryptSeconds: float(0.02), AddSeconds: float(0.001), DecryptSeconds: float(0.1),
		UplinkBitsPerValue: float(17)}
	slow := row{Scheme: "direct-ckks", Kind: kindScheme, Participants: 2, Values: 1 << 20, EncryptSeconds: float(2)}
	verdicts := ""
	for _, f := range figures([]row{good, slow}) {
		verdicts += fmt.Sprintln(f.verdict)
	}
	timed := ", provisional (load not recorded)"
	want := fmt.Sprintln(met) + strings.Repeat(fmt.Sprintln(notMeasured), 3) + fmt.Sprintln(met+timed) + fmt.Sprintln(met+timed) + fmt.Sprintln(notMeasured) + fmt.Sprintln(met+timed) + fmt.Sprintln(missed+timed) + fmt.Sprintln(notMeasured)
	if verdicts != want {
		t.Errorf("got\n%swant\n%s", verdicts, want)
	}
}
