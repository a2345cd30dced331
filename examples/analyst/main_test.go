package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/cli"
)

// The committed bundle verifies, in both languages, without anything else.
func TestWalk(t *testing.T) {
	for tag, words := range map[string][]string{
		"en": {", 0 unexplained", "by both ends", "derivable", "[measured from outside]", "NOT verified", "line ", "report.en.html", "Counted from outside: 4 flows", "of 2 of 2 connections", "likelihood ratio", "different: 0", "Advantage", "bundle/agreement.yaml.hub.sig", "hub with north", "in the tables of step 6", "RESULT: no problem was found."},
		"sv": {", 0 oförklarade", "i båda ändar", "härledbar", "[uppmätt utifrån]", "UNDERKÄND", "rad ", "report.sv.html", "Räknat utifrån: 4 flöden", "2 av 2 anslutningar", "sannolikhetskvot", "olika: 0", "Försprång", "bundle/agreement.yaml.hub.sig", "hub med north", "i tabellerna i steg 6", "RESULTAT: inget fel hittades."},
	} {
		var printed bytes.Buffer
		out := t.TempDir()
		if err := walk(t.Context(), &printed, "bundle", "firewall.csv", out, tag); err != nil {
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

// A count that does not fit, and a bundle that is not whole, are shown to the end,
// and the program then fails.
func TestWalkFinds(t *testing.T) {
	counted, err := os.ReadFile("firewall.csv")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	less := filepath.Join(dir, "less.csv")
	if err := os.WriteFile(less, bytes.Replace(counted, []byte(",92318,"), []byte(",82318,"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(dir, "part")
	if err := os.CopyFS(part, os.DirFS("bundle")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(part, "hub")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ bundle, counted, says string }{
		"a count that is too low": {"bundle", less, "8,528 B missing outside"},
		"a part is missing":       {part, "", "! hub/"},
	} {
		var printed bytes.Buffer
		err := walk(t.Context(), &printed, c.bundle, c.counted, t.TempDir(), "en")
		if cli.Code(err) != cli.Verification || !strings.Contains(printed.String(), c.says) || !strings.Contains(printed.String(), "That is all") {
			t.Errorf("%s: %v\n%s", name, err, printed.String())
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
	if err := walk(t.Context(), &printed, dir, "", t.TempDir(), "en"); err != nil {
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
