package main

import (
	"os"
	"strings"
	"testing"

	"samband/pkg/secagg"
)

// Of several variants at the same precision, in the same run, the fastest is
// what counts, and is named.
func TestFastestVariantCounts(t *testing.T) {
	variant := func(name string, bits int, run string, seconds float64) row {
		return row{Scheme: name, Kind: kindPeer, Participants: 4, Values: 1 << 20, Bits: bits, Run: run, EncryptSeconds: float(seconds), Load: float(0)}
	}
	rows := []row{
		{Scheme: string(secagg.OneTimeHE), Kind: kindScheme, Participants: 4, Values: 1 << 20, Bits: 16, Run: "b", EncryptSeconds: float(1), UplinkBitsPerValue: float(20), Load: float(0)},
		variant(flowers+"slow", 16, "b", 3), variant(flowers+"fast", 16, "b", 1.5),
		variant(flowers+"other-precision", 22, "b", 1), variant(flowers+"other-run", 16, "a", 1), variant("another", 16, "b", 1),
	}
	f := faster(rows, "", flowers, []int{4, 8}, 2)
	if f.got != "1.5 × flower-secagg+fast (n = 4)" || f.verdict != missed {
		t.Errorf("%q, %q", f.got, f.verdict)
	}
}

// Times that were taken on a busy machine, or at an unknown load, decide nothing
// for good; sizes do.
func TestBusyMachineIsProvisional(t *testing.T) {
	at := func(load *float64) *row { return &row{Load: load, Machine: machine{Cores: 2}} }
	for want, timed := range map[string][]*row{
		met:                                  {at(float(2))},
		met + ", provisional (busy machine)": {at(nil), at(float(2.1)), at(float(0))},
		met + ", provisional (load not recorded)": {at(float(0)), at(nil)},
	} {
		if got := judged("", "", "", true, timed...).verdict; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := judged("", "", "", true).verdict; got != met {
		t.Errorf("sizes: %q", got)
	}
}

// A peer's step that touches no value is no step, its release is one however
// short it is.
func TestNothingDoneIsNoStep(t *testing.T) {
	p := peerRow{row: row{Values: 1 << 20, EncryptSeconds: float(5e-4), ShareSeconds: float(4e-5), DecryptSeconds: float(2.8e-5)}}
	r := p.adopt()
	if *r.EncryptSeconds == 0 || *r.ShareSeconds == 0 || speedCell(r, decryptStep) != "–" {
		t.Errorf("%v, %v, %v", *r.EncryptSeconds, *r.ShareSeconds, *r.DecryptSeconds)
	}
}

// The committed results have a row for each scheme and baseline with each number
// of participants: figures, or why there are none.
func TestEverySettingHasARow(t *testing.T) {
	rows := committed(t)
	names := []string{float32Name, packedName, idealName}
	for _, s := range secagg.Schemes() {
		names = append(names, string(s))
	}
	text := tables(rows)
	for _, n := range participantsOf(rows) {
		for _, name := range names {
			has := false
			for _, r := range compared(rows) {
				has = has || r.Scheme == name && r.Participants == n && (r.UplinkBitsPerValue != nil || strings.HasPrefix(r.Note, "not measured: ") && strings.Contains(text, r.Note+" |"))
			}
			if !has {
				t.Errorf("%s with %d participants has neither figures nor a reason", name, n)
			}
		}
	}
}

func committed(t *testing.T) []row {
	f, err := os.Open(resultFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := readRows(f)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
