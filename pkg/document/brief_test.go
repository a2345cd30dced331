package document_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"samband/pkg/document"
	"samband/pkg/evidence/sample"
)

// summary is what stands between the head of the summary and the statuses, without
// the marks of how each sentence is known.
func summary(t *testing.T, text string) string {
	t.Helper()
	from, to := strings.Index(text, `<div class="briefs">`), strings.Index(text, `<ul class="counts">`)
	if from < 0 || to < from {
		t.Fatal("no summary")
	}
	text = regexp.MustCompile(`(?s)<span class="badge.*?</span>|<a class="in".*?</a>`).ReplaceAllString(text[from:to], "")
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, " ")
}

// A summary is read in two minutes: at 200 words a minute.
func TestSummaryIsShort(t *testing.T) {
	for name, c := range cases() {
		r := made(t, c)
		for _, tag := range document.Languages() {
			said := summary(t, page(t, r, tag))
			n := len(strings.Fields(said))
			t.Logf("%s %s: %d words", name, tag, n)
			if n > 400 || n < 120 {
				t.Errorf("%s %s: the summary has %d words: %s", name, tag, n, said)
			}
		}
	}
}

// The summary says in words who, what left, who sees, and the greatest risk, as
// each run has it.
func TestSummarySaysWhatMatters(t *testing.T) {
	for name, want := range map[string][]string{
		"two":       {"Region North and Region South trained one model together", "None of the program&#39;s messages has a field for a row", "of a site&#39;s contribution: ciphertext", "can, alone, compute exactly", "Encryption does not prevent that", "area under the curve of 0.56 (0.53 to 0.59)", "0.621 with the models that sites have alone, 0.627 with the joint one", "0 unexplained"},
		"planned":   {"plan to train one model together", "Nothing has run", "would send at most"},
		"plaintext": {"takes part and operates the coordinator", "The coordinator reads what each site contributes", "of a site&#39;s contribution: plaintext"},
		"noised":    {"Noise limits what all that the run opens tells of one row: ε = 4 at δ = 1.0·10⁻⁶", "with the noise in it"},
		"many":      {"Region North, Region South, Region West and 7 others", "Nobody alone can compute another site&#39;s contribution"},
		"alone":     {"Only the ledger of"},
		"stopped":   {"did not come to its end, and no model was released", "not completed"},
	} {
		said := strings.Join(strings.Fields(summary(t, page(t, made(t, cases()[name]), "en"))), " ")
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("%s: the summary does not say %q: %s", name, w, said)
			}
		}
	}
}

// Numbers of tests come in tables, one for each party that tested; what the sample
// cannot resolve is in brackets, which need no colour.
func TestLeakageIsTabled(t *testing.T) {
	r := made(t, sample.Run{Accounts: tested()})
	for _, tag := range document.Languages() {
		text := page(t, r, tag)
		list := regexp.MustCompile(`(?s)<section id="leakage".*?<figure>`).FindString(text)
		if n := strings.Count(list, "<li"); n > 9 {
			t.Errorf("%s: %d statements before the figures of leakage", tag, n)
		}
		if n := strings.Count(text, `class="unresolved number"`); n != strings.Count(text, `class="unresolved number"><span>[`) || n < 4 {
			t.Errorf("%s: of %d cells that are unresolved, not all are in brackets", tag, n)
		}
		for _, name := range []string{"Region North", "Region South"} {
			if !regexp.MustCompile(`<p class="caption"[^>]*>[^<]*` + name + `[^<]*</p>\n<div[^>]*>\n<table[^>]*>\n<thead role="rowgroup"><tr role="row"><th[^>]*>test`).MatchString(text) {
				t.Errorf("%s: no table of the tests of %s", tag, name)
			}
		}
	}
}

// Every heading has its number, so that a reader of paper finds what is referred
// to.
func TestSectionsAreNumbered(t *testing.T) {
	r := made(t, sample.Run{})
	text := page(t, r, "sv")
	heads := regexp.MustCompile(`<section id="([a-z]+)" aria-labelledby="[a-z]+-head">\n<h2 id="[a-z]+-head"><span class="number">([0-9]+)</span>`).FindAllStringSubmatch(text, -1)
	if len(heads) != strings.Count(text, "<section") {
		t.Fatalf("%d of %d sections are numbered", len(heads), strings.Count(text, "<section"))
	}
	for _, m := range regexp.MustCompile(`<a class="in" href="#([a-z]+)">avsnitt ([0-9]+)</a>`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(text, `<section id="`+m[1]+`" aria-labelledby="`+m[1]+`-head">`+"\n"+`<h2 id="`+m[1]+`-head"><span class="number">`+m[2]+`</span>`) {
			t.Errorf("%s is not section %s", m[1], m[2])
		}
	}
	var md bytes.Buffer
	if err := document.Markdown(&md, r, language(t, "sv")); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(md.String(), "\n## 5. Vem ser vad\n") {
		t.Error("the sections of Markdown are not numbered")
	}
}

// Sources are said in words, in the language of the document.
func TestSourcesAreSaid(t *testing.T) {
	text := page(t, made(t, sample.Run{Accounts: accounts()}), "sv")
	for _, want := range []string{"granskningslogg från hub (rad ", "redogörelsen från site1", "räkning utifrån", "parternas redogörelser"} {
		if !strings.Contains(text, want) {
			t.Errorf("no source is %q", want)
		}
	}
	for _, never := range []string{" ledger", "account of", "källa: accounts"} {
		if strings.Contains(text, never) {
			t.Errorf("the Swedish document has %q: %s", never, regexp.MustCompile(`.{60}`+never+`.{20}`).FindString(text))
		}
	}
}
