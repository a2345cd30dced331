// Command pull is a training program in Go for client run --trainer, as small as
// one can be: it has no rows and pulls every parameter half the way to a number.
// docs/trainer.md describes the frames. Tests have it crash or hang.
package main

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"time"
)

func main() {
	target := flag.Float64("target", 1, "number that parameters are pulled to")
	rows := flag.Uint64("rows", 1, "number of rows that it says it has")
	crash := flag.Uint64("crash", 0, "end with status 7 in this round")
	hang := flag.Uint64("hang", 0, "never answer in this round")
	unless := flag.String("unless", "", "do neither if this file is there")
	mark := flag.Bool("mark", false, "make that file when crashing")
	flag.Parse()
	order := binary.LittleEndian
	for {
		kind, content := read()
		switch kind {
		case 1: // hello
			var hello struct{ Parameters uint32 }
			if err := json.Unmarshal(content, &hello); err != nil {
				fail(1, "%v", err)
			}
			write(2, order.AppendUint32(order.AppendUint32(nil, 1), hello.Parameters))
		case 3: // train
			_, there := os.Stat(*unless)
			switch round := uint64(order.Uint32(content)); {
			case there == nil:
			case round == *hang:
				fmt.Fprintln(os.Stderr, "waiting for a file that never comes")
				time.Sleep(math.MaxInt64)
			case round == *crash:
				if *mark {
					os.WriteFile(*unless, nil, 0o600)
				}
				fail(7, "out of memory")
			}
			answer := order.AppendUint64(content[:4:4], *rows)
			answer = order.AppendUint64(answer, math.Float64bits(*target))
			for p := content[4:]; len(p) > 0; p = p[4:] {
				v := math.Float32frombits(order.Uint32(p))
				answer = order.AppendUint32(answer, math.Float32bits(v+(float32(*target)-v)/2))
			}
			write(4, answer)
		case 5: // evaluate: the distance of the first parameter
			v := math.Float32frombits(order.Uint32(content[5:]))
			answer := order.AppendUint64(content[:5:5], *rows)
			write(6, order.AppendUint64(answer, math.Float64bits(math.Abs(float64(v)-*target))))
		default: // goodbye
			return
		}
	}
}

// read gives one frame, or ends the program when the client has ended.
func read() (kind byte, content []byte) {
	var head [5]byte
	if _, err := io.ReadFull(os.Stdin, head[:]); err != nil {
		os.Exit(0)
	}
	content = make([]byte, binary.LittleEndian.Uint32(head[:])-1)
	if _, err := io.ReadFull(os.Stdin, content); err != nil {
		os.Exit(0)
	}
	return head[4], content
}

func write(kind byte, content []byte) {
	head := append(binary.LittleEndian.AppendUint32(nil, uint32(1+len(content))), kind)
	if _, err := os.Stdout.Write(append(head, content...)); err != nil {
		fail(1, "%v", err)
	}
}

func fail(status int, format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(status)
}
