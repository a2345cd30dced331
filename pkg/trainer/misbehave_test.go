package trainer

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asTrainer as the first argument makes this test program a training program
// that behaves as the second says.
const asTrainer = "as-trainer"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == asTrainer {
		behave(os.Args[2], os.Args[3:])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// command starts this test program as a trainer.
func command(t *testing.T, behaviour string, arguments ...string) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{self, asTrainer, behaviour}, arguments...)
}

// frame is one that the program here reads or writes: the other side of conn,
// written apart from it.
type frame struct {
	kind    byte
	content []byte
}

func readFrame() frame {
	head := make([]byte, 5)
	if _, err := io.ReadFull(os.Stdin, head); err != nil {
		os.Exit(0) // the other side has ended
	}
	f := frame{head[4], make([]byte, order.Uint32(head)-1)}
	if _, err := io.ReadFull(os.Stdin, f.content); err != nil {
		os.Exit(0)
	}
	return f
}

func (f frame) bytes() []byte {
	return append(append(order.AppendUint32(nil, uint32(1+len(f.content))), f.kind), f.content...)
}

func (f frame) write() { os.Stdout.Write(f.bytes()) }

// update answers with the parameters, each changed, and 10 rows.
func update(request frame, change func(i int, v float32) float32) frame {
	b := append([]byte{}, request.content[:4]...)
	b = order.AppendUint64(b, 10)
	b = order.AppendUint64(b, math.Float64bits(0.5))
	for i, rest := 0, request.content[4:]; len(rest) > 0; i, rest = i+1, rest[4:] {
		b = order.AppendUint32(b, math.Float32bits(change(i, math.Float32frombits(order.Uint32(rest)))))
	}
	return frame{4, b}
}

// hang does not return before the process is ended.
func hang() { time.Sleep(math.MaxInt64) }

// first tells whether this is the first process that asks for the name in the
// directory.
func first(dir, name string) bool {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// behave is the training program.
func behave(behaviour string, arguments []string) {
	switch behaviour {
	case "hang-at-start":
		hang()
	case "crash-at-start":
		fmt.Fprintln(os.Stderr, "cannot open the table")
		os.Exit(3)
	case "grandchild":
		hold(arguments[0])
		return
	}
	h := readFrame()
	var hello Hello
	if json.Unmarshal(h.content, &hello) != nil || h.kind != 1 {
		os.Exit(9)
	}
	version, parameters := uint32(1), uint32(hello.Parameters)
	switch behaviour {
	case "other-version":
		version = 2
	case "other-model":
		parameters++
	case "prints":
		fmt.Println("Loading the model ...")
	}
	frame{2, order.AppendUint32(order.AppendUint32(nil, version), parameters)}.write()
	one := func(_ int, v float32) float32 { return v + 1 }
	set := func(at int, to float64) func(int, float32) float32 {
		return func(i int, v float32) float32 {
			if i == at {
				return float32(to)
			}
			return v
		}
	}
	for {
		r := readFrame()
		if r.kind == 7 {
			if len(arguments) > 0 {
				first(arguments[0], "goodbye")
			}
			return
		}
		var answer frame
		if r.kind == 3 {
			answer = update(r, one)
		} else {
			b := append(append([]byte{}, r.content[:5]...), order.AppendUint64(nil, 7)...)
			answer = frame{6, order.AppendUint64(b, math.Float64bits(0.25))}
		}
		switch behaviour {
		case "good":
			fmt.Fprintln(os.Stderr, "trained from", len(r.content), "bytes")
		case "crash":
			fmt.Fprintln(os.Stderr, "Traceback\nMemoryError: 12 GB")
			os.Exit(7)
		case "crash-once":
			if first(arguments[0], "crashed") {
				os.Stdout.Write(answer.bytes()[:20])
				os.Exit(7)
			}
		case "crash-after":
			answer.write()
			if first(arguments[0], "crashed") {
				os.Exit(0)
			}
			continue
		case "hang":
			hang()
		case "hang-once":
			if first(arguments[0], "hung") {
				hang()
			}
		case "half":
			os.Stdout.Write(answer.bytes()[:30])
			hang()
		case "nan":
			answer = update(r, set(1, math.NaN()))
		case "infinite":
			answer = update(r, set(2, math.Inf(-1)))
		case "beyond":
			answer = update(r, set(0, -101))
		case "nan-loss":
			order.PutUint64(answer.content[12:], math.Float64bits(math.NaN()))
		case "short":
			answer.content = answer.content[:len(answer.content)-4]
		case "long":
			answer.content = append(answer.content, 0, 0, 0, 0)
		case "huge":
			os.Stdout.Write([]byte{255, 255, 255, 255, 4})
			hang()
		case "no-rows":
			order.PutUint64(answer.content[4:], 0)
		case "many-rows":
			order.PutUint64(answer.content[4:], math.MaxUint64)
		case "other-round":
			answer.content[0]++
		case "other-kind":
			answer.kind = 6
		case "garbage":
			os.Stdout.Write([]byte{200, 201, 202, 203, 204, 205})
		case "floods":
			for {
				os.Stdout.Write(answer.bytes())
			}
		case "says":
			answer = frame{8, []byte("no rows for\tÅmål")}
		case "says-too-much":
			answer = frame{8, make([]byte, 5000)}
		case "talks":
			fmt.Fprint(os.Stderr, strings.Repeat("x", 100_000)+"\n"+strings.Repeat("y\n", 5000)+"last\xff")
		case "environment":
			fmt.Fprintln(os.Stderr, strings.Join(os.Environ(), " "))
			os.Exit(1)
		case "leaves-one":
			c := exec.Command(os.Args[0], asTrainer, "grandchild", arguments[0])
			c.Stderr = os.Stderr
			out, err := c.StdoutPipe()
			if err != nil || c.Start() != nil {
				os.Exit(8)
			}
			out.Read(make([]byte, 1)) // it holds the lock
			os.Exit(7)
		}
		answer.write()
	}
}
