// Package export turns what package evidence found into the formats of others: the
// W3C Data Privacy Vocabulary 2.3 as JSON-LD, an Open Threat Model 0.2.0, a
// CycloneDX 1.6 model card, OpenLineage 2-0-2 events; and into drafts of the
// papers that controllers file. Everything is a pure function of the report, so
// that the same run gives the same files. No risk is rated and nothing is decided
// that the law asks of people; where a format demands a number for that, it is 0
// and says that it was not rated.
package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// Folder is where Write puts the files, in the directory that it is given.
const Folder = "exports"

// Files of the formats.
const (
	VocabularyFile = "dpv.jsonld"
	ThreatFile     = "threat-model.otm.json"
	CardFile       = "model-card.cdx.json"
	LineageFile    = "openlineage.json"
)

// AnnexFile is the name of a draft in a language.
func AnnexFile(annex Annex, tag string) string { return fmt.Sprintf("%s.%s.md", annex, tag) }

// Write writes all exports into the folder below dir and says which files they
// are.
func Write(dir string, r *evidence.Report) (files []string, err error) {
	dir = filepath.Join(dir, Folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	keep := func(name string, write func(io.Writer) error) error {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, filepath.Join(dir, name))
		return os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600)
	}
	en, err := lang.New("en")
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		name string
		of   func(*evidence.Report, *lang.Lang) any
	}{{VocabularyFile, Vocabulary}, {ThreatFile, ThreatModel}, {CardFile, ModelCard}, {LineageFile, Lineage}} {
		if err := keep(one.name, func(w io.Writer) error { return indented(w, one.of(r, en)) }); err != nil {
			return nil, err
		}
	}
	for _, tag := range document.Languages() {
		l, err := lang.New(tag)
		if err != nil {
			return nil, err
		}
		for _, a := range Annexes() {
			if err := keep(AnnexFile(a, tag), func(w io.Writer) error { return WriteAnnex(w, a, r, l) }); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// object is a JSON object whose members encoding/json writes in order of name.
type object map[string]any

// said is a statement as other formats carry it.
func said(s evidence.Statement, l *lang.Lang) object {
	o := object{"name": s.Name, "text": s.Say(l), "status": s.Status, "source": s.Source}
	if s.Vantage != "" {
		o["vantage"] = s.Vantage
	}
	if s.By != "" {
		o["by"] = s.By
	}
	return o
}
