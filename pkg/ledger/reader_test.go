package ledger

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// sample is a ledger with every kind of line, written by the writer.
func sample(t testing.TB) []byte {
	t.Helper()
	key := newKey(t)
	w, path := newWriter(t, "north", key)
	if err := w.Append(upload(1)); err != nil {
		t.Fatal(err)
	}
	c, err := w.Sign()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Cosigned(c.With(c.Cosign("coordinator", key))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReaderIsStrict(t *testing.T) {
	good := string(sample(t))
	lines := strings.SplitAfter(good, "\n")
	for what, bad := range map[string]string{
		"empty":             "",
		"no header":         lines[1] + lines[2],
		"two headers":       lines[0] + lines[0],
		"other version":     strings.Replace(good, `{"ledger":1`, `{"ledger":2`, 1),
		"space":             strings.Replace(good, `"round":3`, `"round": 3`, 1),
		"unknown name":      strings.Replace(good, `"round":3`, `"round":3,"more":1`, 1),
		"name twice":        strings.Replace(good, `"round":3`, `"round":3,"round":3`, 1),
		"capital name":      strings.Replace(good, `"round":3`, `"Round":3`, 1),
		"missing name":      strings.Replace(good, `"round":3,`, ``, 1),
		"order":             strings.Replace(good, `"round":3,"attempt":1`, `"attempt":1,"round":3`, 1),
		"number form":       strings.Replace(good, `"round":3`, `"round":3.0`, 1),
		"negative":          strings.Replace(good, `"bytes":262144`, `"bytes":-1`, 1),
		"too great":         strings.Replace(good, `"round":3`, `"round":4294967296`, 1),
		"null":              strings.Replace(good, `"kind":"upload"`, `"kind":null`, 1),
		"escaped":           strings.Replace(good, `"kind":"upload"`, `"kind":"\u0075pload"`, 1),
		"capital digest":    strings.Replace(good, `"agreement":"`, `"agreement":"A`, 1),
		"time zone":         strings.Replace(good, `123Z"`, `123+00:00"`, 1),
		"carriage return":   strings.Replace(good, "}\n", "}\r\n", 1),
		"empty line":        lines[0] + "\n" + lines[1],
		"cut":               good[:len(good)-1],
		"cut more":          good[:len(lines[0])+40],
		"invalid UTF-8":     strings.Replace(good, "upload", "uplo\xffd", 1),
		"foreign":           "# a comment\n",
		"after the line":    strings.Replace(good, "}\n", "} {}\n", 1),
		"other agreement":   lines[0] + strings.Replace(lines[1], agreement.String(), strings.Repeat("0", 64), 1),
		"other party":       strings.Replace(lines[0], "north", "south", 1) + lines[1],
		"checkpoint junk":   lines[0] + `{"checkpoint":"x"}` + "\n",
		"checkpoint number": strings.Replace(good, `samband-ledger/1/`, `samband-ledger/9/`, 1),
	} {
		if bad == good {
			t.Errorf("%s: nothing was changed", what)
			continue
		}
		if got, err := readAll([]byte(bad)); err == nil {
			t.Errorf("%s: read %d lines", what, len(got))
		} else if len(err.Error()) > 300 {
			t.Errorf("%s: error of %d characters", what, len(err.Error()))
		}
	}
}

func TestReaderGoesOnAfterAFault(t *testing.T) {
	lines := strings.SplitAfter(string(sample(t)), "\n")
	file := lines[0] + strings.Repeat("x", 3*MaxLine) + "\n" + "{}\n" + lines[1]
	r := NewReader(strings.NewReader(file))
	for i, faulty := range []bool{false, true, true, false} {
		l, err := r.Next()
		var fault *LineError
		if errors.As(err, &fault) != faulty || l == nil || l.Number != i+1 || (faulty && fault.Number != i+1) {
			t.Fatalf("line %d: %+v, %v", i+1, l, err)
		}
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// Whatever is read without a fault is exactly what the writer would write.
func FuzzReader(f *testing.F) {
	good := sample(f)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("{\"ledger\":1}\n{}\n"))
	f.Add([]byte(`{"sequence":1,"time":"0001-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, err := readAll(b)
		if err != nil {
			return
		}
		var again []byte
		for _, l := range lines {
			var v any
			switch l.Kind {
			case HeaderLine:
				v = headerJSON{Version, l.Meta.Party, l.Meta.Agreement, l.Meta.Key.String(), l.Meta.Rehearsal}
			case EventLine:
				v = &l.Event
				_ = l.Event.Line()
			case CheckpointLine:
				v = checkpointJSON{string(l.Checkpoint.Marshal())}
			case CosignedLine:
				v = cosignedJSON{string(l.Checkpoint.Marshal()), l.Previous}
			}
			line, err := encode(v)
			if err != nil {
				t.Fatal(err)
			}
			again = append(append(again, line...), '\n')
		}
		if !bytes.Equal(again, b) {
			t.Fatalf("read\n%q\nwritten as\n%q", b, again)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	key := newKey(f)
	c := Checkpoint{Party: "north", Agreement: agreement, Size: 7}
	f.Add(c.Marshal())
	f.Add(c.With(c.Cosign("north", key)).Marshal())
	f.Add([]byte("samband-ledger/1/north/\n0\n\n\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ParseCheckpoint(b); err == nil && !bytes.Equal(c.Marshal(), b) {
			t.Fatalf("%q is also %q", b, c.Marshal())
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	w, _ := newWriter(b, "north", newKey(b))
	defer w.Close()
	for i := range b.N {
		if err := w.Append(upload(i)); err != nil {
			b.Fatal(err)
		}
	}
}
