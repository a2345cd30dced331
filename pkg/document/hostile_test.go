package document_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
)

// hostile is what parties could put into texts that nobody checked: everything
// of an agreement that was read is legible, an agreement made otherwise may not be.
func hostile(t testing.TB, r *evidence.Report, text string) *evidence.Report {
	t.Helper()
	a := *r.Agreement
	a.Title, a.Purpose, a.LegalBasis, a.Retention = text, text, text, text
	a.Coordinator.Name, a.Coordinator.OperatedBy = text, text
	parties := append(a.Parties[:0:0], a.Parties...)
	parties[0].Name, parties[0].Role = text, text
	a.Parties = parties
	a.Schema.Features = append(a.Schema.Features[:0:0], a.Schema.Features...)
	a.Schema.Features[0].Unit = text
	p := *r.Plan
	p.Agreement = &a
	accounts := accounts()
	accounts[0].Program = text
	accounts[0].Attacks[0].Target, accounts[0].Attacks[0].Seat = text, text
	again, err := evidence.Of(evidence.Input{Plan: &p, Ledgers: r.Ledgers, Accounts: accounts})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// obeyed finds a character that a screen would obey instead of showing.
func obeyed(s string) (rune, bool) {
	for _, r := range s {
		if r != '\n' && r != '\u00a0' && !unicode.IsPrint(r) {
			return r, true
		}
	}
	return 0, false
}

func FuzzHostileTexts(f *testing.F) {
	for _, s := range []string{
		"Region <script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'; --></style></title></svg><script>", "{{.}} ${x} `x`", "javascript:alert(1)",
		"\x00\x1b[31mred\x7f\u009b", "\u202egnik\u2066\u200f", "עברית العربية", strings.Repeat("A", 70000), strings.Repeat("å ", 9000), "\xff\xfe", "a|b\n# c\n- d", "x\r\n\r\ny", "https://example.org/?<a> www.example.org", "[x](javascript:alert(1))", "]]>&lt;b&gt;",
	} {
		f.Add(s)
	}
	quiet := made(f, sample.Run{Accounts: accounts()})
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			s = "-"
		}
		r := hostile(t, quiet, s)
		for _, tag := range document.Languages() {
			text := page(t, r, tag)
			calm(t, text)
			if c, found := obeyed(text); found {
				t.Errorf("%U is in the document", c)
			}
			if len(text) > 1<<20 {
				t.Errorf("the document has %d bytes", len(text))
			}
			walk(t, text, func(name string, attributes map[string]string) {
				if name == "b" || name == "a" && attributes["href"] == "" {
					t.Errorf("a text became <%s>", name)
				}
			})
			var md bytes.Buffer
			if err := document.Markdown(&md, r, language(t, tag)); err != nil {
				t.Fatal(err)
			}
			if m := regexp.MustCompile(`(?m)(^|[^\\])<[a-zA-Z/!]`).FindString(md.String()); m != "" {
				t.Errorf("HTML in Markdown: %q", m)
			}
			if m := regexp.MustCompile(`https?://|www\.|(^|[^\\])\]\(`).FindString(md.String()); m != "" {
				t.Errorf("a link in Markdown: %q", m)
			}
			if c, found := obeyed(md.String()); found {
				t.Errorf("%U is in the Markdown", c)
			}
		}
	})
}

// A name as long as agreements allow stays inside its box.
func TestLongNames(t *testing.T) {
	text := page(t, made(t, sample.Run{Names: []string{strings.Repeat("Sjukvårdsregionen", 6), "South"}}), "sv")
	for _, m := range regexp.MustCompile(`(?s)<text[^>]*>([^<]*)</text>`).FindAllStringSubmatch(text, -1) {
		if n := len([]rune(html.UnescapeString(m[1]))); n > 140 {
			t.Errorf("a line of %d characters in a drawing: %.60q", n, m[1])
		}
	}
}
