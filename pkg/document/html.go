package document

import (
	_ "embed"
	"html/template"
	"io"

	"samband/pkg/lang"
)

//go:embed report.html.tmpl
var reportText string

//go:embed style.css
var styleText string

// html writes the page as one HTML file.
func (p *page) html(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"say":   func(key string) string { return p.l.Text(lang.Key(key)) },
		"style": func() template.CSS { return template.CSS(styleText) }, // ours
	}).Parse(reportText)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}
