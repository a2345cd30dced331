package data

import (
	"errors"
	"io"
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
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Table{})); diff != "" {
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
		if _, err := Read("x.csv", strings.NewReader(header), declared()); err == nil || !strings.Contains(err.Error(), "at most") && !strings.Contains(err.Error(), "more than 4096") {
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
