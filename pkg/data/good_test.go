package data

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/schema"
)

// One table, however it is written.
func TestFormsOfOneTable(t *testing.T) {
	want, err := Read("x.csv", strings.NewReader("age,sex,cp,num,name\n50.25,1,2,0,Åsa\n61,0,1,3,Bo\n"), declared())
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"Windows":             "\ufeffage;sex;cp;num;name\r\n50,25;1;2;0;Åsa\r\n61;0;1;3;Bo\r\n",
		"tabs":                "age\tsex\tcp\tnum\tname\n50.25\t1\t2\t0\tÅsa\n61\t0\t1\t3\tBo",
		"other order":         "name,num,cp,sex,age\nÅsa,0,2,1,50.25\nBo,3,1,0,61\n",
		"quotes":              "\"age\",\"sex\",\"cp\",\"num\",\"na\nme\"\n\"50.25\",\"1\",\"2\",\"0\",\"Å, \"\"\nsa\"\n61,0,1,3,Bo\n",
		"comma in a name":     "age;sex;cp;num;weight, kg\n50,25;1;2;0;80,5\n61;0;1;3;\n",
		"semicolon in a name": "age,sex,cp,num,a;b\n50.25,1,2,0,x\n61,0,1,3,\n",
		"unnamed columns":     "age;sex;cp;num;;;\n50,25;1;2;0;;;\n61;0;1;3;;;\n",
		"spaces":              " age , sex,cp,num\n 50.25 , 1,2 ,0\n61,0,1,3\n",
		"exponents":           "age;sex;cp;num\n5,025e1;1;2;0\n6,1E+1;0;1;3\n",
	} {
		got, err := Read("x.csv", strings.NewReader(file), declared())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Table{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMissingAndMergedAsTheSchemaSays(t *testing.T) {
	s := declared()
	s.MissingValues = []string{"NA", "NaN"}
	s.Features[2].Levels = []string{"3", "1|2"}
	got, err := Read("x.csv", strings.NewReader("age,sex,cp,num\n50,1,1,0\nNA,1,2,0\n50,1,3,NaN\n50,0,2,1\n50,0,3,1\n50,0,1|2,1\n"), s)
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{
		Columns: []string{"age", "sex", "cp1|2"}, X: []float64{50, 1, 1, 50, 0, 1, 50, 0, 0, 50, 0, 1}, Y: []float64{0, 1, 1, 1},
		Rows: []int{0, 3, 4, 5}, Dropped: 2, Missing: []Missing{{"age", 1}, {"sex", 0}, {"cp", 0}, {"num", 1}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Table{})); diff != "" {
		t.Error(diff)
	}
	if _, err := Read("x.csv", strings.NewReader("age,sex,cp,num\nnan,1,1,0\n"), s); err == nil {
		t.Error("a spelling that the schema does not list is taken as missing")
	}
}

func TestLettersOfAnyLanguage(t *testing.T) {
	s := declared()
	s.Features[0].Name = "ålder"
	s.Features[2].Levels = []string{"[0-10)", "svår, > 8", "måttlig|lätt"}
	got, err := Read("x.csv", strings.NewReader("a\u030alder,sex,cp,num\n50,1,\"svår, > 8\",0\n50,1,ma\u030attlig,0\n50,1,[0-10),0\n"), s)
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{50, 1, 1, 0, 50, 1, 0, 1, 50, 1, 0, 0}
	if diff := cmp.Diff(want, got.X); diff != "" {
		t.Error(diff)
	}
}

func TestOutcomesMayBeWords(t *testing.T) {
	s := declared()
	s.Outcome = schema.Outcome{Name: "readmission", Column: "back", Levels: []string{"no", "> 30 days", "< 30 days|at once"}, Positive: "is < 30 days|at once"}
	got, err := Read("x.csv", strings.NewReader("age,sex,cp,back\n50,1,1,no\n50,1,1,at once\n50,1,1,> 30 days\n50,1,1,< 30 days\n50,1,1,\n"), s)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{0, 1, 0, 1}, got.Y); diff != "" || got.Dropped != 1 {
		t.Errorf("%d dropped; %s", got.Dropped, diff)
	}
	_, err = Read("x.csv", strings.NewReader("age,sex,cp,back\n50,1,1,No\n"), s)
	want := `x.csv: line 2: column "back": value "No" is none of the levels no, > 30 days, < 30 days|at once; correct it, or leave the cell empty if it is missing`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestNewRowsNeedNoOutcome(t *testing.T) {
	s := declared()
	s.PatientID = "id"
	path := filepath.Join(t.TempDir(), "new.csv")
	if err := os.WriteFile(path, []byte("cp;age;sex\n2;150,5;1\n1;;0\n3;40;0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadNew(path, s)
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{
		Columns: []string{"age", "sex", "cp2", "cp3"}, X: []float64{150.5, 1, 1, 0, 40, 0, 0, 1},
		Rows: []int{0, 2}, Dropped: 1, Missing: []Missing{{"age", 1}, {"sex", 0}, {"cp", 0}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Table{})); diff != "" {
		t.Error(diff)
	}
	if _, err := ReadCSV(path, s); err == nil || !strings.Contains(err.Error(), `column "num" is missing`) {
		t.Errorf("rows without an outcome are read for learning: %v", err)
	}
}

// A number is read alike with either decimal mark.
func TestDecimalMarksAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{1,4}(\.[0-9]{1,5})?([eE][-+]?[0-9])?`).Draw(t, "number")
		point, err := (&numbers{}).read(text)
		if err != nil {
			t.Fatal(err)
		}
		comma, err := (&numbers{comma: true}).read(strings.Replace(text, ".", ",", 1))
		if err != nil || comma != point {
			t.Errorf("%v and %v (%v)", point, comma, err)
		}
	})
}

func TestScanGivesTheCells(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("\ufeffid;age;sex;cp;num\n1;x y;;;\n2;3,5;a;b;c\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	join := func(cells []string) { got = append(got, strings.Join(cells, "/")) }
	if err := Scan(path, schema.Schema(declared()), join, join); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"id/age/sex/cp/num", "1/x y///", "2/3,5/a/b/c"}, got); diff != "" {
		t.Error(diff)
	}
}
