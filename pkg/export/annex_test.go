package export_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"samband/pkg/document"
	"samband/pkg/evidence/sample"
	"samband/pkg/export"
	"samband/pkg/lang"
)

// The annexes have the same headings and items in both languages, say what is
// declared and what is open, and hold no HTML.
func TestAnnexes(t *testing.T) {
	for name, c := range cases() {
		r := made(t, c)
		for _, a := range export.Annexes() {
			var shape []string
			for _, tag := range []string{"en", "sv"} {
				l, err := lang.New(tag)
				if err != nil {
					t.Fatal(err)
				}
				var b bytes.Buffer
				if err := export.WriteAnnex(&b, a, r, l); err != nil {
					t.Fatal(err)
				}
				text := b.String()
				shape = append(shape, strings.Repeat("#", strings.Count(text, "\n## "))+strings.Repeat("-", strings.Count(text, "\n- **["))+strings.Repeat("o", strings.Count(text, "\n- ☐")))
				for _, needed := range []string{l.Text(lang.AnnexOpen), l.Text(lang.AnnexDraft)} {
					if !strings.Contains(text, needed) {
						t.Errorf("%s %s %s does not say %q", name, a, tag, needed)
					}
				}
				if strings.Contains(text, "annex-") || regexp.MustCompile(`(?m)(^|[^\\])<[a-z/]`).MatchString(text) || regexp.MustCompile(`\b20[2-9]\d-\d\d-\d\d\b`).MatchString(text) {
					t.Errorf("%s %s %s: a text is missing, HTML, or a date:\n%s", name, a, tag, text)
				}
			}
			if shape[0] != shape[1] {
				t.Errorf("%s: %s has other headings or items in Swedish", name, a)
			}
		}
	}
}

// Who can compute whose contribution stands among recipients and among security
// measures, beside who could decrypt it.
func TestRecordNamesWhoSubtracts(t *testing.T) {
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := export.WriteAnnex(&b, export.Record, made(t, sample.Run{}), l); err != nil {
		t.Fatal(err)
	}
	for _, point := range []string{"(d)", "(g)"} {
		_, from, _ := strings.Cut(b.String(), "\n## "+document.Escaped(point))
		if text, _, _ := strings.Cut(from, "\n## "); !strings.Contains(text, "can compute exactly what this party contributed") {
			t.Errorf("%s: %s", point, text)
		}
	}
}

// Each draft has every point of its provision, in order, with fields for people to
// fill in; what parties declare is marked, and questions pick what there is.
func TestAnnexesHaveEveryPoint(t *testing.T) {
	r := made(t, sample.Run{})
	for annex, points := range map[export.Annex]string{export.Record: "(a) (b) (c) (d) (e) (f) (g)", export.Impact: "(a) (b) (c) (d)", export.Technical: "1. 2. 3. 4. 5. 6. 7. 8. 9.", export.Exit: "Activities Results Learning"} {
		var b bytes.Buffer
		if err := export.WriteAnnex(&b, annex, r, english(t)); err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(b.String(), "\n## ")[1:]
		for i, point := range strings.Fields(points) {
			if i >= len(parts) || !strings.HasPrefix(parts[i], point) {
				t.Fatalf("%s: point %s is missing or out of order", annex, point)
			}
		}
		empty := 0
		for _, part := range parts {
			if !strings.Contains(part, "\n- ☐ ") {
				t.Errorf("%s: nothing is open under %.40q", annex, part)
			}
			if !strings.Contains(part, "- **[") {
				empty++
			}
		}
		if want := map[export.Annex]int{export.Record: 1, export.Impact: 1, export.Technical: 3, export.Exit: 0}[annex]; empty != want {
			t.Errorf("%s: %d points have nothing from the run, want %d", annex, empty, want)
		}
		if annex != export.Technical && annex != export.Exit && !strings.Contains(b.String(), "- **[declared]**") {
			t.Errorf("%s: nothing is marked as declared", annex)
		}
	}
}
