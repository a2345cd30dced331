package walkthrough

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a step may take on a busy machine. Nothing waits for it
// unless something is wrong.
const patience = 30 * time.Second

// port is what the documents say, on this machine; the tests use one that is free.
const port = "7443"

// machines is a home directory with a folder for each machine, and what runs in
// them.
type machines struct {
	*testing.T
	document, home string
	free           string // port
	environment    []string
	running        map[string]*terminal
}

func newMachines(t *testing.T, document, language string) *machines {
	t.Helper()
	m := &machines{T: t, document: document, home: t.TempDir(), running: map[string]*terminal{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.free = strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// Another home for what is written there, but Go's own folders as they are.
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "HOME" && name != "LANG" && !strings.HasPrefix(name, "LC_") {
			m.environment = append(m.environment, v)
		}
	}
	m.environment = append(m.environment, "HOME="+m.home, "LANG="+language)
	if config, err := os.UserConfigDir(); err == nil { // the go command writes there after it has ended
		m.environment = append(m.environment, "XDG_CONFIG_HOME="+config)
	}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOENV"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		m.environment = append(m.environment, name+"="+strings.TrimSpace(string(value)))
	}
	return m
}

// folder is where the commands of a place are typed. One machine's commands may
// name nothing outside its folder; the courier's move files between them.
func (m *machines) folder(s step) string {
	walk := filepath.Join(m.home, "samband-walk")
	switch s.place {
	case "sources":
		return filepath.Join("..", "..")
	case "courier":
		return walk
	}
	if strings.Contains(s.command, "..") || strings.Contains(s.command, "~") || regexp.MustCompile(`[\s"'=]/`).MatchString(s.command) {
		m.Fatalf("%s:%d: commands at %s reach outside its folder:\n%s", m.document, s.line, s.place, s.command)
	}
	return filepath.Join(walk, s.place)
}

// expression is that of output as it is printed here, with the free port.
func (m *machines) expression(text string) string {
	return expression(strings.ReplaceAll(text, port, m.free))
}

// terminal is a shell with the commands of one block, and what appears.
type terminal struct {
	step
	expected string // regular expression of all output so far
	ended    chan struct{}
	err      error // once ended

	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // gets a value when text grows
}

// Write adds what the program printed.
func (p *terminal) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.text.Write(b)
	select {
	case p.changed <- struct{}{}:
	default:
	}
	return n, err
}

// printed is all that appeared so far. The programs keep numbers together with
// no-break spaces, which nobody sees in a document.
func (p *terminal) printed() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.ReplaceAll(p.text.String(), "\u00a0", " ")
}

// begin types a block at its machine.
func (m *machines) begin(s step) *terminal {
	m.Helper()
	if m.running[s.place] != nil {
		m.Fatalf("%s:%d: the program left running at %s has not ended", m.document, s.line, s.place)
	}
	p := &terminal{step: s, ended: make(chan struct{}), changed: make(chan struct{}, 1)}
	typed := strings.ReplaceAll(s.command, port, m.free)
	if s.running {
		typed = "exec " + typed // so that killing the shell kills the program
	}
	c := exec.Command("sh", "-e", "-c", typed)
	c.Dir, c.Env = m.folder(s), m.environment
	c.Stdout, c.Stderr = p, p // as on a terminal, in the order in which it is printed
	if err := c.Start(); err != nil {
		m.Fatal(err)
	}
	go func() {
		p.err = c.Wait()
		close(p.ended)
	}()
	m.Cleanup(func() { c.Process.Kill(); <-p.ended })
	if s.running {
		m.running[s.place] = p
	}
	return p
}

// end waits until the program has ended well and has printed what is expected,
// and nothing else.
func (m *machines) end(p *terminal, line int) {
	m.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		m.fail(p, line, fmt.Sprintf("does not end within %s", patience))
	}
	if p.err != nil {
		m.fail(p, line, p.err.Error())
	}
	if !regexp.MustCompile("^(?:" + p.expected + ")$").MatchString(p.printed()) {
		m.fail(p, line, "prints something else than the document says")
	}
}

// see waits until a program that is left running has printed what is expected.
func (m *machines) see(p *terminal, line int) {
	m.Helper()
	begins := regexp.MustCompile("^(?:" + p.expected + ")")
	limit := time.After(patience)
	for !begins.MatchString(p.printed()) {
		select {
		case <-p.changed:
		case <-p.ended:
			if !begins.MatchString(p.printed()) {
				m.fail(p, line, fmt.Sprintf("ends (%v) before it prints what the document says", p.err))
			}
		case <-limit:
			m.fail(p, line, "does not print what the document says")
		}
	}
}

func (m *machines) fail(p *terminal, line int, what string) {
	m.Helper()
	m.Fatalf("%s:%d: at %s: %s\n--- typed\n%s--- expected\n%s\n--- printed\n%s", m.document, line, p.place, what, p.command, p.expected, p.printed())
}
