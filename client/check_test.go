package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/committee"
	"samband/pkg/profile"
)

// office is a directory with the program, three parties' keys and an agreement.
type office struct {
	*testing.T
	dir string
}

func open(t *testing.T) office {
	o := office{t, t.TempDir()}
	build := exec.Command("go", "build", "-o", filepath.Join(o.dir, "client"), ".")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile("../pkg/agreement/testdata/two-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	agreed := string(text)
	key := regexp.MustCompile(`samband1:[A-Za-z0-9_-]{43}`)
	olds := key.FindAllString(agreed, -1)
	for i, party := range []string{"north", "south", "hub"} {
		out, _, code := o.run("init", "--dir", party)
		if code != 0 {
			t.Fatalf("init %s: %d", party, code)
		}
		agreed = strings.Replace(agreed, olds[i], key.FindString(out), 1)
	}
	o.write("agreement.yaml", agreed)
	return o
}

func (o office) write(name, text string) {
	o.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
		o.Fatal(err)
	}
}

// run starts the program as a process of its own in the directory.
func (o office) run(arguments ...string) (out, errs string, code int) {
	o.Helper()
	var stdout, stderr bytes.Buffer
	c := exec.Command(filepath.Join(o.dir, "client"), arguments...)
	c.Dir, c.Stdout, c.Stderr = o.dir, &stdout, &stderr
	c.Env = append(os.Environ(), "LC_ALL=C")
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		o.Fatal(err)
	}
	return stdout.String(), stderr.String(), c.ProcessState.ExitCode()
}

func (o office) files() (names []string) {
	o.Helper()
	for _, pattern := range []string{"*", "*/*"} {
		found, err := filepath.Glob(filepath.Join(o.dir, pattern))
		if err != nil {
			o.Fatal(err)
		}
		names = append(names, found...)
	}
	return names
}

// table is 240 patients as Excel in Sweden saves them: a byte-order mark,
// semicolons, decimal commas, line ends of Windows. NYHA class 4 is rare, three
// ages are missing, and there are columns that nobody asked for.
func table() string {
	var b strings.Builder
	b.WriteString("\ufeffpatient;personnummer;age;female;nyha;readmitted;note;ward 7\r\n")
	for i := range 240 {
		age, nyha := fmt.Sprintf("%d,%d", 45+i%40, i%10), fmt.Sprint(1+i/4%3)
		if i%80 == 7 {
			age = ""
		}
		if i%60 == 13 {
			nyha = "4"
		}
		fmt.Fprintf(&b, "p%d;%s;%s;%d;%s;%d;came by ambulance, no pain;x\r\n", i, "18901212-"+[]string{"9806", "9814"}[i%2], age, i/2%2, nyha, i%2)
	}
	return b.String()
}

func TestCheck(t *testing.T) {
	o := open(t)
	good := table()
	o.write("north.csv", good)
	o.write("persons.csv", strings.Replace(good, "personnummer;age;", "age;x;", 1))
	lines := strings.SplitAfter(good, "\n")
	o.write("bare.csv", strings.Join(lines[1:], ""))
	o.write("cell.csv", strings.Replace(good, "45,0", "old", 1))
	for i := range 80 { // line 2 is the first row
		cells := strings.Split(lines[i+1], ";")
		if cells[2] = "old"; i < 3 {
			cells[3] = "2"
		}
		lines[i+1] = strings.Join(cells, ";")
	}
	o.write("cells.csv", strings.Join(lines, ""))
	o.write("latin1.csv", "patient,age,female,nyha,readmitted,town\np1,50,0,1,1,G\xf6teborg\n")
	check := func(arguments ...string) (string, string, int) {
		return o.run(append([]string{"check", "agreement.yaml", "--dir", "north"}, arguments...)...)
	}

	t.Run("text", func(t *testing.T) {
		before := o.files()
		for _, tag := range []string{"en", "sv"} {
			out, errs, code := check("--data", "north.csv", "--lang", tag)
			if code != 0 || errs != "" {
				t.Errorf("%s: exit code %d, %s", tag, code, errs)
			}
			golden(t, "check."+tag+".txt", out)
		}
		if after := o.files(); !slices.Equal(before, after) {
			t.Errorf("files before %q, after %q", before, after)
		}
	})

	t.Run("JSON", func(t *testing.T) {
		out, errs, code := check("--data", "north.csv", "--json")
		r := checked{Report: &profile.Report{}}
		d := json.NewDecoder(strings.NewReader(out))
		d.DisallowUnknownFields()
		if err := d.Decode(&r); err != nil || code != 0 || errs != "" {
			t.Fatalf("exit code %d, %v, %s", code, err, errs)
		}
		if strings.Contains(out, "null") {
			t.Errorf("null in %s", out)
		}
		if r.Party != "north" || r.Table.Rows != 240 || r.Table.Kept != 237 || len(r.Leaves.Phases) != 3 || len(r.Sees) != 5 || len(r.Table.Merges) != 1 || len(r.Refusals) != 0 || len(r.Earlier.Sums) != 0 || r.Earlier.Refused || r.Leaves.Quorum != 2 || r.Leaves.SmallestClass != 2 || r.Leaves.Leaving != committee.Nobody {
			t.Errorf("%+v", r)
		}
	})

	t.Run("refused", func(t *testing.T) {
		wide := strings.Replace(o.read("agreement.yaml"), "min: 18, max: 110", "min: 0, max: 1000000000000", 1)
		o.write("wide.yaml", wide)
		for _, c := range []struct {
			name, want, says string
			arguments        []string
		}{
			{"Latin-1", "error: The table is refused: latin1.csv: line 2: column \"town\": value \"Göteborg\" is not UTF-8", "REFUSED", []string{"check", "agreement.yaml", "--data", "latin1.csv"}},
			{"no file", "error: The table is refused: absent.csv does not exist", "", []string{"check", "agreement.yaml", "--data", "absent.csv"}},
			{"directory", "error: The table is refused: south is a directory", "REFUSED", []string{"check", "agreement.yaml", "--data", "south"}},
			{"persons", "error: The table is refused: Column age: 240 of 240", "Column age: 240 of 240 values look like Swedish personal identity numbers", []string{"check", "wide.yaml", "--data", "persons.csv"}},
			{"cells", "error: The table is refused, for the 7 reasons above.", "  - Column age: 77 more cells are not as the schema has them.", []string{"check", "agreement.yaml", "--data", "cells.csv"}},
			{"one cell", "error: The table is refused: cell.csv: line 2: column \"age\"", "REFUSED", []string{"check", "agreement.yaml", "--data", "cell.csv"}},
			{"no header", "error: The table is refused: bare.csv: line 1 looks like values", "not like the names of the columns", []string{"check", "agreement.yaml", "--data", "bare.csv"}},
			{"Swedish", "fel: Tabellen avvisas: latin1.csv: rad 2: kolumnen \"town\": värdet \"Göteborg\" är inte UTF-8", "AVVISAT", []string{"check", "agreement.yaml", "--data", "latin1.csv", "--lang", "sv"}},
			{"sign", "error: The table is refused", "", []string{"sign", "wide.yaml", "--data", "persons.csv"}},
			{"sign, no file", "error: The table is refused: absent.csv does not exist", "", []string{"sign", "wide.yaml", "--data", "absent.csv"}},
		} {
			out, errs, code := o.run(append(c.arguments, "--dir", "north")...)
			if code != 3 || !strings.Contains(errs, c.want) || !strings.Contains(out, c.says) || c.says == "" && out != "" {
				t.Errorf("%s: exit code %d\n%s\n%s", c.name, code, errs, out)
			}
		}
		if _, err := os.Stat(filepath.Join(o.dir, "wide.yaml.north.sig")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a refused table was signed for: %v", err)
		}
	})

	t.Run("sign and run", func(t *testing.T) {
		for _, party := range []string{"north", "south", "hub"} {
			arguments := []string{"sign", "agreement.yaml", "--dir", party}
			if party == "north" {
				arguments = append(arguments, "--data", "north.csv")
			}
			if _, errs, code := o.run(arguments...); code != 0 {
				t.Fatalf("sign as %s: %d\n%s", party, code, errs)
			}
		}
		// Nothing listens on port 1: the table is refused before that matters.
		_, errs, code := o.run("run", "agreement.yaml", "--dir", "north", "--data", "latin1.csv", "--coordinator", "127.0.0.1:1")
		if code != 3 || !strings.Contains(errs, "The table is refused: latin1.csv: line 2") {
			t.Errorf("exit code %d\n%s", code, errs)
		}
	})

	t.Run("the proposal can be followed", func(t *testing.T) {
		o.write("merged.yaml", strings.Replace(o.read("agreement.yaml"), `["1", "2", "3", "4"]`, `["1", "2", "3|4"]`, 1))
		out, errs, code := o.run("check", "merged.yaml", "--dir", "north", "--data", "north.csv")
		if code != 0 || !strings.Contains(out, "No group of training rows that a sum would hold has rows of fewer than 5 patients here.") {
			t.Errorf("exit code %d\n%s\n%s", code, errs, out)
		}
	})

	t.Run("no table", func(t *testing.T) {
		out, errs, code := check()
		if code != 0 || errs != "" || !strings.Contains(out, "No table was named with --data") || strings.Contains(out, "is refused") || !strings.Contains(out, "gradient of the loss") {
			t.Errorf("exit code %d\n%s\n%s", code, errs, out)
		}
	})

	t.Run("wrong use", func(t *testing.T) {
		for want, arguments := range map[string][]string{
			"missing: AGREEMENT": {"check", "--data", "north.csv"},
			"unknown flag":       {"check", "agreement.yaml", "--date", "north.csv"},
		} {
			if _, errs, code := o.run(arguments...); code != 2 || !strings.Contains(errs, want) {
				t.Errorf("%q: exit code %d\n%s", arguments, code, errs)
			}
		}
		if _, errs, code := o.run("check", "agreement.yaml", "--dir", "hub", "--data", "north.csv"); code != 3 || !strings.Contains(errs, "the key in hub is the coordinator's") {
			t.Errorf("as the coordinator: exit code %d\n%s", code, errs)
		}
	})
}

func (o office) read(name string) string {
	o.Helper()
	text, err := os.ReadFile(filepath.Join(o.dir, name))
	if err != nil {
		o.Fatal(err)
	}
	return string(text)
}

// golden compares with a file of testdata, and writes it if UPDATE is set. The
// hash of the agreement depends on the keys of the day.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = regexp.MustCompile(`\([0-9a-f]{8}\)`).ReplaceAllString(got, "(hash)")
	got = regexp.MustCompile(`[0-9a-f]{8}(\s+[0-9a-f]{8}){7}`).ReplaceAllString(got, "(whole hash)")
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// Every key of the JSON is on the page that describes it, and every code.
func TestJSONOfCheckIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## `client check`")
	section, _, _ = strings.Cut(section, "\n## ")
	words := keysOf(reflect.TypeFor[checked](), map[reflect.Type]bool{})
	if len(words) < 60 {
		t.Fatalf("keys %q", words)
	}
	words = append(words, profile.Unreadable, profile.MoreCells, profile.OtherValues, profile.OtherOutcome, profile.PersonalNumbers, profile.FreeText, profile.NearUnique, profile.TooManyRows, profile.RowsOfPatient, profile.NoTraining,
		profile.SmallCells, profile.SmallScores, profile.ClippedUnits, profile.OneClass, profile.Constant, profile.Justified, profile.UnusedPerson, profile.UnusedText,
		profile.NoiseWeighs, profile.NoiseDrowns, profile.LargeDelta, profile.LargeEpsilon, profile.FewParticipants)
	for _, w := range words {
		if !strings.Contains(section, "`"+w+"`") {
			t.Errorf("%q is not in docs/json.md under client check", w)
		}
	}
}

// keysOf lists the JSON keys of a type and of all types in it.
func keysOf(of reflect.Type, seen map[reflect.Type]bool) (keys []string) {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return keysOf(of.Elem(), seen)
	case reflect.Struct:
	default:
		return nil
	}
	if seen[of] {
		return nil
	}
	seen[of] = true
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		if of.Field(i).Anonymous && name == "" {
			keys = append(keys, keysOf(of.Field(i).Type, seen)...)
		}
		if name == "" || name == "-" {
			continue
		}
		keys = append(append(keys, name), keysOf(of.Field(i).Type, seen)...)
	}
	return keys
}
