package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/metadata"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

func TestStrangerIsRefused(t *testing.T) {
	r := start(t, "north")
	stranger := newKey(t)
	inside := r.keys["north"]
	r.keys["north"] = stranger // what the stranger believes
	cfg := r.config("north")
	r.keys["north"] = inside
	r.refused(cfg, r.address, "connecting to hub at "+r.address, "refused this party's key", stranger.Public().String(), "compare the two agreements")
	line := r.log.line(t, "is not in the agreement")
	contains(t, line, stranger.Public().String(), "remote=127.0.0.1:")
	r.wantEvent("connection", "stranger")
	if n := r.server.Connected(); len(n) != 0 {
		t.Errorf("connected: %v", n)
	}
	r.join("north")
}

func TestWrongServerKeyIsRefused(t *testing.T) {
	r := start(t, "north")
	cfg := r.config("north")
	delete(cfg.Roster, r.keys[hub].Public())
	expected := newKey(t).Public()
	cfg.Roster[expected] = hub
	e := r.refused(cfg, r.address, "has another key than hub in the agreement", r.keys[hub].Public().String(), expected.String(), "check the address")
	if e.Retry {
		t.Error("trying again is said to help")
	}
	r.log.line(t, "the TLS handshake failed")
}

func TestPlaintextClientIsRefused(t *testing.T) {
	r := start(t, "north")
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: hub\r\n\r\n")
	conn.(*net.TCPConn).CloseWrite()
	r.log.line(t, "it does not speak TLS")
	r.wantEvent("connection", "not-tls")
	r.join("north")
}

// A flood of connections that say nothing must neither hold up others, nor
// the end, nor cost more than its bound: the oldest give way.
func TestSilentClients(t *testing.T) {
	r := start(t, "north")
	var oldest net.Conn
	for i := range maxPending + 1 {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i == 0 {
			oldest = conn
		}
	}
	r.join("north")
	oldest.SetReadDeadline(time.Now().Add(patience))
	if _, err := oldest.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the oldest was kept")
	}
}

// Whoever proves a key and then opens connection after connection is stopped.
func TestConnectionsOfOneParty(t *testing.T) {
	r := start(t, "north")
	config, err := identity.ClientTLS(r.keys["north"], r.keys[hub].Public())
	if err != nil {
		t.Fatal(err)
	}
	config.NextProtos = []string{"h2"}
	for range maxOpen + 1 {
		conn, err := tls.Dial("tcp", r.address, config)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	r.log.line(t, "north has 4 connections already")
}

func TestOpeningMustAgree(t *testing.T) {
	other := digest.Of([]byte("another agreement"))
	for _, c := range []struct {
		name           string
		change         func(*Config)
		client, server []string
		note           string
	}{
		{"agreement", func(c *Config) { c.Agreement = other },
			[]string{"hub runs agreement " + agreed.String(), "this party " + other.String(), "compare the two files"},
			[]string{"north runs agreement " + other.String(), "this party " + agreed.String()}, "agreement"},
		{"mode", func(c *Config) { c.Mode = protocol.Rehearsal },
			[]string{`hub runs in mode "real"`, `this party in mode "rehearsal"`},
			[]string{`mode \"rehearsal\"`}, "prefix"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, "north")
			cfg := r.config("north")
			c.change(&cfg)
			r.refused(cfg, r.address, c.client...)
			contains(t, r.log.line(t, "refused a connection"), c.server...)
			r.wantEvent("connection", c.note)
		})
	}
}

func TestOtherVersion(t *testing.T) {
	cfg := Config{Agreement: agreed, Mode: protocol.Real}
	said := cfg.opening()
	said.Set(openVersion, "2")
	code, line := cfg.mismatch(said, "hub")
	contains(t, line.String(), `hub speaks protocol version "2", this program version 1`)
	if code != protocol.CodeVersion {
		t.Errorf("code %q", code)
	}
	if code, _ := cfg.mismatch(cfg.opening(), "hub"); code != "" {
		t.Errorf("its own opening is refused: %q", code)
	}
	said = cfg.opening()
	said.Set(openAgreement, "\x1b[2J")
	_, line = cfg.mismatch(said, "hub")
	contains(t, line.String(), `hub runs agreement "\x1b[2J"`)
}

func TestUnreachable(t *testing.T) {
	r := start(t, "north")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := free.Addr().String()
	free.Close()
	speaks := func(s string) string {
		return silent(t, func(c net.Conn) {
			io.WriteString(c, s)
			io.Copy(io.Discard, c)
		})
	}
	hangsUp := silent(t, func(c net.Conn) { c.Read(make([]byte, 1)) })
	for _, c := range []struct {
		name, address string
		want          string
		retry         bool
	}{
		{"nobody listens", nobody, "connection refused; is the coordinator running", true},
		{"no such name", "hub.invalid:7443", `the name "hub.invalid" does not resolve`, true},
		{"no port", "localhost", "write the address as host:port", false},
		{"no TLS", speaks("220 mail.example ESMTP\r\n"), "does not speak TLS; check the port", false},
		{"hangs up", hangsUp, "hung up during the TLS handshake", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if e := r.refused(r.config("north"), c.address, "connecting to hub at", c.want); e.Retry != c.retry {
				t.Errorf("retry is %v: %v", e.Retry, e)
			}
		})
	}
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	r := start(t, "north")
	ctx, cancel := context.WithCancel(context.Background())
	address := silent(t, func(c net.Conn) {
		cancel() // the client is connected and waits for a handshake
		io.Copy(io.Discard, c)
	})
	_, err := Dial(ctx, address, r.config("north"), hub)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	contains(t, err.Error(), "connecting to hub at "+address)
}

func TestListenErrors(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for address, want := range map[string]string{
		l.Addr().String():  "another program uses this port",
		"hub.invalid:7443": `no address of the name "hub.invalid"`,
	} {
		_, err := Listen(address)
		if err == nil {
			t.Fatal("listening")
		}
		contains(t, err.Error(), address, want)
	}
}

func TestConfigIsChecked(t *testing.T) {
	r := start(t, "north")
	for want, change := range map[string]func(*Config){
		"no identity key":    func(c *Config) { c.Key = nil },
		"no ledger":          func(c *Config) { c.Ledger = nil },
		"no limits":          func(c *Config) { c.Limits.Bytes = nil },
		"gives north anothe": func(c *Config) { c.Key = newKey(t) },
		"names no key of":    func(c *Config) { delete(c.Roster, r.keys[hub].Public()) },
	} {
		cfg := r.config("north")
		change(&cfg)
		_, err := Dial(context.Background(), r.address, cfg, hub)
		if err == nil {
			t.Fatalf("connected without %s", want)
		}
		contains(t, err.Error(), want)
	}
}

// A clock that is hours off is worth a warning, and nothing more.
func TestClocksFarApart(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for said, warned := range map[string]bool{
		"2026-11-24T12:04:00Z": false,
		"2026-11-24T15:00:00Z": true,
		"2026-11-24T09:00:00Z": true,
		"yesterday":            false,
		"":                     false,
	} {
		var log bytes.Buffer
		cfg := Config{Log: slog.New(slog.NewTextHandler(&log, nil))}
		cfg.compareClocks(metadata.Pairs(openClock, said), "hub", now)
		if got := strings.Contains(log.String(), "clock"); got != warned {
			t.Errorf("%q: warned %v, want %v: %s", said, got, warned, log.String())
		}
	}
}

// A program that is ending may accept a connection and drop it.
func TestResetWhileConnecting(t *testing.T) {
	err := dialError("hub", "hub.example:7443", &net.OpError{Op: "dial", Err: connectionReset})
	if text := err.Error(); !err.Retry || strings.Contains(text, "dial") || !strings.Contains(text, "dropped it") {
		t.Errorf("%v, retry %v", err, err.Retry)
	}
}
