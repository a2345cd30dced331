// Package document writes what package evidence found for people and programs:
// one HTML file without script or anything from outside, Markdown, and JSON.
// HTML and Markdown come from the same page, so that they say the same.
//
// Everything that parties wrote is escaped, shortened where it is endless, and
// its control and direction marks are shown instead of obeyed.
package document

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// Languages of the documents.
func Languages() []string { return []string{"sv", "en"} }

// JSONFile is the name of the document for programs.
const JSONFile = "report.json"

// HTMLFile is the name of the document in a language.
func HTMLFile(tag string) string { return "report." + tag + ".html" }

// MarkdownFile is the name of the document in a language.
func MarkdownFile(tag string) string { return "report." + tag + ".md" }

// Files are the names of all that Write makes.
func Files() []string {
	all := []string{JSONFile}
	for _, tag := range Languages() {
		all = append(all, HTMLFile(tag), MarkdownFile(tag))
	}
	return all
}

// Write writes the documents of r into dir, and says which.
func Write(dir string, r *evidence.Report) (files []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	keep := func(name string, write func(io.Writer) error) error {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		path := filepath.Join(dir, name)
		files = append(files, path)
		return whole(path, b.Bytes())
	}
	for _, tag := range Languages() {
		l, err := lang.New(tag)
		if err != nil {
			return nil, err
		}
		p := newPage(r, l)
		if err := keep(HTMLFile(tag), p.html); err != nil {
			return nil, err
		}
		if err := keep(MarkdownFile(tag), p.markdown); err != nil {
			return nil, err
		}
	}
	if err := keep(JSONFile, func(w io.Writer) error { return JSON(w, r) }); err != nil {
		return nil, err
	}
	return files, nil
}

// HTML writes the document in one language.
func HTML(w io.Writer, r *evidence.Report, l *lang.Lang) error { return newPage(r, l).html(w) }

// Markdown writes the document in one language.
func Markdown(w io.Writer, r *evidence.Report, l *lang.Lang) error {
	return newPage(r, l).markdown(w)
}

// whole writes a file so that it is there as a whole or not at all.
func whole(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
