package main

import (
	"os"
	"path/filepath"
	"testing"

	"samband/pkg/bundle"
	"samband/pkg/flows"
)

// What nfdump counted of the committed bundle's run is taken as two of its
// versions write it, and fits.
func TestCountedByNfdump(t *testing.T) {
	b, err := bundle.Open("bundle")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"firewall.csv", filepath.Join("testdata", "nfdump-1.7.5.csv")} {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := flows.Read(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if r := flows.Compare(b, all); r.Flows != 4 || len(r.Compared) != 2 || r.Problems() != 0 {
			t.Errorf("%s: %+v", path, r)
		}
	}
}
