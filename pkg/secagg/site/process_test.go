package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
	"samband/pkg/vector"
)

// roleVariable makes this test's program play one role, in a process of its
// own, whose memory is measured.
const roleVariable = "SAMBAND_TEST_ROLE"

func TestMain(m *testing.M) {
	play, ok := map[string]func(*line) error{"participant": playParticipant, "coordinator": playCoordinator, "thousand": playThousand}[os.Getenv(roleVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := play(&line{json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// job is what a role is told first.
type job struct {
	Scheme       secagg.Scheme
	Participants int
	Values       int
	Index        int    // of the participant
	Dir          string // for bodies and the sum
}

// outcome is what a role says last.
type outcome struct {
	Peak  int // bytes of memory, everything included
	Exact bool
}

// line carries JSON between a role and the test.
type line struct {
	in  *json.Decoder
	out *json.Encoder
}

// role is the other end of it.
type role struct {
	line
	t *testing.T
}

func startRole(t *testing.T, name string, j job) *role {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), roleVariable+"="+name)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := c.Wait(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	r := &role{line{json.NewDecoder(out), json.NewEncoder(in)}, t}
	r.tell(j)
	return r
}

func (r *role) tell(v any) {
	r.t.Helper()
	if err := r.out.Encode(v); err != nil {
		r.t.Fatal(err)
	}
}

func (r *role) hear(v any) {
	r.t.Helper()
	if err := r.in.Decode(v); err != nil {
		r.t.Fatal(err)
	}
}

// valueOf is a number that every process can compute.
func valueOf(party, index int) uint64 {
	return uint64(index*2654435761+party*40503) >> 7 & 0xffff
}

// open prepares the role's attempt.
func (j job) open() (*world, error) {
	l := vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: j.Values, Bits: 16, Clip: 1}}}
	return emptyWorld(j.Scheme, j.Participants, 2, l)
}

func playParticipant(l *line) error {
	var j job
	if err := l.in.Decode(&j); err != nil {
		return err
	}
	w, err := j.open()
	if err != nil {
		return err
	}
	key, err := seal.NewKey()
	if err != nil {
		return err
	}
	self := secagg.Member{ID: fmt.Sprintf("site-%d", j.Index+1), Point: j.Index + 1, Key: key.Public()}
	var members []secagg.Member
	if err := errors.Join(l.out.Encode(self), l.in.Decode(&members)); err != nil {
		return err
	}
	source := func(from int, dst []uint64) error {
		for i := range dst {
			dst[i] = valueOf(j.Index, from+i)
		}
		return nil
	}
	body, err := os.Create(j.body(j.Index))
	if err != nil {
		return err
	}
	offer, err := w.scheme.Offer(w.round, self, members)
	if err != nil {
		return err
	}
	err = errors.Join(l.out.Encode(secagg.Offered{ID: self.ID, Public: offer.Public}), l.in.Decode(&w.round.Offered))
	if err != nil {
		return err
	}
	err = w.scheme.Protect(w.round, offer, source, w.group, func(_ int, b []byte) error {
		_, err := body.Write(b)
		return err
	})
	if err := errors.Join(err, body.Close()); err != nil {
		return err
	}
	closing := Closing{Own: offer}
	for i := range j.Participants {
		closing.Set = append(closing.Set, fmt.Sprintf("site-%d", i+1))
	}
	if err := errors.Join(l.out.Encode(offer.Shares), l.in.Decode(&closing.Shares)); err != nil {
		return err
	}
	release := secagg.Release{From: self.ID, Point: self.Point}
	if j.Scheme != secagg.Plaintext {
		if release.Sealed, err = w.scheme.Release(w.round, self, key, closing, w.group); err != nil {
			return err
		}
	}
	var releases []secagg.Release
	if err := errors.Join(l.out.Encode(release), l.in.Decode(&releases)); err != nil {
		return err
	}
	sum, err := os.Open(j.sum())
	if err != nil {
		return err
	}
	defer sum.Close()
	exact, next := true, 0
	_, err = w.scheme.Open(w.round, releases, closing.Set, w.chunksOf(sum), w.group, func(from int, sums []uint64) error {
		for i, v := range sums {
			want := uint64(0)
			for party := range j.Participants {
				want += valueOf(party, from+i)
			}
			exact = exact && v == want && from == next
		}
		next = from + len(sums)
		return nil
	})
	return errors.Join(err, l.out.Encode(outcome{peakMemory(), exact && next == j.Values}))
}

// playCoordinator adds in memory, one contribution after another.
func playCoordinator(l *line) error {
	var j job
	if err := l.in.Decode(&j); err != nil {
		return err
	}
	w, err := j.open()
	if err != nil {
		return err
	}
	form, err := hub.New(j.Scheme, w.round.Chunks)
	if err != nil {
		return err
	}
	total, err := form.Total()
	if err != nil {
		return err
	}
	for party := range j.Participants {
		body, err := os.Open(j.body(party))
		if err != nil {
			return err
		}
		read := w.chunksOf(body)
		for chunk := range w.round.Chunks {
			b, err := read(chunk)
			if err == nil {
				err = total.Add(chunk, b)
			}
			if err != nil {
				return err
			}
		}
		body.Close()
	}
	sum, err := os.Create(j.sum())
	if err != nil {
		return err
	}
	for chunk := range w.round.Chunks {
		b, err := total.Chunk(chunk)
		if err == nil {
			_, err = sum.Write(b)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(sum.Close(), l.out.Encode(outcome{peakMemory(), true}))
}

func (j job) body(party int) string { return filepath.Join(j.Dir, fmt.Sprint("body-", party)) }
func (j job) sum() string           { return filepath.Join(j.Dir, "sum") }

// chunksOf reads the chunks of a body from a file, in order.
func (w *world) chunksOf(f io.Reader) func(int) ([]byte, error) {
	return func(chunk int) ([]byte, error) {
		b := make([]byte, w.name.BodySize(w.round.Chunks[chunk]))
		_, err := io.ReadFull(f, b)
		return b, err
	}
}

// bodyBytes is the length of a contribution, and of the sum.
func bodyBytes(s secagg.Scheme, shapes []residue.Shape) int {
	total := 0
	for _, shape := range shapes {
		total += s.BodySize(shape)
	}
	return total
}

// peakMemory is the most memory that this process ever had: what the kernel
// counted where it says so, else what the Go runtime took.
func peakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err == nil {
		if _, after, ok := strings.Cut(string(status), "VmHWM:"); ok {
			var kib int
			if _, err := fmt.Sscan(after, &kib); err == nil {
				return kib << 10
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.Sys)
}
