package trainer

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// A program that neither reads nor writes is given up when the context ends,
// and not before.
func TestDeadlineInVirtualTime(t *testing.T) {
	for name, program := range map[string]func(net.Conn){
		"reads nothing":  func(net.Conn) {},
		"writes nothing": func(c net.Conn) { io.Copy(io.Discard, c) },
		"stops halfway": func(c net.Conn) {
			io.ReadFull(c, make([]byte, headSize+4+4*parameters))
			c.Write([]byte{41, 0, 0})
			io.Copy(io.Discard, c)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there := net.Pipe()
				go program(there)
				c := newConn(here, here)
				c.parameters = parameters
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				began := time.Now()
				defer context.AfterFunc(ctx, c.fail)()
				if _, err := c.train(1, make([]float32, parameters), 10, 8); err == nil {
					t.Error("an answer from nobody")
				}
				if took := time.Since(began); took != 10*time.Minute {
					t.Error(took)
				}
				here.Close()
				there.Close()
			})
		})
	}
}

// heard is a conn that hears b, and does not mind what is sent.
func heard(b []byte, parameters int) *conn {
	return &conn{to: bufio.NewWriter(io.Discard), from: bufio.NewReader(bytes.NewReader(b)), parameters: parameters}
}

// What is sent arrives bit for bit.
func TestParametersArrive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float32(), 1, 40_000).Draw(t, "values")
		var sent bytes.Buffer
		c := &conn{to: bufio.NewWriter(&sent)}
		if err := c.send(kindUpdate, make([]byte, updateSize), values); err != nil {
			t.Fatal(err)
		}
		back := heard(sent.Bytes(), len(values))
		if _, err := back.receive(kindUpdate, updateSize, len(values)); err != nil {
			t.Fatal(err)
		}
		got, err := back.floats(len(values), math.MaxFloat32)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			if math.Float32bits(got[i]) != math.Float32bits(v) {
				t.Fatalf("%d: %v, not %v", i, got[i], v)
			}
		}
	})
}

// The bytes of one frame each way, as docs/trainer.md has them.
func TestKnownBytes(t *testing.T) {
	var sent bytes.Buffer
	c := &conn{to: bufio.NewWriter(&sent), from: bufio.NewReader(bytes.NewReader([]byte{
		29, 0, 0, 0, 4, // 29 bytes of kind 4
		3, 0, 0, 0, // round 3
		100, 0, 0, 0, 0, 0, 0, 0, // rows
		0, 0, 0, 0, 0, 0, 0xe0, 0x3f, // 0.5
		0, 0, 0x80, 0xbf, 0, 0, 0x20, 0x41, // −1, 10
	})), parameters: 2}
	u, err := c.train(3, []float32{1, -2}, 100, 16)
	if err != nil {
		t.Fatal(err)
	}
	if u.Rows != 100 || u.Loss != 0.5 || u.Parameters[0] != -1 || u.Parameters[1] != 10 {
		t.Errorf("%+v", u)
	}
	want := []byte{13, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0}
	if !bytes.Equal(sent.Bytes(), want) {
		t.Errorf("% x", sent.Bytes())
	}
}

// Whatever a program writes is read within the expected size, and what is
// accepted is finite, of the round and within the agreed rows.
func FuzzAnswer(f *testing.F) {
	good := update(frame{3, append([]byte{2, 0, 0, 0}, make([]byte, 4*parameters)...)}, func(i int, v float32) float32 { return float32(i) })
	f.Add(good.bytes())
	f.Add(frame{2, []byte{1, 0, 0, 0, parameters, 0, 0, 0}}.bytes())
	f.Add(frame{6, append([]byte{2, 0, 0, 0, 2, 7, 0, 0, 0, 0, 0, 0, 0}, make([]byte, 8)...)}.bytes())
	f.Add(frame{8, []byte("out of memory")}.bytes())
	f.Add([]byte{255, 255, 255, 255, 4})
	f.Add([]byte("epoch 1: loss 0.3\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := heard(b, parameters).greet(Hello{Parameters: parameters}); err == nil && b[4] != byte(kindReady) {
			t.Error("ready by another frame")
		}
		if u, err := heard(b, parameters).train(2, make([]float32, parameters), 100, 8); err == nil {
			if len(u.Parameters) != parameters || u.Rows < 1 || u.Rows > 100 || math.IsNaN(u.Loss) || math.IsInf(u.Loss, 0) {
				t.Errorf("%+v", u)
			}
			for _, v := range u.Parameters {
				if !(math.Abs(float64(v)) <= 8) {
					t.Errorf("%+v", u)
				}
			}
		}
		if e, err := heard(b, parameters).evaluate(2, Test, make([]float32, parameters), 100); err == nil && (e.Rows < 0 || e.Rows > 100 || math.IsNaN(e.Loss)) {
			t.Errorf("%+v", e)
		}
	})
}

// A long length allocates nothing.
func TestLengthIsNotTakenAtItsWord(t *testing.T) {
	b := []byte{255, 255, 255, 255, 4, 1, 2, 3}
	got := testing.AllocsPerRun(10, func() {
		if _, err := heard(b, parameters).receive(kindUpdate, updateSize, parameters); err == nil {
			t.Error("accepted")
		}
	})
	if got > 20 {
		t.Errorf("%v allocations", got)
	}
}
