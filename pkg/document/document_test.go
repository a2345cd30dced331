package document_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/lang"
)

func language(t testing.TB, tag string) *lang.Lang {
	t.Helper()
	l, err := lang.New(tag)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func made(t testing.TB, r sample.Run) *evidence.Report {
	t.Helper()
	report, err := r.Report(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func page(t testing.TB, r *evidence.Report, tag string) string {
	t.Helper()
	var b bytes.Buffer
	if err := document.HTML(&b, r, language(t, tag)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// walk visits every element. The documents are well-formed XML besides being
// HTML, so that a strict parser finds whatever a text broke out of.
func walk(t testing.TB, text string, visit func(name string, attributes map[string]string)) {
	t.Helper()
	if strings.Contains(text, "<!--") || strings.Contains(text, "<![") || strings.Contains(text, "<?") {
		t.Error("the document has what HTML and XML read differently")
	}
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the document is not well-formed: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			attributes := make(map[string]string)
			for _, a := range e.Attr {
				attributes[a.Name.Local] = a.Value
			}
			visit(e.Name.Local, attributes)
		}
	}
}

// calm fails if a document holds a script, a handler, or a reference to anything
// outside itself.
func calm(t testing.TB, text string) {
	t.Helper()
	walk(t, text, func(name string, attributes map[string]string) {
		switch strings.ToLower(name) {
		case "script", "iframe", "object", "embed", "img", "link", "form", "base", "input", "foreignobject", "image", "use", "animate", "set", "video", "audio":
			t.Errorf("the document has a <%s>", name)
		}
		for key, value := range attributes {
			if strings.HasPrefix(key, "on") || key == "style" || key == "src" || (key == "href" && !strings.HasPrefix(value, "#")) {
				t.Errorf("<%s %s=%.80q>", name, key, value)
			}
			if strings.Contains(value, "url(") && !strings.HasPrefix(value, "url(#") {
				t.Errorf("<%s %s=%.80q>", name, key, value)
			}
		}
	})
	style := regexp.MustCompile(`(?s)<style>.*?</style>`).FindString(text)
	if regexp.MustCompile(`<[^>]*https?://`).MatchString(text) || regexp.MustCompile(`@import|url\(|https?:`).MatchString(style) || strings.Contains(text, "ZgotmplZ") {
		t.Error("the document reaches outside, or holds what a template refused")
	}
}

// Every id is there once and every reference has one; tables have captions and
// heads with a scope, drawings a title and a description, headings no gaps.
func TestStructure(t *testing.T) {
	for name, c := range cases() {
		r := made(t, c)
		for _, tag := range document.Languages() {
			text := page(t, r, tag)
			calm(t, text)
			ids, refs := map[string]int{}, []string{}
			level, drawings := 0, 0
			walk(t, text, func(element string, attributes map[string]string) {
				if id := attributes["id"]; id != "" {
					ids[id]++
				}
				refs = append(refs, strings.Fields(attributes["aria-labelledby"])...)
				refs = append(refs, strings.Fields(attributes["aria-describedby"])...)
				if href := attributes["href"]; href != "" {
					refs = append(refs, strings.TrimPrefix(href, "#"))
				}
				switch element {
				case "html":
					if attributes["lang"] != tag {
						t.Errorf("%s: lang=%q", name, attributes["lang"])
					}
				case "h1", "h2", "h3":
					if next := int(element[1] - '0'); next > level+1 {
						t.Errorf("%s: %s follows h%d", name, element, level)
					} else {
						level = next
					}
				case "th":
					if attributes["scope"] == "" {
						t.Errorf("%s: a head without a scope", name)
					}
				case "svg":
					drawings++
					if attributes["role"] != "img" {
						t.Errorf("%s: a drawing without a role", name)
					}
				}
			})
			for id, n := range ids {
				if n > 1 {
					t.Errorf("%s: the id %s is there %d times", name, id, n)
				}
			}
			for _, id := range refs {
				if ids[id] == 0 {
					t.Errorf("%s: %s is referred to and not there", name, id)
				}
			}
			if strings.Count(text, `<p class="caption"`) != strings.Count(text, "<table") || drawings < 2 || strings.Count(text, "<desc") != drawings {
				t.Errorf("%s: a table or drawing without its text", name)
			}
		}
	}
}

// The headings come in the order of the specification.
func TestHeadingsFollowTheSpecification(t *testing.T) {
	text, err := os.ReadFile("../../../shared/design/evidence.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("../shared/design/evidence.md is absent: the headings were not compared with it")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "## 4.")
	report, at := page(t, made(t, sample.Run{Accounts: accounts()}), "en"), 0
	for _, one := range []struct{ asked, id string }{
		{"summary", "summary"}, {"parties and roles", "parties"}, {"purpose and legal basis", "purpose"}, {"data-flow diagram", "flow"}, {"visibility matrix", "matrix"},
		{"key ceremony", "keys"}, {"every message kind", "messages"}, {"leakage results", "leakage"}, {"DP: ε", "privacy"}, {"local-only vs joint", "necessary"},
		{"cost of encryption", "cost"}, {"drop-outs and refusals", "dropouts"}, {"retention and where models are", "retention"}, {"limits", "limits"},
	} {
		i := strings.Index(rest, one.asked)
		if i < 0 {
			t.Fatalf("the specification no longer has %q here", one.asked)
		}
		rest = rest[i:]
		j := strings.Index(report[at:], `<section id="`+one.id+`"`)
		if j < 0 {
			t.Fatalf("the section %s is missing or out of order", one.id)
		}
		at += j
	}
	if strings.Count(report[at:], "<section") != 1 {
		t.Error("something follows what is not shown")
	}
}

// Both languages, and HTML and Markdown, hold the same number of everything.
func TestSameContent(t *testing.T) {
	for name, c := range cases() {
		r := made(t, c)
		var shape []string
		for _, tag := range document.Languages() {
			text := page(t, r, tag)
			var md bytes.Buffer
			if err := document.Markdown(&md, r, language(t, tag)); err != nil {
				t.Fatal(err)
			}
			count := func(parts ...string) (n int) {
				for _, p := range parts {
					n += strings.Count(text, p)
				}
				return n
			}
			if said, marked := count(`</span><div><p>`), strings.Count(md.String(), "\n- **["); said != marked {
				t.Errorf("%s %s: %d statements in HTML, %d in Markdown", name, tag, said, marked)
			}
			if rows, marked := count("<tr role"), len(regexp.MustCompile(`(?m)^\| `).FindAllString(md.String(), -1))-count("<table"); rows != marked {
				t.Errorf("%s %s: %d rows in HTML, %d in Markdown", name, tag, rows, marked)
			}
			shape = append(shape, strings.Join([]string{regexp.MustCompile(`>[^<]*<`).ReplaceAllString(regexp.MustCompile(`(?s)<svg.*?</svg>|<head>.*?</head>`).ReplaceAllString(text, ""), "><")}, ""))
		}
		shape[0], shape[1] = strip(shape[0]), strip(shape[1])
		if shape[0] != shape[1] {
			t.Errorf("%s: the languages are built differently", name)
		}
	}
}

// strip takes away what differs between languages by intention.
func strip(s string) string {
	return regexp.MustCompile(`lang="[a-z]+"|data-head="[^"]*"`).ReplaceAllString(s, "")
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := document.JSON(&b, made(t, sample.Run{Accounts: accounts()})); err != nil {
		t.Fatal(err)
	}
	var f document.File
	if err := json.Unmarshal(b.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Questions) != len(evidence.Questions()) || !f.Ran || len(f.Ledgers) != 3 || len(f.Coalitions) != 2 {
		t.Errorf("%d questions, ledgers %v, %d coalitions", len(f.Questions), f.Ledgers, len(f.Coalitions))
	}
	for _, q := range f.Questions {
		for _, one := range q.Findings {
			if err := one.Check(); err != nil || one.Text["sv"] == "" || one.Text["en"] == "" || one.Text["sv"] == one.Text["en"] {
				t.Errorf("%s %s: %v %q", q.Code, one.Name, err, one.Text)
			}
		}
	}
}

// No count is wrong about its noun, no number is written as the other language
// writes it, and no text is missing.
func TestNumbersAgree(t *testing.T) {
	wrong := map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`(^|[^0-9.,\x{a0}(–])1 (ledgers|rounds|sums|rows|columns|results|participants|messages|events|problems|groups|features|values|coalitions|points|others|keys|sites)\b|\b[2-9] (ledger|round|sum|row|column|result|participant|message|event|problem|group|feature|value|coalition|point|key|site)\b|\(s\)|[0-9]\x{a0}[0-9]{3}|%!|[0-9],[0-9]{1,2}\b`),
		"sv": regexp.MustCompile(`(^|[^0-9.,\x{a0}(–])1 (granskningsloggar|omgångar|summor|rader|kolumner|meddelanden|händelser|grupper|variabler|koalitioner|punkter|nycklar)\b|\b[2-9] (granskningslogg|omgång|summa|kolumn|meddelande|händelse|grupp|variabel|koalition|punkt|nyckel)\b|\((er|ar|or|n)\)|%!|[0-9]{2},[0-9]{3}\b|[0-9]\.[0-9]`),
	}
	all := cases()
	all["short"] = sample.Run{Noised: true, Stopped: true, Accounts: []evidence.Account{{Party: "site1", Outcome: &evidence.Outcome{Rounds: 1, Clipped: 1, Values: 1}, Table: &evidence.Table{Unused: 1, Dropped: 1, Small: 1, Pairs: 1}}}}
	for name, c := range all {
		r := made(t, c)
		for _, tag := range document.Languages() {
			text := regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`).ReplaceAllString(page(t, r, tag), "\n")
			text = regexp.MustCompile(`TLS 1\.3|1\.73|version [^ ]+|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]+|35\.7|57\.7|readmission.*|[a-z_]+[0-9.]+[a-z_]*`).ReplaceAllString(html.UnescapeString(text), "")
			if m := wrong[tag].FindString(text); m != "" {
				at := strings.Index(text, m)
				t.Errorf("%s %s: %q in %q", name, tag, m, text[max(0, at-60):min(len(text), at+60)])
			}
			if m := regexp.MustCompile(`\b(doc|brief|ev|where|annex|message-kind|test-kind)[.-][a-z]+[a-z.-]*`).FindString(text); m != "" {
				t.Errorf("%s %s: the text %s is missing", name, tag, m)
			}
		}
	}
}

// No document draws a legal conclusion; the rehearsal, the plan and the review
// that did not happen are said.
func TestWords(t *testing.T) {
	for _, tag := range document.Languages() {
		plan := page(t, made(t, sample.Run{Planned: true}), tag)
		for _, key := range []lang.Key{lang.DocPlanStamp, lang.NoConclusion, lang.NotReviewed, lang.EvLimitTerms} {
			if !strings.Contains(plan, html.EscapeString(language(t, tag).Text(key))) {
				t.Errorf("%s: %s is not said", tag, key)
			}
		}
		for _, never := range []string{"anonym", "lawful", "laglig", "compliant", "militar"} {
			if strings.Contains(strings.ToLower(plan), never) {
				t.Errorf("%s: the document says %q", tag, never)
			}
		}
	}
}
