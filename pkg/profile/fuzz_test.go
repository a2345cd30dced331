package profile

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// FuzzRead: whatever the file holds, there is a report in both languages and as
// JSON, and what the file holds cannot begin a line of it.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("../agreement/testdata/two-hospitals.yaml")
	if err != nil {
		f.Fatal(err)
	}
	a, err := agreement.Parse("two-hospitals.yaml", text)
	if err != nil {
		f.Fatal(err)
	}
	p, err := plan.New(a)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("patient,age,female,nyha,readmitted\na,50,1,1,0\nb,51,0,2,1\nb,51,0,2,1\n")
	f.Add("patient;age;female;nyha;readmitted;\"x\nREFUSED\";19\na;50,5;1;4;0;121212-1212;\n")
	f.Add("readmitted\tnyha\tfemale\tage\tpatient\n1\t3\t0\t1e2\tp q r s\n0\t4\t1\t18\t1\n")
	f.Add("patient,age\n\xe5,1\n")
	f.Fuzz(func(t *testing.T, table string) {
		path := filepath.Join(t.TempDir(), "north.csv")
		if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Read(p, "north", path)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Refusals) == 0 && r.Train.Len() == 0 {
			t.Error("no rows to learn from, and not refused")
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
		for _, tag := range []string{"en", "sv"} {
			l, err := lang.New(tag)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := both(r, &out, l); err != nil {
				t.Fatal(err)
			}
			if refused := strings.Contains(out.String(), "\n"+l.Text(lang.CheckRefusals)+"\n"); refused != (len(r.Refusals) > 0) {
				t.Errorf("%d refusals, and the text says otherwise:\n%s", len(r.Refusals), &out)
			}
			if strings.ContainsAny(out.String(), "\r\x00\x1b") {
				t.Errorf("the text has characters that control a terminal: %q", out.String())
			}
		}
	})
}
