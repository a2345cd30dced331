package command

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/plan"
	"samband/pkg/secagg"
)

func printedTemplate(arguments ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	app := &cli.App{Out: &o, Err: &e, Getenv: func(string) string { return "" }}
	root := &cobra.Command{Use: "client"}
	root.AddCommand(Template(app, "client"))
	code = app.Run(root, append([]string{"template"}, arguments...))
	return o.String(), e.String(), code
}

var (
	blankKey = regexp.MustCompile(`key: <[^>]*>`)
	optional = regexp.MustCompile(`(?m)^( *)# ((?:steps|rate|tolerance|missing_values|column|rows_per_patient|threshold|min_contributors): )`)
)

var withNoise = regexp.MustCompile(`(?m)^( *)# ((?:rows_per_patient|epsilon|delta|clip): )`)

var blank = regexp.MustCompile(`<([^<>]+)>`)

// fill makes keys, and takes the brackets off what people would replace.
func fill(t *testing.T, text string) string {
	if _, err := agreement.Parse("agreement.yaml", []byte(keys(t, text))); err == nil || !strings.Contains(err.Error(), "title: \"<") || strings.Contains(err.Error(), ".key") {
		t.Errorf("with nothing but the keys filled in: %v", err)
	}
	return blank.ReplaceAllString(keys(t, text), "$1")
}

func keys(t *testing.T, text string) string {
	return blankKey.ReplaceAllStringFunc(text, func(string) string {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		return "key: " + key.Public().String()
	})
}

// The template is refused until all its blanks are filled in, each of which is named,
// and is then an agreement that can be planned, in both languages the same one.
func TestTemplate(t *testing.T) {
	for _, n := range []int{2, 3, 4, 9} {
		var hashes []string
		for _, tag := range []string{"en", "sv"} {
			text, errs, code := printedTemplate("--lang", tag, "--participants", fmt.Sprint(n))
			if code != cli.OK || errs != "" {
				t.Fatalf("%d %s", code, errs)
			}
			_, err := agreement.Parse("agreement.yaml", []byte(text))
			if err == nil || strings.Count(err.Error(), "\n")+1 != 2*n+7 || strings.Count(err.Error(), ".key: ") != n+1 {
				t.Errorf("%s, %d participants, not filled in: %v", tag, n, err)
			}
			a, err := agreement.Parse("agreement.yaml", []byte(fill(t, text)))
			if err != nil {
				t.Fatalf("%s, %d participants: %v\n%s", tag, n, err, text)
			}
			if _, err := plan.New(a); err != nil || len(a.Parties) != n {
				t.Errorf("%s, %d participants: %v", tag, n, err)
			}
			a.Title, a.Purpose, a.LegalBasis, a.Retention, a.Parties, a.Coordinator = "", "", "", "", nil, agreement.Coordinator{}
			hashes = append(hashes, a.Hash().String())
			for _, s := range secagg.Schemes() {
				if !strings.Contains(text, string(s)) {
					t.Errorf("%s: does not name %s", tag, s)
				}
			}
			for _, word := range []string{agreement.MLP, agreement.External, agreement.Perturbation, agreement.FedProx, agreement.Scaffold, agreement.FedAdam, agreement.DiscreteGaussian, agreement.Skellam} {
				if !strings.Contains(text, word) {
					t.Errorf("%s: does not name %s", tag, word)
				}
			}

			// What is commented out can be used, here for fedavg, and is the default.
			more := optional.ReplaceAllString(strings.Replace(text, "name: newton", "name: fedavg", 1), "$1$2")
			if b, err := agreement.Parse("agreement.yaml", []byte(fill(t, more))); err != nil || b.Algorithm.Steps != 5 || b.Aggregation.Threshold != a.Aggregation.Threshold || b.Aggregation.MinContributors != a.Aggregation.MinContributors || b.Schema.Features[0].Column == "" {
				t.Errorf("%s, %d participants, optional keys: %v", tag, n, err)
			}

			// So can noise.
			noise := withNoise.ReplaceAllString(strings.Replace(text, "noise: none", "noise: discrete-gaussian", 1), "$1$2")
			b, err := agreement.Parse("agreement.yaml", []byte(fill(t, noise)))
			if err != nil || b.Privacy.Epsilon != 4 {
				t.Fatalf("%s, %d participants, with noise: %v", tag, n, err)
			}
			if _, err := plan.New(b); err != nil {
				t.Errorf("%s, %d participants, with noise: %v", tag, n, err)
			}
		}
		if hashes[0] != hashes[1] {
			t.Errorf("%d participants: the languages have other values", n)
		}
	}
	for _, n := range []string{"1", "1001", "x"} {
		if out, errs, code := printedTemplate("--participants", n); code != cli.Usage || out != "" || errs == "" {
			t.Errorf("%s participants: %d %s", n, code, errs)
		}
	}
}

// Every key that an agreement must have is explained where it stands: the
// template has a comment in every paragraph.
func TestTemplateIsCommented(t *testing.T) {
	text, _, _ := printedTemplate()
	for _, paragraph := range strings.Split(text, "\n\n") {
		if !strings.Contains(paragraph, "#") && !strings.HasPrefix(paragraph, "retention:") {
			t.Errorf("no comment in:\n%s", paragraph)
		}
	}
}
