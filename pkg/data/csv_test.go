package data

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/schema"
)

func declared() schema.Schema {
	return schema.Schema{
		Outcome: schema.Outcome{Name: "disease", Column: "num", Positive: "> 0", Max: 4},
		Features: []schema.Feature{
			{Name: "age", Type: schema.Number, Unit: "years", Min: 18, Max: 110},
			{Name: "sex", Type: schema.Binary},
			{Name: "cp", Type: schema.Category, Levels: []string{"1", "2", "3"}},
		},
	}
}

func TestReadKeepsCompleteCasesInTheOrderOfTheSchema(t *testing.T) {
	const file = "\ufeffname,cp,age, sex ,num\r\n" +
		"Anna,2,63.5,1,0\r\n" +
		"Bo,3,,1,2\r\n" +
		"\"C, D\",1,4e1,0,3\r\n" +
		"E,,40,0,\r\n"
	got, err := Read("x.csv", strings.NewReader(file), declared())
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{
		Columns: []string{"age", "sex", "cp2", "cp3"},
		X:       []float64{63.5, 1, 1, 0, 40, 0, 0, 0},
		Y:       []float64{0, 1},
		Rows:    []int{0, 2},
		Dropped: 2,
		Missing: []Missing{{"age", 1}, {"sex", 0}, {"cp", 1}, {"num", 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadCountsPatients(t *testing.T) {
	s := declared()
	s.PatientID = "id"
	got, err := Read("x.csv", strings.NewReader("id,age,sex,cp,num\na,50,1,1,0\nb,50,1,1,0\na,51,1,1,1\na,,1,1,1\n"), s)
	if err != nil {
		t.Fatal(err)
	}
	if got.Patients != 2 || got.MostRows != 2 {
		t.Errorf("got %d patients with at most %d rows, want 2 and 2", got.Patients, got.MostRows)
	}
	_, err = Read("x.csv", strings.NewReader("id,age,sex,cp,num\n ,50,1,1,0\n"), s)
	want := `x.csv: line 2: column "id" is empty; every row needs the patient that it is about`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestReadSaysWhereAndWhatToDo(t *testing.T) {
	const good = "age,sex,cp,num\n50,1,1,0\n"
	for name, c := range map[string]struct{ file, want string }{
		"missing column":  {"age,sex,num\n", `x.csv: line 1: column "cp" is missing; add the column or have the parties agree on a schema without it`},
		"semicolons":      {"age;sex;cp;num\n", `x.csv: line 1: column "age" is missing; the header has semicolons: export with commas between cells and decimal points`},
		"column twice":    {"age,sex,cp,num,age\n", `x.csv: line 1: column "age" is there more than once; rename or remove one`},
		"text":            {good + "old,1,1,0\n", `x.csv: line 3: column "age": value "old" is not a number; correct it, or leave the cell empty if it is missing`},
		"hexadecimal":     {good + "0x32,1,1,0\n", `x.csv: line 3: column "age": value "0x32" is not a number; correct it, or leave the cell empty if it is missing`},
		"not finite":      {good + "NaN,1,1,0\n", `x.csv: line 3: column "age": value "NaN" is not a number; correct it, or leave the cell empty if it is missing`},
		"decimal comma":   {good + "\"50,5\",1,1,0\n", `x.csv: line 3: column "age": value "50,5" is not a number; write a decimal point, not a comma`},
		"out of range":    {good + "150,1,1,0\n", `x.csv: line 3: column "age": value "150" is outside the agreed range 18 to 110 years; check the value and its unit, or leave the cell empty if it is wrong`},
		"binary":          {good + "50,2,1,0\n", `x.csv: line 3: column "sex": value "2" is neither 0 nor 1; correct it, or leave the cell empty if it is missing`},
		"category":        {good + "50,1,4,0\n", `x.csv: line 3: column "cp": value "4" is none of the levels 1, 2, 3; correct it, or leave the cell empty if it is missing`},
		"outcome":         {good + "50,1,1,9\n", `x.csv: line 3: column "num": value "9" is outside the agreed range 0 to 4; check the value and its unit, or leave the cell empty if it is wrong`},
		"incomplete too":  {good + "50,,4,0\n", `x.csv: line 3: column "cp": value "4" is none of the levels 1, 2, 3; correct it, or leave the cell empty if it is missing`},
		"ragged":          {good + "50,1,1\n", `x.csv: line 3 has 3 cells where the header has 4; give every row one cell for each column`},
		"quote":           {good + "5\"0,1,1,0\n", `x.csv: line 3 is not CSV: bare " in non-quoted-field; write quotes only around whole cells`},
		"long value":      {good + strings.Repeat("9", 100) + ",1,1,0\n", `x.csv: line 3: column "age": value "` + strings.Repeat("9", 40) + `…" is outside the agreed range 18 to 110 years; check the value and its unit, or leave the cell empty if it is wrong`},
		"empty":           {"", `x.csv is empty; the first line names the columns`},
		"no complete row": {"age,sex,cp,num\n,1,1,0\n", `x.csv has no complete row (1 rows lack a value); fill in the missing values or declare fewer features`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read("x.csv", strings.NewReader(c.file), declared())
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// endless is a file that never ends a row.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '"'
		if e.read+i > 0 {
			p[i] = 'a'
		}
	}
	e.read += len(p)
	return len(p), nil
}

func TestReadIsBounded(t *testing.T) {
	file := &endless{}
	_, err := Read("x.csv", file, declared())
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "more than 1048576 bytes") {
		t.Errorf("got %v", err)
	}
	if file.read > 2*MaxRecordBytes {
		t.Errorf("read %d bytes of an endless row", file.read)
	}
	for name, header := range map[string]string{
		"columns": strings.Repeat("a,", MaxFileColumns) + "b\n",
		"field":   strings.Repeat("a", MaxFieldBytes+1) + "\n",
	} {
		if _, err := Read("x.csv", strings.NewReader(header), declared()); err == nil || !strings.Contains(err.Error(), "at most") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReadPassesOnTroubleWithTheDisk(t *testing.T) {
	broken := errors.New("disk on fire")
	r := io.MultiReader(strings.NewReader("age,sex,cp,num\n"), iotestErr{broken})
	if _, err := Read("x.csv", r, declared()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type iotestErr struct{ err error }

func (e iotestErr) Read([]byte) (int, error) { return 0, e.err }

func FuzzRead(f *testing.F) {
	f.Add("age,sex,cp,num\n50,1,1,0\n")
	f.Add("age,sex,cp,num,x\n50,1,,0,\"a\nb\"\n,,,,\n")
	f.Add("cp,num,age,sex\r\n2,1e0,1e400,0\r\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := Read("x.csv", strings.NewReader(file), declared())
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
			return
		}
		if table.Len() == 0 || len(table.X) != 4*table.Len() || len(table.Y) != table.Len() {
			t.Fatalf("%d rows, %d values, %d outcomes", table.Len(), len(table.X), len(table.Y))
		}
		columns := declared().Columns()
		for i := range table.Len() {
			for j, v := range table.Row(i) {
				if math.IsNaN(v) || v < columns[j].Min || v > columns[j].Max {
					t.Fatal(fmt.Sprint("row ", i, " column ", j, ": ", v))
				}
			}
			if y := table.Y[i]; y != 0 && y != 1 {
				t.Fatal("outcome ", y)
			}
		}
	})
}
