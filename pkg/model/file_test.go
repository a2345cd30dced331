package model

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samband/pkg/schema"
)

func fitted(t testing.TB) *Model {
	m, err := Fit(small(), 1)
	if err != nil {
		t.Fatal(err)
	}
	declared := schema.Schema{Title: "x"}
	m.Agreement, m.Schema, m.Declared = "0a", SchemaHash(declared), &declared
	m.Ranges = []Range{{0, 100}, {0, 1}}
	return m
}

func TestModelSurvivesItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	m := fitted(t)
	for range 2 { // the second time over the first file
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Error(diff)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v, %v: others may read the model", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
		t.Errorf("files left behind: %v", left)
	}
}

// version2.json is fitted as the program of the version before wrote it.
func TestEarlierFilesAreRead(t *testing.T) {
	got, err := Load("testdata/version2.json")
	if err != nil {
		t.Fatal(err)
	}
	want := fitted(t)
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
	d, err := got.Digest()
	if text, _ := os.ReadFile("testdata/version2.json"); err != nil || !strings.Contains(string(text), d.String()) {
		t.Errorf("%v: the same model has another digest now, %s", err, d)
	}
}

func TestDamagedModelsAreRefused(t *testing.T) {
	file, err := fitted(t).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	text := string(file)
	for name, c := range map[string]struct{ file, says string }{
		"coefficient changed": {strings.Replace(text, `"intercept": -0.4`, `"intercept": -0.5`, 1), "changed or damaged"},
		"cut short":           {text[:len(text)/2], "not a model file"},
		"another kind":        {strings.Replace(text, "samband model", "samband key", 1), "its kind"},
		"earlier version":     {strings.Replace(text, `"version": 3`, `"version": 1`, 1), "version 1"},
		"later version":       {strings.Replace(text, `"version": 3`, `"version": 4`, 1), "version 4"},
		"schema changed":      {strings.Replace(text, `"title": "x"`, `"title": "y"`, 1), "changed or damaged"},
		"no rehearsal":        {strings.Replace(text, `"schema":`, `"rehearsal": true, "schema":`, 1), "changed or damaged"},
		"more after it":       {text + "{}", "more follows"},
		"foreign key":         {strings.Replace(text, `"kind"`, `"sort": 1, "kind"`, 1), "not a model file"},
		"too long":            {text + strings.Repeat(" ", maxBytes), "at most"},
		"nothing":             {"", "not a model file"},
	} {
		if c.file == text {
			t.Fatalf("%s: the file was not changed", name)
		}
		if _, err := Parse([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %q", name, err, c.says)
		}
	}
}

func TestModelsWithoutEveryPartAreNotWritten(t *testing.T) {
	m := fitted(t)
	m.SD[0] = 0
	if _, err := m.Marshal(); err == nil {
		t.Error("a standard deviation of 0 was written")
	}
	m = fitted(t)
	m.Ranges = nil
	if _, err := m.Marshal(); err == nil {
		t.Error("a model without ranges was written")
	}
}

func TestScoresNeedTheModelsColumns(t *testing.T) {
	m, rows := fitted(t), small()
	rows.Columns = []string{"b", "a"}
	if _, err := m.Scores(rows); err == nil || !strings.Contains(err.Error(), `feature 1 is "a"`) {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	file, err := fitted(f).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	file, err = networked(f).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	file, err = os.ReadFile("testdata/version2.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte(`{"kind":"samband model","version":1,"digest":"","model":null}`))
	f.Add([]byte(`{"kind":"samband model","version":1,"model":{}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := Parse(file)
		if err != nil {
			return
		}
		again, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		second, err := Parse(again)
		if err != nil || !cmp.Equal(m, second) {
			t.Errorf("read %v, wrote, and read %v, %v\n%s", m, second, err, bytes.TrimSpace(again))
		}
	})
}

// The schema in a model is the one whose hash it states, so that rows which are
// read by it are those that the model was trained on.
func TestAModelsSchemaFitsItsHash(t *testing.T) {
	m := fitted(t)
	m.Declared = &schema.Schema{Title: "another"}
	if _, err := m.Marshal(); err == nil || !strings.Contains(err.Error(), "is not the one whose hash") {
		t.Error(err)
	}
}

func TestDigestNamesTheModel(t *testing.T) {
	m := fitted(t)
	file, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	d, err := m.Digest()
	if err != nil || !strings.Contains(string(file), d.String()) {
		t.Errorf("%v: the file does not hold the digest %s", err, d)
	}
	m.Rehearsal = true
	if other, _ := m.Digest(); other == d {
		t.Error("a rehearsal's model has the digest of a real one")
	}
}

// What a model says of its noise is read back, and refused where it cannot be.
func TestNoiseInFiles(t *testing.T) {
	d := func(v float64) *float64 { return &v }
	made := func(n *Noise) *Model {
		return &Model{Agreement: "a", Schema: "s", Noised: true, Noise: n, Features: []string{"x"}, Mean: []float64{0}, SD: []float64{1}, Ranges: make([]Range, 1), Coefficients: []float64{1}}
	}
	file, err := made(&Noise{[]*float64{d(0.5), nil}, 0.7}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	m, err := Parse(file)
	if err != nil || *m.Noise.Deviations[0] != 0.5 || m.Noise.Deviations[1] != nil || m.Noise.Widest != 0.7 || m.Effects()[0].Noise != nil {
		t.Errorf("%+v, %v", m, err)
	}
	without := made(&Noise{[]*float64{d(0.5), d(1)}, 1})
	without.Noised = false
	for _, m := range []*Model{made(&Noise{}), made(&Noise{[]*float64{d(-1), nil}, 1}), made(&Noise{[]*float64{d(1), nil}, -1}), without} {
		if _, err := m.Marshal(); err == nil {
			t.Errorf("%+v is no noise", m.Noise)
		}
	}
}
