package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// Each step changes what it says, and no more: who sees an update, what north
// derives of south, what the noise bounds; and the model of a and b tells the same.
func TestLadder(t *testing.T) {
	dir := t.TempDir()
	var screen bytes.Buffer
	if err := run(context.Background(), &screen, dir, "sv", 1); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "ladder.json"))
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	if err := json.Unmarshal(text, &steps); err != nil || len(steps) != 4 {
		t.Fatal(len(steps), err)
	}
	update, sum := string(exposure.IndividualUpdate), string(exposure.Sum)
	for i, want := range []struct{ hub, north, sumAtHub, recipient string }{
		{"plain", "derivable", "plain", "plain"},
		{"ciphertext", "derivable", "ciphertext", "plain"},
		{"ciphertext", "none", "ciphertext", "plain"},
		{"ciphertext", "none", "ciphertext", "plain"},
	} {
		v := steps[i].Summary.Visibility
		if v["hub"][update] != want.hub || v["north"][update] != want.north || v["hub"][sum] != want.sumAtHub || v[exposure.Recipient][string(exposure.FinalModel)] != want.recipient {
			t.Errorf("step %s: %v", steps[i].Name, v)
		}
		d := steps[i].Summary.Subtraction
		if derives := d != nil && d.Values > 0 && d.Different == 0; derives != (i < 2) {
			t.Errorf("step %s: north derives what south sent: %+v", steps[i].Name, d)
		}
		rate := area(steps[i].Tests)
		if rate == nil || !rate.Resolved || (rate.Promise != nil) != (i == 3) {
			t.Errorf("step %s: %+v", steps[i].Name, rate)
		}
		if i == 3 && rate.Low > *rate.Promise {
			t.Errorf("more was found than noise allows: %+v", rate)
		}
	}
	if a, b := steps[0].Summary.Model, steps[1].Summary.Model; !reflect.DeepEqual(a, b) {
		t.Errorf("encryption changes the model: %+v, %+v", a, b)
	}
	if a, b := members(steps[0].Tests), members(steps[1].Tests); len(a) == 0 || !reflect.DeepEqual(a, b) {
		t.Errorf("the model tells otherwise under encryption:\n%+v\n%+v", a, b)
	}
	checkSentences(t, steps)
	checkFiles(t, dir)
	// In d the noise is for anybody but two participants who join.
	a, err := agreement.Read(filepath.Join(dir, "d", "agreement.yaml"))
	if err != nil || a.Privacy.Insiders != 1 {
		t.Errorf("noise against insiders: %+v, %v", a, err)
	}
	for _, said := range []string{"FYRA ÖVERENSKOMMELSER", "Steg d", "ändrar inte:", "härledbart", "1 364 av 1 364", "granskat"} {
		if !strings.Contains(strings.ReplaceAll(screen.String(), "\u00a0", " "), said) {
			t.Errorf("does not print %q:\n%s", said, screen.String())
		}
	}
	for _, line := range strings.Split(screen.String(), "\n") {
		if strings.Contains(line, "%!") || strings.Contains(line, "ladder.step") {
			t.Errorf("%q", line)
		}
	}
}

// checkSentences holds what is said to change, and not to, against the matrices.
func checkSentences(t *testing.T, steps []step) {
	t.Helper()
	reads := func(s step, party string, asset exposure.Asset) bool {
		level := exposure.Level(s.Summary.Visibility[party][string(asset)])
		return level == exposure.Plain || level == exposure.Derivable
	}
	within := []exposure.Asset{exposure.IndividualUpdate, exposure.Sum, exposure.FinalModel, exposure.Metrics}
	for i, s := range steps {
		for _, asset := range within { // from b on, the coordinator by itself reads nothing
			if got := reads(s, hub, asset); got != (i == 0) {
				t.Errorf("step %s: the coordinator reads %s: %v", s.Name, asset, got)
			}
		}
		for _, id := range s.Summary.Participants { // from c on, none reads another's, alone or with the coordinator
			for _, party := range []string{string(id), hub + " with " + string(id)} {
				if got := reads(s, party, exposure.IndividualUpdate); got != (i < 2) {
					t.Errorf("step %s: %s reads another's update: %v", s.Name, party, got)
				}
				if !reads(s, party, exposure.Sum) || !reads(s, party, exposure.FinalModel) {
					t.Errorf("step %s: %s does not read the sum and the model", s.Name, party)
				}
			}
		}
		alone, hubAlone := 0, false
		for _, b := range s.Breaches {
			hubAlone = hubAlone || len(b.Members) == 0
			if len(b.Members) == 1 {
				alone++
			} else if len(b.Members) == 2 && b.Coordinator {
				t.Errorf("step %s: %+v", s.Name, b)
			}
		}
		if hubAlone != (i == 0) || alone != map[bool]int{true: 2}[i < 2] || i >= 2 && len(s.Breaches) != 3 {
			t.Errorf("step %s: %+v", s.Name, s.Breaches)
		}
	}
	if c, d := steps[2], steps[3]; !reflect.DeepEqual(c.Summary.Visibility, d.Summary.Visibility) {
		t.Error("noise changes who receives what")
	}
}

// checkFiles wants the same table in both languages.
func checkFiles(t *testing.T, dir string) {
	t.Helper()
	shape := make(map[string][]int)
	for _, tag := range []string{"en", "sv"} {
		text, err := os.ReadFile(filepath.Join(dir, "ladder."+tag+".md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "|") {
				shape[tag] = append(shape[tag], strings.Count(line, "|")*10+strings.Count(line, "→"))
			}
		}
		if strings.Contains(string(text), "%!") {
			t.Errorf("%s", text)
		}
	}
	if len(shape["en"]) < 40 || !reflect.DeepEqual(shape["en"], shape["sv"]) {
		t.Errorf("%v and %v", shape["en"], shape["sv"])
	}
}

// Those of a kind who see the same stand in one row under what they are, others by
// name; what changes has an arrow, and who takes no part has no say.
func TestGroups(t *testing.T) {
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	sees := func(levels ...string) map[string]map[string]string {
		all := make(map[string]map[string]string)
		for i, party := range []string{"north", "south", "west"} {
			if levels[i] != "" {
				all[party] = map[string]string{string(exposure.Sum): levels[i]}
			}
		}
		return all
	}
	one := func(levels ...string) *step {
		return &step{Summary: &local.Summary{Participants: []identity.ID{"north", "south", "west"}, Visibility: sees(levels...)}}
	}
	for _, c := range []struct {
		steps []*step
		want  string
	}{
		{[]*step{one("plain", "plain", ""), one("none", "none", "none")}, "each participant: plaintext, → nothing"},
		{[]*step{one("plain", "none", ""), one("none", "none", "none")}, "north, west: plaintext, → nothing; south: nothing, nothing"},
		{[]*step{one("plain", "plain", "plain"), one("plain", "plain", "none")}, "north, south: plaintext, plaintext; west: plaintext, → nothing"},
	} {
		w := &writer{l: l, steps: c.steps}
		var said []string
		for _, g := range w.grouped(w.kinds()[1], exposure.Sum) {
			said = append(said, strings.Join(g.names, ", ")+": "+strings.Join(marked(g.cells), ", "))
		}
		if got := strings.Join(said, "; "); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// members are the results of the membership tests.
func members(t *evidence.Tests) (all []evidence.Attack) {
	for _, a := range t.Attacks {
		if len(a.Rates) > 0 {
			all = append(all, a)
		}
	}
	return all
}

func TestUnknownLanguage(t *testing.T) {
	if err := run(context.Background(), &bytes.Buffer{}, t.TempDir(), "xx", 1); err == nil {
		t.Error("there is a language xx")
	}
}
