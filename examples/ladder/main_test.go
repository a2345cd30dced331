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

	"samband/pkg/evidence"
	"samband/pkg/exposure"
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
