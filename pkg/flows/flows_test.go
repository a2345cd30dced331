package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/bundle"
	"samband/pkg/transport"
)

var moment = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// run is a bundle with a connection of each of two participants; north's
// address is translated on the way.
func run() *bundle.Bundle {
	b := &bundle.Bundle{Agreement: &agreement.Agreement{Coordinator: agreement.Coordinator{ID: "hub"}}}
	hub := &bundle.Part{Party: "hub"}
	for i, id := range []string{"north", "south"} {
		up, down := transport.Measured{TCP: 1_000_000, HTTP2: 990_000}, transport.Measured{TCP: 3_000_000, HTTP2: 2_980_000}
		c := transport.Connection{ID: id, Peer: "hub", Local: fmt.Sprintf("10.0.%d.5:40000", i), Remote: "192.0.2.9:7443", Opened: moment, Closed: moment.Add(time.Minute), Sent: up, Received: down}
		b.Parts = append(b.Parts, &bundle.Part{Party: "north", Connections: []bundle.Connection{{Line: 1, Connection: c}}})
		c.Peer, c.Local, c.Remote, c.Sent, c.Received = "north", "192.0.2.9:7443", fmt.Sprintf("198.51.100.%d:5%d000", i, i), down, up
		hub.Connections = append(hub.Connections, bundle.Connection{Line: i + 1, Connection: c})
	}
	b.Parts[1].Party = "south"
	b.Parts = append(b.Parts, hub)
	return b
}

const names = "time,source,source_port,destination,port,bytes_out,bytes_in,packets_out,packets_in\n"

func compare(t *testing.T, text string) *Result {
	t.Helper()
	all, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return Compare(run(), all)
}

func TestFlowsFit(t *testing.T) {
	for name, text := range map[string]string{
		"with packets":       names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n",
		"without":            "time,source,destination,port,bytes_out,bytes_in\n2026-11-25T12:00:00Z,10.0.0.5,192.0.2.9,7443,1052000,3104000\n",
		"in pieces":          names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1000000,104000,900,100\n2026-11-25T12:00:30Z,10.0.0.5,40000,192.0.2.9,7443,52000,3000000,100,1900\n",
		"translated":         names + "2026-11-25T12:00:00Z,198.51.100.0,50000,192.0.2.9,7443,1052000,3104000,1000,2000\n",
		"one direction":      names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,0,1000,0\n2026-11-25T12:00:00Z,192.0.2.9,7443,10.0.0.5,40000,3104000,0,2000,0\n",
		"mapped to IPv6":     names + "2026-11-25T12:00:00Z,::ffff:10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n",
		"others besides":     names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n2026-11-25T12:00:00Z,10.9.9.9,1,10.8.8.8,53,10,10,1,1\n",
		"another time":       names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n2026-11-26T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,999,999,9,9\n",
		"nfdump":             "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n2026-11-25 12:00:00,2026-11-25 12:01:00,60.0,10.0.0.5,192.0.2.9,40000,7443,TCP,...,0,0,1000,1052000,2000,3104000\nSummary\nflows,bytes\n1,2\n",
		"nfdump since 1.7.5": "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n2026-11-25 12:00:00.003,59.900,TCP,10.0.0.5,40000,192.0.2.9,7443,1000,1052000,1\n2026-11-25 12:00:00.004,59.900,TCP,192.0.2.9,7443,10.0.0.5,40000,2000,3104000,1\n",
		"nfdump both ways":   "firstSeen,lastSeen,srcAddr,srcPort,dstAddr,dstPort,inPackets,inBytes,outPackets,outBytes\n2026-11-25 12:00:00.003,2026-11-25 12:01:00.003,10.0.0.5,40000,192.0.2.9,7443,1000,1052000,2000,3104000\n",
		"as Windows does":    "\ufeff" + strings.ReplaceAll(names, "\n", "\r\n") + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\r\n\r\n",
	} {
		if r := compare(t, text); r.Problems() != 0 || len(r.Compared) != 1 || r.Outside != 1 || r.Compared[0].Parties[0] != "north" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// What the ledger has and the firewall has not, and the other way round, is
// found.
func TestFlowsFind(t *testing.T) {
	fits := "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n"
	for name, c := range map[string]struct {
		text string
		says func(*Result) bool
	}{
		"bytes missing":  {names + strings.Replace(fits, "1052000", "1039000", 1), func(r *Result) bool { return r.Compared[0].Out.Missing() == 1000 }},
		"bytes besides":  {names + strings.Replace(fits, "3104000", "3300000", 1), func(r *Result) bool { return r.Compared[0].In.Extra() > 70_000 }},
		"without counts": {"time,source,destination,port,bytes_out,bytes_in\n2026-11-25T12:00:00Z,10.0.0.5,192.0.2.9,7443,999999,3104000\n", func(r *Result) bool { return r.Compared[0].Out.Missing() == 1 }},
		"a connection that no ledger has": {names + fits + "2026-11-25T12:00:10Z,10.0.0.5,40001,192.0.2.9,7443,5000,5000,10,10\n",
			func(r *Result) bool { return len(r.Unknown) == 1 && strings.Contains(r.Unknown[0].String(), "line 3") }},
		"to somewhere else": {names + fits + "2026-11-25T12:00:10Z,10.0.0.5,40001,203.0.113.1,443,5000000,5000,10,10\n",
			func(r *Result) bool {
				return len(r.Unknown) == 1 && strings.Contains(r.Unknown[0].String(), "203.0.113.1")
			}},
		"from a stranger": {names + fits + "2026-11-25T12:00:10Z,203.0.113.1,40001,192.0.2.9,7443,500,500,1,1\n", func(r *Result) bool { return len(r.Unknown) == 1 }},
	} {
		if r := compare(t, c.text); r.Problems() != 1 || !c.says(r) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// A second connection from an address that the file has must be in it.
func TestConnectionUnseenOutside(t *testing.T) {
	b := run()
	c := b.Parts[0].Connections[0]
	c.ID, c.Local = "second", "10.0.0.5:40009"
	b.Parts[0].Connections = append(b.Parts[0].Connections, c)
	all, err := Read(strings.NewReader(names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r := Compare(b, all); r.Problems() != 1 || len(r.Unseen) != 1 || !strings.Contains(r.Unseen[0].String(), "10.0.0.5 port 40009") {
		t.Errorf("%+v", r)
	}
}

// A file in which nothing of the run is shows nothing, and is no witness.
func TestNothingOfTheRun(t *testing.T) {
	for name, text := range map[string]string{
		"empty":          names,
		"other machines": names + "2026-11-25T12:00:00Z,10.9.9.9,40000,192.0.2.8,7443,1052000,3104000,1000,2000\n",
		"another hour":   names + "2026-11-25T13:30:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n",
	} {
		r := compare(t, text)
		if fit, of := r.Explained(); !r.Nothing || r.Problems() != 1 || fit != 0 || of != 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := Compare(&bundle.Bundle{Agreement: run().Agreement}, nil); r.Nothing || r.Problems() != 0 {
		t.Errorf("no connections: %+v", r)
	}
}

// What nobody's file has is not explained.
func TestExplained(t *testing.T) {
	fits := "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n"
	for text, want := range map[string][2]int{
		fits: {1, 1},
		fits + "2026-11-25T12:00:10Z,10.0.0.5,40001,203.0.113.1,443,5000000,5000,10,10\n": {1, 2},
		strings.Replace(fits, "1052000", "1", 1):                                          {0, 1},
	} {
		if fit, of := compare(t, names+text).Explained(); fit != want[0] || of != want[1] {
			t.Errorf("%d of %d, want %v:\n%s", fit, of, want, text)
		}
	}
}

// Tens of thousands of connections and of flows between the same addresses are
// compared in the time that their number explains.
func TestManyConnectionsAndFlows(t *testing.T) {
	b, names := run(), "time,source,destination,port,bytes_out,bytes_in\n"
	all := b.Parts[0].Connections
	c := all[0]
	for i := range 20_000 {
		c.ID, c.Local = fmt.Sprint(i), fmt.Sprintf("10.0.0.5:%d", 1+i%60_000)
		c.Opened, c.Closed = moment.Add(time.Duration(i)*time.Hour), moment.Add(time.Duration(i)*time.Hour+time.Minute)
		all = append(all, c)
	}
	for range 20_000 { // lines of one connection, as nobody honest writes
		c.Remote = fmt.Sprintf("192.0.2.9:%d", 1+len(all)%60_000)
		all = append(all, c)
	}
	b.Parts[0].Connections = all
	var text strings.Builder
	text.WriteString(names)
	for i := range 20_000 {
		fmt.Fprintf(&text, "%s,10.0.0.5,192.0.2.9,7443,1,1\n", moment.Add(time.Duration(i)*time.Hour).Format(time.RFC3339))
	}
	flows, err := Read(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if r := Compare(b, flows); len(r.Compared) != 1 || len(r.Compared[0].Lines) != 20_000 || len(r.Unknown) != 0 {
		t.Errorf("%d compared, %d unknown", len(r.Compared), len(r.Unknown))
	}
	t.Log(time.Since(began))
}

func TestReadRefuses(t *testing.T) {
	row := "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1,1,1,1\n"
	for text, says := range map[string]string{
		"":        "no line of names",
		"a,b,c\n": "no column time",
		strings.Replace(names, ",port,", ",", 1) + row:        "no column port",
		strings.Replace(names, "packets_in", "port", 1) + row: "the column port is there twice",
		names + strings.Replace(row, "7443", "70000", 1):      `line 2: port is "70000"`,
		names + strings.Replace(row, "10.0.0.5", "north", 1):  `source is "north"`,
		names + strings.Replace(row, "7443,1", "7443,-1", 1):  `bytes_out is "-1"`,
		names + strings.Replace(row, "2026-11-25T", "", 1):    "time is",
		"firstSeen,srcAddr,dstAddr,dstPort,packets\n":         "no column bytes_out",
		names + "x\n": "line 2:",
		names + strings.Repeat("1", maxLine+1) + "\n":          "longer than",
		names + strings.Replace(row, "7443,1", "7443,1e99", 1): "bytes_out",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60q: %v, want %q", text, err, says)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(names + "2026-11-25T12:00:00Z,10.0.0.5,40000,192.0.2.9,7443,1052000,3104000,1000,2000\n")
	f.Add("ts,te,sa,da,sp,dp,ibyt,obyt\n2026-11-25 12:00:00,,::1,fe80::1%eth0,1,2,3,4\nSummary\n")
	f.Add("firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n2026-11-25 12:00:00.003,0.9,TCP,10.0.0.5,1,192.0.2.9,7443,1,2,1\n")
	f.Add("ts,te,sa,da,sp,dp,ibyt,obyt\nNo matching flows\nSummary\n")
	f.Fuzz(func(t *testing.T, text string) {
		if all, err := Read(strings.NewReader(text)); err == nil {
			if r := Compare(run(), all); r.Flows != len(all) {
				t.Error(r)
			}
		}
	})
}
