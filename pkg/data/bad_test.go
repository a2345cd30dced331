package data

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBadFiles is the table of what people bring: each gets one line that says
// where, what, and what to do.
func TestBadFiles(t *testing.T) {
	const (
		good    = "age,sex,cp,num\n50,1,1,0\n"
		swedish = "age;sex;cp;num\n50,5;1;1;0\n"
		correct = "; correct it, or leave the cell empty if it is missing"
		absent  = " is not a number; leave the cell empty if the value is missing, or have the parties list the spelling under missing_values in the schema"
		date    = " looks like a date, where a number is agreed; give the number that the schema means, such as an age or days since an event"
		once    = " is there more than once; rename or remove one"
		unclear = "x.csv: line 1 has several of comma, semicolon and tab between its names, and it is not clear which separates them; export with one separator, and put names that contain another in quotes"
	)
	for name, c := range map[string]struct{ file, want string }{
		"empty":            {"", `x.csv is empty; the first line names the columns`},
		"mark only":        {"\ufeff", `x.csv is empty; the first line names the columns`},
		"blank lines":      {"\n\n", `x.csv is empty; the first line names the columns`},
		"header only":      {"age,sex,cp,num\n", `x.csv has a header and no rows; put one line for each record below the names of the columns`},
		"no complete row":  {"age,sex,cp,num\n,1,1,0\n", `x.csv has no complete row (1 rows lack a value); fill in the missing values or declare fewer features`},
		"gzip":             {"\x1f\x8b\x08\x00", `x.csv is compressed with gzip; unpack it first: gunzip`},
		"workbook":         {"PK\x03\x04\x14", `x.csv is a ZIP archive or an Excel workbook; unpack it, or open it in the program that made it and save it as CSV (UTF-8)`},
		"UTF-16":           {"\xff\xfea\x00g\x00", `x.csv is UTF-16 text, not UTF-8; save it as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8`},
		"UTF-16 unmarked":  {"a\x00g\x00e\x00,\x00", "x.csv: line 1: value \"a\\x00g\\x00e\\x00\" holds a NUL byte; the file is damaged or not UTF-8 text: export it again as CSV (UTF-8)"},
		"NUL":              {good + "5\x000,1,1,0\n", "x.csv: line 3: column \"age\": value \"5\\x000\" holds a NUL byte; the file is damaged or not UTF-8 text: export it again as CSV (UTF-8)"},
		"Latin-1":          {"age,sex,cp,num,town\n50,1,1,0,Ume\xe5\n", `x.csv: line 2: column "town": value "Umeå" is not UTF-8 (it may be Latin-1 or Windows-1252, as which it is shown here); save the file as CSV (UTF-8), or convert it: iconv -f WINDOWS-1252 -t UTF-8`},
		"Latin-1 header":   {"age,sex,cp,num,k\xf6n\n", `x.csv: line 1: value "kön" is not UTF-8 (it may be Latin-1 or Windows-1252, as which it is shown here); save the file as CSV (UTF-8), or convert it: iconv -f WINDOWS-1252 -t UTF-8`},
		"old Mac":          {"age,sex,cp,num\r50,1,1,0\r", `x.csv: line 1 has a carriage return inside: the lines end as on old Macs; save the file with line ends of Windows or Unix`},
		"note to Excel":    {"sep=;\nage;sex;cp;num\n50;1;1;0\n", `x.csv: line 1 is a note to Excel, not the names of the columns; remove this line`},
		"no header":        {"50,1,1,0\n", `x.csv: line 1 looks like values and not like the names of the columns; put a line above it that names the columns as the schema does`},
		"numbers as names": {"age,sex,1,2\n", `x.csv: line 1 looks like values and not like the names of the columns; put a line above it that names the columns as the schema does`},
		"one number":       {"age,sex,2024,num\n", `x.csv: line 1: column "cp" is missing; add the column or have the parties agree on a schema without it`},
		"missing column":   {"age,sex,num\n", `x.csv: line 1: column "cp" is missing; add the column or have the parties agree on a schema without it`},
		"other case":       {"Age,sex,cp,num\n", `x.csv: line 1: column "age" is missing; the file has "Age": write the name exactly as the schema does`},
		"pipes":            {"age|sex|cp|num\n", `x.csv: line 1: column "age" is missing; the header is one single name: separate the names, and the cells below, with commas, semicolons or tabs`},
		"column twice":     {"age,sex,cp,num,age\n", `x.csv: line 1: column "age"` + once},
		"unused twice":     {"age,sex,cp,num,id, id\n", `x.csv: line 1: column "id"` + once},
		"neither fits":     {"age;sex,cp;num\n", unclear},
		"both fit":         {"age,sex,cp,num,;age;sex;cp;num;\n", unclear},
		"million columns":  {strings.Repeat("a,", 1_000_000) + "\n", `x.csv: line 1 has more than 4096 columns; export the columns that the agreement names, one row for each record`},
		"million names":    {strings.Repeat("a_name_as_long_as_thirty_bytes_,", 1_000_000) + "\n", `x.csv: line 1 begins a row of more than 1048576 bytes; export the columns that the agreement names, or look for a quote that is not closed`},
		"endless row":      {good + "\"" + strings.Repeat("a", 2*MaxRecordBytes), `x.csv: line 3 begins a row of more than 1048576 bytes; look for a quote that is not closed`},
		"ragged":           {good + "50,1,1\n", `x.csv: line 3 has 3 cells where the header has 4; give every row one cell for each column`},
		"decimal comma":    {good + "50,5,1,1,0\n", `x.csv: line 3 has 5 cells where the header has 4; give every row one cell for each column, and put cells that contain ',' in quotes`},
		"quoted comma":     {good + "\"50,5\",1,1,0\n", `x.csv: line 3: column "age": value "50,5" is not a number; write a decimal point, not a comma, or separate the cells with semicolons`},
		"two marks":        {swedish + "50.5;1;1;0\n", `x.csv: line 3: column "age": value "50.5" has another decimal mark than line 2: one of them is a comma, the other a point; write the same one in the whole file`},
		"thousands":        {swedish + "1.050,5;1;1;0\n", `x.csv: line 3: column "age": value "1.050,5" is not a number: it has separators of thousands; write it without them`},
		"spaced thousands": {swedish + "1\u00a0050;1;1;0\n", `x.csv: line 3: column "age": value "1\u00a0050" is not a number: it has separators of thousands; write it without them`},
		"maybe thousands":  {"age;sex;cp;num\n50;1;1;0\n50,125;1;1;0\n60,250;1;1;1\n", `x.csv: line 3 begins numbers with a comma and three digits after it, and no other kind: they may be decimals or thousands; write decimal points, or one of the numbers with another count of decimals (2,500 as 2,5)`},
		"typographic":      {good + "−50,1,1,0\n", `x.csv: line 3: column "age": value "−50" is not a number: its minus sign is a typographic one; write the minus of the keyboard (-)`},
		"percent":          {good + "50%,1,1,0\n", `x.csv: line 3: column "age": value "50%" is not a number: it has a percent sign; write the number alone, in the agreed unit`},
		"text":             {good + "old,1,1,0\n", `x.csv: line 3: column "age": value "old" is not a number` + correct},
		"hexadecimal":      {good + "0x32,1,1,0\n", `x.csv: line 3: column "age": value "0x32" is not a number` + correct},
		"too large":        {good + "1e999,1,1,0\n", `x.csv: line 3: column "age": value "1e999" is not a number` + correct},
		"NaN":              {good + "NaN,1,1,0\n", `x.csv: line 3: column "age": value "NaN"` + absent},
		"infinity":         {good + "-Infinity,1,1,0\n", `x.csv: line 3: column "age": value "-Infinity"` + absent},
		"NULL":             {good + "50,1,1,NULL\n", `x.csv: line 3: column "num": value "NULL"` + absent},
		"spreadsheet":      {good + "#DIV/0!,1,1,0\n", `x.csv: line 3: column "age": value "#DIV/0!"` + absent},
		"date":             {good + "1976-11-24,1,1,0\n", `x.csv: line 3: column "age": value "1976-11-24"` + date},
		"slashed date":     {good + "24/11/1976 10:15,1,1,0\n", `x.csv: line 3: column "age": value "24/11/1976 10:15"` + date},
		"named month":      {good + "24 nov 1976,1,1,0\n", `x.csv: line 3: column "age": value "24 nov 1976"` + date},
		"time":             {good + "10:15,1,1,0\n", `x.csv: line 3: column "age": value "10:15" looks like a time of day, where a number is agreed; give the number that the schema means, such as hours`},
		"out of range":     {good + "150,1,1,0\n", `x.csv: line 3: column "age": value "150" is outside the agreed range 18 to 110 years; check the value and its unit; if it is right, have the parties agree on a wider range; if it is wrong, leave the cell empty`},
		"binary":           {good + "50,2,1,0\n", `x.csv: line 3: column "sex": value "2" is neither 0 nor 1` + correct},
		"category":         {good + "50,1,4,0\n", `x.csv: line 3: column "cp": value "4" is none of the levels 1, 2, 3` + correct},
		"outcome":          {good + "50,1,1,9\n", `x.csv: line 3: column "num": value "9" is outside the agreed range 0 to 4; check the value and its unit; if it is right, have the parties agree on a wider range; if it is wrong, leave the cell empty`},
		"incomplete too":   {good + "50,,4,0\n", `x.csv: line 3: column "cp": value "4" is none of the levels 1, 2, 3` + correct},
		"after a newline":  {"x,age,sex,cp,num\n\"a\nb\",50,1,1,0\nc,old,1,1,0\n", `x.csv: line 4: column "age": value "old" is not a number` + correct},
		"bare quote":       {good + "5\"0,1,1,0\n", `x.csv: line 3 has a quote inside a cell; write quotes only around whole cells, close each, and double those inside`},
		"open quote":       {good + "\"50,1,1,0\n", `x.csv: line 3 has a quote that is not closed, or text after one that is; write quotes only around whole cells, close each, and double those inside`},
		"long value":       {good + strings.Repeat("9", 100) + ",1,1,0\n", `x.csv: line 3: column "age": value "` + strings.Repeat("9", 40) + `…" is outside the agreed range 18 to 110 years; check the value and its unit; if it is right, have the parties agree on a wider range; if it is wrong, leave the cell empty`},
		"huge field":       {good + strings.Repeat("9", MaxFieldBytes+1) + ",1,1,0\n", `x.csv: line 3: column "age": value "` + strings.Repeat("9", 40) + `…" has 65537 bytes, at most 65536 are allowed; export without this column, or look for a quote that is not closed`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read("x.csv", strings.NewReader(c.file), declared())
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestPathsThatAreNoTable(t *testing.T) {
	dir := t.TempDir()
	absent := filepath.Join(dir, "north.csv")
	locked := filepath.Join(dir, "locked.csv")
	if err := os.WriteFile(locked, []byte("a\n"), 0); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		absent:      absent + " does not exist; check the spelling and the directory that you are in",
		dir:         dir + " is a directory; name the CSV file in it",
		locked:      locked + " may not be read by this user; ask its owner for permission to read it, or run as a user who may",
		"/dev/null": "/dev/null is not a file on disk; save the table as a file: it is read more than once",
	} {
		if path == locked && os.Getuid() == 0 {
			continue // the superuser may read it
		}
		_, err := ReadCSV(path, declared())
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		if _, again := ReadNew(path, declared()); again == nil || again.Error() != want {
			t.Errorf("rows to predict for: got %v", again)
		}
	}
	if _, err := ReadCSV(absent, declared()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v hides its cause", err)
	}
}
