package trial

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/export"
	"samband/pkg/finding"
)

// CheckDocuments fails unless the run left every document and export, and they
// answer every question, from both ends where ledgers can.
func (r *Trial) CheckDocuments(t *testing.T) {
	t.Helper()
	files := document.Files()
	for _, name := range []string{export.VocabularyFile, export.ThreatFile, export.CardFile, export.LineageFile} {
		files = append(files, filepath.Join(export.Folder, name))
	}
	for _, tag := range document.Languages() {
		for _, a := range export.Annexes() {
			files = append(files, filepath.Join(export.Folder, export.AnnexFile(a, tag)))
		}
	}
	for _, name := range files {
		if info, err := os.Stat(filepath.Join(r.Dir, name)); err != nil || info.Size() < 1000 {
			t.Errorf("%s: %v", name, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(r.Dir, document.JSONFile))
	if err != nil {
		t.Fatal(err)
	}
	var f document.File
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	asked := evidence.Questions()
	if len(f.Questions) != len(asked) || !f.Ran || f.Rehearsal {
		t.Fatalf("%d questions of %d, ran %v", len(f.Questions), len(asked), f.Ran)
	}
	for i, q := range f.Questions {
		if q.Code != asked[i].Code || len(q.Findings) == 0 {
			t.Errorf("question %d is %s with %d findings", i+1, q.Code, len(q.Findings))
		}
		for _, one := range q.Findings {
			if err := one.Check(); err != nil {
				t.Error(err)
			}
			if one.Name == "unexplained" {
				if n, _, _ := one.Value.Number(); n != 0 || one.Vantage != finding.BothEnds {
					t.Errorf("%v unexplained, from %s", n, one.Vantage)
				}
			}
		}
	}
}
