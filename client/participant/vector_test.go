package participant

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"samband/pkg/vector"
)

// What a round's vector was when it was made is what every attempt reads, in
// whatever pieces; another file in its place is refused.
func TestVectorOnDisk(t *testing.T) {
	d := &directory{t.TempDir()}
	if err := os.Mkdir(filepath.Join(d.path, RoundFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	if v, err := d.openVector(3, 5); v != nil || err != nil {
		t.Fatalf("a vector that was never made: %v, %v", v, err)
	}
	values := []uint64{1, 1<<52 - 1, 0, 7, 1 << 40}
	write := func(to vector.Sink) error { return errors.Join(to(0, values[:2]), to(2, values[2:])) }
	if err := d.writeVector(3, write); err != nil {
		t.Fatal(err)
	}
	v, err := d.openVector(3, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range [][2]int{{0, 5}, {0, 2}, {1, 3}, {4, 1}, {5, 0}} {
		got := make([]uint64, piece[1])
		if err := v.read(piece[0], got); err != nil || !slices.Equal(got, values[piece[0]:piece[0]+piece[1]]) {
			t.Errorf("%d values from %d on are %v, %v", piece[1], piece[0], got, err)
		}
	}
	if v.read(4, make([]uint64, 2)) == nil {
		t.Error("a value after the last is read")
	}
	if err := v.close(); err != nil {
		t.Error(err)
	}

	for what, open := range map[string]func() (*roundVector, error){
		"of another round":  func() (*roundVector, error) { return d.openVector(4, 5) },
		"of another length": func() (*roundVector, error) { return d.openVector(3, 6) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("a vector %s is read", what)
		}
	}
	path := filepath.Join(d.path, vectorFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for what, content := range map[string][]byte{"empty": nil, "cut": whole[:len(whole)-1], "of another version": append([]byte{9}, whole[1:]...)} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.openVector(3, 5); err == nil {
			t.Errorf("a vector that is %s is read", what)
		}
	}
}

// A vector that could not be made whole is not there for the next attempt.
func TestVectorIsWholeOrNotThere(t *testing.T) {
	d := &directory{t.TempDir()}
	if err := os.Mkdir(filepath.Join(d.path, RoundFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	bad := errors.New("value 7 is NaN")
	err := d.writeVector(1, func(to vector.Sink) error { return errors.Join(to(0, []uint64{1, 2}), bad) })
	if !errors.Is(err, bad) {
		t.Error(err)
	}
	if v, err := d.openVector(1, 2); v != nil || err != nil {
		t.Errorf("half a vector is there: %v, %v", v, err)
	}
}
