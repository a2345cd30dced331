package earlier_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/earlier"
	"samband/pkg/journal"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// TestDamageIsNoPermission: where nobody can tell what was opened, nothing is
// allowed.
func TestDamageIsNoPermission(t *testing.T) {
	for name, c := range map[string]struct {
		file, text, says string
	}{
		"no agreement":       {agreement.File, "", "agreement.yaml"},
		"another agreement":  {agreement.File, "other", "are not of one run"},
		"no run.json":        {journal.AboutFile, "", "not the directory of a run"},
		"damaged sets":       {journal.BoundFile, "{\n", "not a record"},
		"a stranger":         {journal.BoundFile, `{"version":1,"session":"` + strings.Repeat("00", 32) + `","round":1,"attempt":1,"set":["x"]}` + "\n", "x was in the sum of round 1"},
		"damaged ledger":     {"ledger.jsonl", "x\nx\n", "ledger.jsonl"},
		"another one's":      {"ledger.jsonl", "other", "are not of one run"},
		"ledger, first line": {"ledger.jsonl", "{", "ledger.jsonl"},
	} {
		t.Run(name, func(t *testing.T) {
			p, dir := people{}, t.TempDir()
			a, other := p.agree(t, "abc", nil), p.agree(t, "abcd", nil)
			path := ran(t, dir, a, protocol.Real, "abc")
			file := filepath.Join(path, c.file)
			switch {
			case c.text == "":
				if err := os.Remove(file); err != nil {
					t.Fatal(err)
				}
			case c.text == "other" && c.file == agreement.File:
				if err := other.Save(file); err != nil {
					t.Fatal(err)
				}
			case c.text == "other":
				recorded(t, path, other, p.key(t, 'a'), "abc")
			default:
				if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			pl, err := plan.New(a)
			if err != nil {
				t.Fatal(err)
			}
			_, err = earlier.At(dir, pl, nil)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
			sv, _ := lang.New("sv")
			if err != nil && !strings.HasPrefix(sv.Error(err), "vad som öppnades") {
				t.Errorf("in Swedish: %s", sv.Error(err))
			}
		})
	}
	// What a crash leaves at the end of a ledger is no damage.
	p, dir := people{}, t.TempDir()
	a := p.agree(t, "abc", nil)
	path := ran(t, dir, a, protocol.Real, "abc")
	recorded(t, path, a, p.key(t, 'a'), "abc")
	f, err := os.OpenFile(filepath.Join(path, "ledger.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"sequence":99,"tim`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if l := look(t, dir, p.agree(t, "ab", nil)); !l.Refused {
		t.Errorf("%+v", l)
	}
}
