package hub

import (
	"bytes"
	"testing"

	"samband/pkg/secagg"
)

// A running sum holds what adding body to body gives, and one body a chunk.
func TestTotalIsTheRunningSum(t *testing.T) {
	for _, scheme := range secagg.Schemes() {
		s, err := New(scheme, chunks)
		if err != nil {
			t.Fatal(err)
		}
		total, err := s.Total()
		if err != nil {
			t.Fatal(err)
		}
		for chunk := range s.Chunks() {
			want, err := s.Zero(chunk)
			if err != nil {
				t.Fatal(err)
			}
			for value := range uint64(50) {
				b := body(t, s, chunk, 100*value)
				if err := total.Add(chunk, b); err != nil {
					t.Fatal(err)
				}
				if err := s.Add(chunk, want, b); err != nil {
					t.Fatal(err)
				}
			}
			got, err := total.Chunk(chunk)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s, chunk %d: %x, want %x (%v)", scheme, chunk, got, want, err)
			}
			if total.Add(chunk, want[1:]) == nil {
				t.Errorf("%s: a cut body is added", scheme)
			}
			clear(got)
			if again, err := total.Chunk(chunk); err != nil || !bytes.Equal(again, want) {
				t.Errorf("%s: the sum changes with what it gave (%v)", scheme, err)
			}
		}
		for _, chunk := range []int{-1, s.Chunks()} {
			if _, err := total.Chunk(chunk); err == nil || total.Add(chunk, nil) == nil {
				t.Errorf("%s: chunk %d is there", scheme, chunk)
			}
		}
	}
}
