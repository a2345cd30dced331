package evidence_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/evidence"
)

func written(t interface {
	Helper()
	Fatal(...any)
}) []byte {
	t.Helper()
	none, share := 0.1, 0.4
	r := evidence.Tests{Version: evidence.TestsVersion, Party: "north", Seed: 1, Shadows: 64, Rows: [2]int{10, 5}, Limits: []string{evidence.LimitLower},
		Attacks: []evidence.Attack{{Kind: evidence.LiRA, Seat: "south", Target: evidence.Round + "1", Inside: 10, Outside: 5,
			Rates: []evidence.Rate{{False: &none, Interval: evidence.Interval{Value: 0.2, Low: 0.1, High: 0.3}, Promise: &share}}}}}
	text, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What was written is read, of this model alone; nothing is no error.
func TestTests(t *testing.T) {
	dir, text := t.TempDir(), written(t)
	if r, err := evidence.ReadTests(dir, digest.Digest{}); r != nil || err != nil {
		t.Fatal(r, err)
	}
	if err := os.WriteFile(filepath.Join(dir, evidence.TestsFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := evidence.ReadTests(dir, digest.Digest{}); err != nil || r.Party != "north" || len(r.Attacks) != 1 || *r.Attacks[0].Rates[0].Promise != 0.4 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := evidence.ReadTests(dir, digest.Digest{1}); err == nil {
		t.Error("tests of another model are taken")
	}
	for _, bad := range []string{
		"", "{", "{}", string(text) + "{}", strings.Replace(string(text), `"seed"`, `"seeds"`, 1), strings.Replace(string(text), `"version": 1`, `"version": 2`, 1),
		strings.Replace(string(text), `"value": 0.2`, `"value": 2`, 1), strings.Replace(string(text), `"north"`, `"../north"`, 1), strings.Repeat(" ", evidence.MaxAccount+1),
	} {
		if _, err := evidence.ParseTests([]byte(bad)); err == nil {
			t.Errorf("%.60q is taken", bad)
		}
	}
}

// Whatever somebody hands over is read or refused.
func FuzzParseTests(f *testing.F) {
	f.Add(written(f))
	f.Add([]byte(`{"version":1,"party":"north","rows":[1,2,3]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := evidence.ParseTests(text)
		if err == nil && r.Version != evidence.TestsVersion {
			t.Errorf("%+v", r)
		}
	})
}
