package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed bundle verifies, in both languages, without anything else.
func TestWalk(t *testing.T) {
	for tag, words := range map[string][]string{
		"en": {", 0 unexplained", "by both ends", "derivable", "[measured]", "NOT verified", "line ", "report.en.html", "different: 0", "area under the curve", "Advantage"},
		"sv": {", 0 oförklarade", "av båda ändar", "härledbar", "[uppmätt]", "UNDERKÄND", "rad ", "report.sv.html", "olika: 0", "ytan under kurvan", "Försprång"},
	} {
		var printed bytes.Buffer
		out := t.TempDir()
		if err := walk(t.Context(), &printed, "bundle", out, tag); err != nil {
			t.Fatalf("%v\n%s", err, printed.String())
		}
		for _, w := range words {
			if !strings.Contains(printed.String(), w) {
				t.Errorf("%s: does not print %q:\n%s", tag, w, printed.String())
			}
		}
		for _, name := range []string{"report.sv.html", "report.en.html", "report.json"} {
			if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() == 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// The command that made the committed bundle makes one that verifies.
func TestMake(t *testing.T) {
	if testing.Short() {
		t.Skip("a run of real processes; without -short")
	}
	dir := filepath.Join(t.TempDir(), "bundle")
	if err := remake(t.Context(), dir, "en"); err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	if err := walk(t.Context(), &printed, dir, t.TempDir(), "en"); err != nil {
		t.Errorf("%v\n%s", err, printed.String())
	}
	if err := remake(t.Context(), dir, "en"); err == nil {
		t.Error("a bundle was overwritten")
	}
}

// What is committed has no more than a bundle may have, and nothing secret.
func TestBundleHoldsNoSecret(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("bundle*", "*", "*"))
	if err != nil || len(files) != 24 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"PRIVATE", "coefficients", "intercept", "clipped_by", "identity key"} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s has %q", path, secret)
			}
		}
	}
}
