package parameters_test

import (
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/keyshare"
	"samband/pkg/parameters"
	"samband/pkg/plan"
	"samband/pkg/residue"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// The tables in docs/parameters.md are made here from the code, between two
// comments that carry their name. UPDATE=1 writes them anew.
var tables = []struct {
	name string
	make func(*testing.T) string
}{
	{"sets", sets},
	{"direct", direct},
	{"exactness", exactness},
	{"noise", noise},
	{"residuals", residuals},
	{"capacity", capacity},
	{"shares", shares},
	{"committee", committee},
	{"cost", cost},
}

func TestDocument(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "parameters.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, table := range tables {
		begin := "<!-- table " + table.name + " -->\n"
		head, rest, ok := strings.Cut(text, begin)
		body, tail, ended := strings.Cut(rest, "<!-- end -->")
		if !ok || !ended {
			t.Fatalf("%s has no table %s", path, table.name)
		}
		want := table.make(t)
		if body != want && os.Getenv("UPDATE") == "" {
			t.Errorf("table %s of %s is not what the code says now; it should be:\n%s(UPDATE=1 go test ./pkg/parameters writes it)", table.name, path, want)
		}
		text = head + begin + want + "<!-- end -->" + tail
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// table writes rows of cells; the first is the head.
func table(rows [][]string) string {
	var b strings.Builder
	for i, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(r)) + "|\n")
		}
	}
	return b.String()
}

func row(format string, arguments ...any) []string {
	return strings.Split(fmt.Sprintf(format, arguments...), ";")
}

func log2(x *big.Int) float64 {
	shift := max(0, x.BitLen()-64)
	f, _ := new(big.Float).SetInt(new(big.Int).Rsh(x, uint(shift))).Float64()
	return math.Log2(f) + float64(shift)
}

// limit is the largest modulus that the gate lets through, found by asking it.
func limit(logN int) int {
	bits := 1
	for parameters.Gate(logN, float64(bits+1)) == nil {
		bits++
	}
	return bits
}

func sets(*testing.T) string {
	rows := [][]string{row("set;participants, up to;N;log2 q;gate;margin, bits;τ;b;spare bits b − τ;bytes of a full chunk")}
	for _, s := range parameters.Sets() {
		q, most := log2(s.Modulus()), limit(s.LogN)
		rows = append(rows, row("`%s`;%d;%d;%.3f;%d;%.1f;%d;%d;%d;%d", s.Name, s.Participants, s.N(), q, most, float64(most)-q,
			s.Tau, s.Bits, s.Bits-s.Tau, residue.Shape{Bits: s.Bits, Lanes: s.N()}.Bytes()))
	}
	return table(rows)
}

// direct lists the sets of the direct schemes; f is the flooding.
func direct(t *testing.T) string {
	rows := [][]string{row("set;participants, up to;N;primes, bits;log2 q;gate;slots;τ;plaintext modulus or scale;f;bits a 16-bit value, upload;share")}
	for _, s := range parameters.DirectSets() {
		var primes []string
		for _, p := range s.Primes {
			primes = append(primes, fmt.Sprint(new(big.Int).SetUint64(p).BitLen()))
		}
		plain := fmt.Sprintf("2^%d", s.Scale)
		if s.Kind == parameters.BGV {
			plain = fmt.Sprint(s.Plain)
		}
		l := vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: 1 << 20, Bits: 16, Clip: 1}}}
		p, err := vector.Pack(l, 2, s.Tau, false)
		if err != nil {
			t.Fatal(err)
		}
		share := float64(8*secagg.Ciphertexts(p, s)*secagg.PolynomialBytes(s)) / (1 << 20)
		rows = append(rows, row("`%s`;%d;%d;%s;%.3f;%d;%d;%d;%s;%d;%.0f;%.0f", s.Name, s.Participants, s.N(), strings.Join(primes, " + "), log2(s.Modulus()),
			limit(s.LogN), s.Slots(), s.Tau, plain, s.Flood, 2*share, share))
	}
	return table(rows)
}

// exactness evaluates both sides of the inequality with q as a rational.
func exactness(*testing.T) string {
	rows := [][]string{row("set;n;n(E + ½)·2^b/q;(n + 1)(½ + u);left side;right side 2^(b−τ−1);used")}
	for _, s := range parameters.Sets() {
		n := int64(s.Participants)
		scale := new(big.Rat).SetFrac(new(big.Int).Lsh(big.NewInt(1), uint(s.Bits)), s.Modulus())
		errors := new(big.Rat).Mul(scale, big.NewRat(n*int64(2*s.SupportError+1), 2))
		u := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), uint(125-s.Bits)))
		rounding := u.Add(u, big.NewRat(1, 2))
		rounding.Mul(rounding, big.NewRat(n+1, 1))
		left := new(big.Rat).Add(errors, rounding)
		right := math.Ldexp(1, s.Bits-s.Tau-1)
		e, _ := errors.Float64()
		r, _ := rounding.Float64()
		l, _ := left.Float64()
		rows = append(rows, row("`%s`;%d;%.6f;%.6f;%.6f;%.0f;%.1f %%", s.Name, n, e, r, l, right, 100*l/right))
	}
	return table(rows)
}

// capacity is what 1 Mi values of 16 bits take, the checksum included.
func capacity(t *testing.T) string {
	rows := [][]string{row("n;set;β, bits a digit;digits a coefficient;coefficients;chunks;checksum limbs;bits a value on the wire;× 16-bit packed")}
	for _, n := range []int{2, 8, 64, 1000} {
		s, p := packed(t, n)
		bytes := 0
		chunks := residue.Split(s.Bits, p.Coefficients(), s.N())
		for _, c := range chunks {
			bytes += c.Bytes()
		}
		f := p.Fields[0]
		bits := float64(8*bytes) / (1 << 20)
		rows = append(rows, row("%d;`%s`;%d;%d;%d;%d;%d;%.2f;%.2f", n, s.Name, f.DigitBits, f.PerCoefficient, p.Coefficients(), len(chunks), p.ChecksumLimbs(), bits, bits/16))
	}
	return table(rows)
}

func packed(t *testing.T, n int) (parameters.Set, vector.Packing) {
	t.Helper()
	s, err := parameters.For(n)
	if err != nil {
		t.Fatal(err)
	}
	p, err := vector.Pack(vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: 1 << 20, Bits: 16, Clip: 1}}}, n, s.Tau, true)
	if err != nil {
		t.Fatal(err)
	}
	return s, p
}

func shares(t *testing.T) string {
	rows := [][]string{row("n;bits a digit ⌈log2(72n + 1)⌉;digits an element;elements of 8192 digits;largest share, bytes;release before sealing, bytes")}
	for _, n := range []int{2, 3, 4, 8, 64, 1000} {
		s, err := parameters.For(n)
		if err != nil {
			t.Fatal(err)
		}
		width := int(math.Ceil(math.Log2(float64(72*n + 1))))
		length := keyshare.Length(s.N(), n)
		if want := (s.N() + 60/width - 1) / (60 / width); want != length {
			t.Fatalf("n = %d: %d elements, by the formula %d", n, length, want)
		}
		rows = append(rows, row("%d;%d;%d;%d;%d;%d", n, width, 60/width, length, keyshare.MaxSize(length), keyshare.Size(length)))
	}
	return table(rows)
}

// committee is the one that an agreement has if it names none.
func committee(*testing.T) string {
	rows := [][]string{row("n;m;t;Q;2Q − m;m − Q;min_contributors;smallest class;c")}
	for _, n := range []int{2, 3, 4, 5, 6, 7, 8, 9, 64, 1000} {
		m := agreement.DefaultCommittee(n)
		th := agreement.DefaultThreshold(m)
		q, least := agreement.Quorum(m, th), agreement.LeastContributors(n, th)
		rows = append(rows, row("%d;%d;%d;%d;%d;%d;%d;%d;%d", n, m, th, q, 2*q-m, m-q, least, least, agreement.Collusion(th, least)))
	}
	return table(rows)
}

// cost is what one member sends in a round of 1 Mi values of 16 bits with the
// committee that an agreement has if it names none, by the plan's arithmetic.
func cost(t *testing.T) string {
	rows := [][]string{row("n;t of m;chunks, bytes;all else, bytes;× float32;× 16-bit packed;break-even with float32, values")}
	base, err := agreement.Read(filepath.Join("..", "agreement", "testdata", "two-hospitals.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{2, 3, 4, 8, 64, 1000} {
		a := *base
		a.Parties = nil
		for i := range n {
			a.Parties = append(a.Parties, agreement.Party{ID: identity.ID(fmt.Sprintf("p%d", i)), Name: fmt.Sprint(i)})
		}
		m := agreement.DefaultCommittee(n)
		th := agreement.DefaultThreshold(m)
		a.Aggregation.Committee = a.Participants()[:m]
		a.Aggregation.Threshold, a.Aggregation.MinContributors = th, agreement.LeastContributors(n, th)
		p, err := plan.New(&a)
		if err != nil {
			t.Fatal(err)
		}
		s, err := p.SizesOf(vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: 1 << 20, Bits: 16, Clip: 8}}})
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row("%d;%d of %d;%d;%d;%.3f;%.3f;%d", n, th, m, s.Body, s.Fixed, float64(s.Uplink)/float64(s.Float32), float64(s.Uplink)/float64(s.Packed), p.BreakEven()))
	}
	return table(rows)
}
