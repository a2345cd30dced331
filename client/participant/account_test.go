package participant

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"samband/pkg/digest"
)

// A vector is charged once, however often its charge is written again before it
// was made; another one, after it was made, costs again.
func TestCount(t *testing.T) {
	one, two := digest.New("one").Sum(), digest.New("two").Sum()
	for name, c := range map[string]struct {
		all  []charge
		want map[string]int
	}{
		"nothing":               {nil, map[string]int{}},
		"one":                   {[]charge{{one, 1, "moments", false}}, map[string]int{"moments": 1}},
		"made":                  {[]charge{{one, 1, "moments", false}, {one, 1, "moments", true}}, map[string]int{"moments": 1}},
		"crashed before making": {[]charge{{one, 1, "moments", false}, {one, 1, "moments", false}, {one, 1, "moments", true}}, map[string]int{"moments": 1}},
		"lost and made anew":    {[]charge{{one, 1, "moments", false}, {one, 1, "moments", true}, {one, 1, "moments", false}, {one, 1, "moments", true}}, map[string]int{"moments": 2}},
		"rounds and sessions": {[]charge{
			{one, 1, "moments", false}, {one, 1, "moments", true}, {one, 2, "newton", false}, {one, 2, "newton", true},
			{two, 1, "moments", false}, {two, 1, "moments", true}, {two, 2, "newton", false}, {two, 3, "newton", false},
		}, map[string]int{"moments": 2, "newton": 3}},
	} {
		if got := count(c.all); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// The account survives a crash in the middle of a line, and damage is no
// permission.
func TestAccountOnDisk(t *testing.T) {
	d := &directory{t.TempDir()}
	session := digest.New("session").Sum()
	first := charge{session, 1, "moments", false}
	if err := d.charge(first); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(d.path, AccountFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range whole {
		if err := os.WriteFile(path, append(whole[:len(whole):len(whole)], whole[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		second := charge{session, 2, "newton", false}
		if err := d.charge(second); err != nil {
			t.Fatalf("after %d bytes: %v", cut, err)
		}
		if all, torn, err := d.charges(); err != nil || torn || len(all) != 2 || all[0] != first || all[1] != second {
			t.Fatalf("after %d bytes: %v, %v, %v", cut, all, torn, err)
		}
	}
	for _, bad := range []string{"{}}\n" + string(whole), "nonsense\n" + string(whole), string(whole) + "null,\n"} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.charges(); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
