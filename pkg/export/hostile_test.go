package export_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/export"
	"samband/pkg/lang"
)

// hostile is what parties could put into texts that nobody checked.
func hostile(t testing.TB, r *evidence.Report, text string) *evidence.Report {
	t.Helper()
	a := *r.Agreement
	a.Title, a.Purpose, a.LegalBasis, a.Retention = text, text, text, text
	a.Coordinator.Name, a.Coordinator.OperatedBy = text, text
	a.Parties = append(a.Parties[:0:0], a.Parties...)
	a.Parties[0].Name, a.Parties[0].Role = text, text
	a.Schema.Outcome.Name = text
	p := *r.Plan
	p.Agreement = &a
	again, err := evidence.Of(evidence.Input{Plan: &p, Ledgers: r.Ledgers, Accounts: []evidence.Account{{Party: "site1", Program: text}}})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// Whatever a text holds, the formats stay JSON and the drafts Markdown without
// HTML, links, or characters that a screen would obey.
func FuzzHostileTexts(f *testing.F) {
	for _, s := range []string{
		"<script>alert(1)</script>", "javascript:alert(1)", "[x](javascript:alert(1))", "\u202egnik\u2066", "\x00\x1b[31m\u009b", "a|b\n# c\n- d", "\xff\xfe", strings.Repeat("A", 70000), `"}],"@context":{"x":"y`, "https://example.org www.example.org",
	} {
		f.Add(s)
	}
	quiet, err := sample.Run{}.Report(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := hostile(t, quiet, s)
		for _, tag := range []string{"en", "sv"} {
			l, err := lang.New(tag)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range export.Annexes() {
				var b bytes.Buffer
				if err := export.WriteAnnex(&b, a, r, l); err != nil {
					t.Fatal(err)
				}
				text := b.String()
				if m := regexp.MustCompile(`(?m)(^|[^\\])<[a-zA-Z/!]|https?://|www\.|(^|[^\\])\]\(`).FindString(text); m != "" {
					t.Errorf("%s: HTML or a link in Markdown: %q", a, m)
				}
				if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\u00a0' && !unicode.IsPrint(r) }); i >= 0 {
					t.Errorf("%s: %q", a, text[i:min(len(text), i+10)])
				}
			}
			for _, of := range []func(*evidence.Report, *lang.Lang) any{export.Vocabulary, export.ThreatModel, export.ModelCard, export.Lineage} {
				text, err := json.Marshal(of(r, l))
				if err != nil || !json.Valid(text) || !utf8.Valid(text) || bytes.ContainsAny(text, "<>") {
					t.Errorf("no JSON that may stand in HTML: %v %.200q", err, text)
				}
			}
		}
	})
}
