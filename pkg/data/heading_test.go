package data

import (
	"strings"
	"testing"
)

// A column may be called anything in the file; the model has the feature's name.
func TestColumnsOfTheFileMayBeCalledAnything(t *testing.T) {
	s := declared()
	s.Features[0].Column, s.Outcome.Column, s.PatientID = "Ålder, vid inskrivning (år)", "Utfall > 0?", "löp-nr #"
	const file = "löp-nr #;A\u030alder, vid inskrivning (år);sex;cp;Utfall > 0?\n1;50;1;2;0\n2;60;0;1;3\n"
	got, err := Read("x.csv", strings.NewReader(file), s)
	if err != nil {
		t.Fatal(err)
	}
	if got.Columns[0] != "age" || got.X[0] != 50 || got.Y[1] != 1 || got.Patients != 2 {
		t.Errorf("got %+v", got)
	}
	_, err = Read("x.csv", strings.NewReader(strings.Replace(file, ";50;", ";500;", 1)), s)
	if err == nil || !strings.Contains(err.Error(), `column "Ålder, vid inskrivning (år)"`) {
		t.Errorf("the error names another column: %v", err)
	}
}
