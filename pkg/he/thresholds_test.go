package he

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math/bits"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write thresholds.go anew")

// thresholds.go is what the tables give; -update writes it.
func TestThresholdsAreTheTables(t *testing.T) {
	const file = "thresholds.go"
	var b bytes.Buffer
	b.WriteString(`// Code generated from table.go by "go test ./pkg/he -run TestThresholds -update". DO NOT EDIT.

package he

// The functions below give the magnitudes of 64 draws, bit by bit: word i of w
// has bit i of the random numbers r, m0 to m5 the bits of the magnitudes. Each
// expression is r ≥ t for one entry t of the table, read from its highest bit: a
// one of t asks for And, a zero for Or. aL says that the L highest bits of r
// are ones. As the entries increase, bit j of their number not above r is the
// exclusive or over every 2^j-th.
`)
	writeMagnitudes(&b, "secret", secretTable[:])
	writeMagnitudes(&b, "error", errorTable[:])
	want, err := format.Source(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what table.go gives (%v); go test ./pkg/he -run TestThresholds -update", file, err)
	}
}

func writeMagnitudes(b *bytes.Buffer, name string, table []uint64) {
	fmt.Fprintf(b, "\nfunc %sMagnitudes(w *[batch]uint64) (m0, m1, m2, m3, m4, m5 uint64) {\n", name)
	before := 0
	for _, t := range table {
		ones := leadingOnes(t)
		if ones == before {
			continue
		}
		fmt.Fprintf(b, "\ta%d := ", ones)
		if before > 0 {
			fmt.Fprintf(b, "a%d & ", before)
		}
		var words []string
		for k := before; k < ones; k++ {
			words = append(words, fmt.Sprintf("w[%d]", 62-k))
		}
		fmt.Fprintln(b, strings.Join(words, " & "))
		before = ones
	}
	b.WriteString("\tvar t uint64\n")
	for i, t := range table {
		fmt.Fprintf(b, "\tt = %s\n", notBelow(t))
		for j := 0; (i+1)%(1<<j) == 0; j++ {
			fmt.Fprintf(b, "\tm%d ^= t\n", j)
		}
	}
	b.WriteString("\treturn\n}\n")
}

func leadingOnes(t uint64) int { return bits.LeadingZeros64(^(t << 1)) }

// notBelow is the expression for r ≥ t.
func notBelow(t uint64) string {
	ones := leadingOnes(t)
	bit := bits.TrailingZeros64(t)
	e, or := fmt.Sprintf("w[%d]", bit), false
	for bit++; bit < 63-ones; bit++ {
		if t>>bit&1 == 0 {
			e, or = fmt.Sprintf("w[%d] | %s", bit, e), true
			continue
		}
		if or {
			e = "(" + e + ")"
		}
		e, or = fmt.Sprintf("w[%d] & %s", bit, e), false
	}
	if ones > 0 {
		if or {
			e = "(" + e + ")"
		}
		e = fmt.Sprintf("a%d & %s", ones, e)
	}
	return e
}
