package trainer

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"time"
	"unicode"

	"samband/pkg/phrase"
)

// Version is that of the frames.
const Version = 1

// MaxParameters bounds the parameters, so that the length of a frame has 32 bits.
const MaxParameters = 1 << 27

// kind is the first byte of a frame.
type kind uint8

// The kinds: odd ones go to the program, even ones come from it.
const (
	kindHello    kind = 1 // a Hello as JSON
	kindReady    kind = 2 // version, parameters
	kindTrain    kind = 3 // round, parameters
	kindUpdate   kind = 4 // round, rows, loss, parameters
	kindEvaluate kind = 5 // round, part, parameters
	kindLoss     kind = 6 // round, part, rows, loss
	kindGoodbye  kind = 7 // nothing
	kindFailed   kind = 8 // why, in UTF-8
)

// Hello is what a program is told of the run when it starts.
type Hello struct {
	Version    int     `json:"version"` // of the frames
	Parameters int     `json:"parameters"`
	Agreement  string  `json:"agreement"`  // first eight digits of its hash
	Mode       string  `json:"mode"`       // real, or rehearsal: then no row of a person may be read
	Site       string  `json:"site"`       // id of the participant
	Round      int     `json:"round"`      // of learning, that is next
	Rounds     int     `json:"rounds"`     // most that there will be
	MaxRows    int     `json:"max_rows"`   // most that may be used, of each part
	Seed       uint32  `json:"seed"`       // the same at every site
	Test       float64 `json:"test"`       // part of the rows that is held back from all learning
	Validation float64 `json:"validation"` // part of the others that is held back from training; 0: none
}

// Sizes in bytes of what stands before the parameters, or is the whole frame.
const (
	headSize   = 5                   // length, kind
	wordSize   = 4                   // a parameter
	readySize  = wordSize + wordSize // version, parameters
	updateSize = 4 + 8 + 8           // round, rows, loss
	lossSize   = 4 + 1 + 8 + 8       // round, part, rows, loss
	mostReason = 1000                // of a failed frame
	pieceSize  = 1 << 16             // read or written at a time
)

var order = binary.LittleEndian

// pipe is one way to or from a program.
type pipe interface{ SetDeadline(time.Time) error }

// conn speaks with one program. Whatever it reads it bounds by what it expects.
type conn struct {
	pipes      []pipe
	to         *bufio.Writer
	from       *bufio.Reader
	parameters int
}

func newConn(in interface {
	io.Writer
	pipe
}, out interface {
	io.Reader
	pipe
}) *conn {
	return &conn{pipes: []pipe{in, out}, to: bufio.NewWriterSize(in, pieceSize), from: bufio.NewReaderSize(out, pieceSize)}
}

// fail has the call under way fail, as far as the system has deadlines for pipes.
func (c *conn) fail() {
	for _, p := range c.pipes {
		p.SetDeadline(time.Unix(1, 0))
	}
}

func (c *conn) greet(h Hello) error {
	c.parameters = h.Parameters
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := c.send(kindHello, text, nil); err != nil {
		return err
	}
	b, err := c.receive(kindReady, readySize, 0)
	if err != nil {
		return err
	}
	if v := order.Uint32(b); v != Version {
		return phrase.Errorf("trainer.version", "speaks version %d of the frames, this program version %d: see docs/trainer.md", v, Version)
	}
	if n := order.Uint32(b[wordSize:]); uint64(n) != uint64(h.Parameters) {
		return phrase.Errorf("trainer.other-model", "has a model of %d parameters, the agreement says %d: use the model that was agreed", n, h.Parameters)
	}
	return nil
}

func (c *conn) train(round int, parameters []float32, maxRows int, clip float64) (Update, error) {
	if err := c.send(kindTrain, order.AppendUint32(nil, uint32(round)), parameters); err != nil {
		return Update{}, err
	}
	b, err := c.receive(kindUpdate, updateSize, c.parameters)
	if err != nil {
		return Update{}, err
	}
	rows, loss, err := figures(b[4:], maxRows)
	switch {
	case err != nil:
		return Update{}, err
	case order.Uint32(b) != uint32(round):
		return Update{}, otherCall()
	case rows == 0:
		return Update{}, phrase.Errorf("trainer.no-rows", "says that it trained on no rows: look at its data")
	}
	u := Update{Rows: rows, Loss: loss}
	u.Parameters, err = c.floats(c.parameters, clip)
	return u, err
}

func (c *conn) evaluate(round int, part Part, parameters []float32, maxRows int) (Evaluation, error) {
	head := append(order.AppendUint32(nil, uint32(round)), byte(part))
	if err := c.send(kindEvaluate, head, parameters); err != nil {
		return Evaluation{}, err
	}
	b, err := c.receive(kindLoss, lossSize, 0)
	if err != nil {
		return Evaluation{}, err
	}
	if order.Uint32(b) != uint32(round) || Part(b[4]) != part {
		return Evaluation{}, otherCall()
	}
	rows, loss, err := figures(b[5:], maxRows)
	return Evaluation{Rows: rows, Loss: loss}, err
}

func (c *conn) goodbye() error { return c.send(kindGoodbye, nil, nil) }

func otherCall() error {
	return phrase.Errorf("trainer.other-call", "answers what it was not asked: an answer repeats the round and part of the request")
}

// figures reads rows and mean loss.
func figures(b []byte, maxRows int) (rows int, loss float64, err error) {
	r := order.Uint64(b)
	if r > uint64(maxRows) {
		return 0, 0, phrase.Errorf("trainer.max-rows", "says that it used %d rows, the agreement allows max_rows %d: use fewer, or agree on more", r, maxRows)
	}
	loss = math.Float64frombits(order.Uint64(b[8:]))
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, 0, phrase.Errorf("trainer.loss", "says that its loss is %v: lower its rate, or look for extreme values in its data", loss)
	}
	return int(r), loss, nil
}

// send writes one frame.
func (c *conn) send(k kind, head []byte, parameters []float32) error {
	var start [headSize]byte
	order.PutUint32(start[:], uint32(1+len(head)+wordSize*len(parameters)))
	start[4] = byte(k)
	c.to.Write(start[:]) // the first error stays for Flush
	c.to.Write(head)
	var word [wordSize]byte
	for _, v := range parameters {
		order.PutUint32(word[:], math.Float32bits(v))
		if _, err := c.to.Write(word[:]); err != nil {
			break
		}
	}
	if err := c.to.Flush(); err != nil {
		return &gone{phrase.New("trainer.deaf", "ended, or closed its standard input, instead of reading what it was asked")}
	}
	return nil
}

// receive reads the head of a frame and size bytes of its content, when exactly
// these and so many parameters are announced.
func (c *conn) receive(want kind, size, parameters int) ([]byte, error) {
	start, err := c.read(headSize)
	if err != nil {
		return nil, err
	}
	length, k := uint64(order.Uint32(start)), kind(start[4])
	expected := uint64(1) + uint64(size) + wordSize*uint64(parameters)
	switch {
	case k == kindFailed && length > 1 && length <= 1+mostReason:
		text, err := c.read(int(length - 1))
		if err != nil {
			return nil, err
		}
		return nil, phrase.Errorf("trainer.failed", "says: %q", text)
	case k == want && length == expected:
		return c.read(size)
	case k == kindUpdate && k == want:
		return nil, phrase.Errorf("trainer.shape", "answers with %.4g parameters, they must be %d", (float64(length)-1-float64(size))/wordSize, parameters)
	case readable(start):
		return nil, phrase.Errorf("trainer.prints", "prints on its standard output, which is for frames: %q; have it print on standard error", start)
	}
	return nil, phrase.Errorf("trainer.garbage", "writes what is no answer: a frame of kind %d with %d bytes, where kind %d with %d is expected; see docs/trainer.md", k, length, want, expected)
}

// gone is the error of a program that reads or writes no more.
type gone struct{ said phrase.Phrase }

func (g *gone) Error() string         { return g.said.String() }
func (g *gone) Phrase() phrase.Phrase { return g.said }

// readable tells whether bytes look like text, as of a program that prints.
func readable(b []byte) bool {
	for _, c := range b {
		if c >= unicode.MaxASCII || !unicode.IsPrint(rune(c)) && !unicode.IsSpace(rune(c)) {
			return false
		}
	}
	return true
}

// read gives the next size bytes, at most a few hundred.
func (c *conn) read(size int) ([]byte, error) {
	b := make([]byte, size)
	return b, c.fill(b)
}

func (c *conn) fill(b []byte) error {
	switch _, err := io.ReadFull(c.from, b); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &gone{phrase.New("trainer.ended", "ended, or closed its standard output, before its answer was complete")}
	case err != nil:
		return phrase.Errorf("trainer.read", "cannot be read (%w)", err)
	}
	return nil
}

// floats reads so many finite numbers, none beyond clip.
func (c *conn) floats(count int, clip float64) ([]float32, error) {
	values, piece := make([]float32, count), make([]byte, min(wordSize*count, pieceSize))
	defer clear(piece)
	for done := 0; done < count; {
		b := piece[:min(len(piece), wordSize*(count-done))]
		if err := c.fill(b); err != nil {
			return nil, err
		}
		for ; len(b) > 0; b = b[wordSize:] {
			v := math.Float32frombits(order.Uint32(b))
			if v != v || v-v != 0 { // not a number, or infinite
				return nil, phrase.Errorf("trainer.not-finite", "gives parameter %d as %v: lower its rate, or look for extreme values in its data", done, v)
			}
			if math.Abs(float64(v)) > clip {
				return nil, phrase.Errorf("trainer.beyond", "gives parameter %d as %.4g, beyond the agreed aggregation.clip of %g: lower its rate, or agree on a higher clip", done, v, clip)
			}
			values[done] = v
			done++
		}
	}
	return values, nil
}
