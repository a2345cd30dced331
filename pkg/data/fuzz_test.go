package data

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzRead: whatever the file holds, there is a table that the schema allows,
// or one line of text.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"age,sex,cp,num\n50,1,1,0\n", "age,sex,cp,num,x\n50,1,,0,\"a\nb\"\n,,,,\n", "cp,num,age,sex\r\n2,1e0,1e400,0\r\n",
		"\ufeffage;sex;cp;num\r\n50,5;1;1;0\r\n50.5;1;1;0\r\n", "age\tsex\tcp\tnum\n1,234\t1\t1\t0\n", "age;sex;cp;\"num,x\"\n",
		"age,sex,cp,num\n\xe5,1,1,0\n", "\xff\xfea\x00", "\x1f\x8b", "sep=;\nage;sex;cp;num\n", "age,age\n", "age,sex,cp,num\r1,1,1,1\r",
		"age,sex,cp,num\n2026-11-24,1,1,0\n", "age,sex,cp,num\nNA,1,1,0\n", "age,sex,cp,num\n1 234,1,1,0\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		table, err := Read("x.csv", strings.NewReader(file), declared())
		var first error
		_, last := read("x.csv", strings.NewReader(file), declared(), learning, func(e *Error) {
			if oneLine(t, e); first == nil {
				first = e
			}
		})
		if first == nil {
			first = last
		}
		if first != nil && (err == nil || err.Error() != first.Error()) {
			t.Fatalf("reading on past faulty cells begins with %v, reading alone with %v", first, err)
		}
		if err != nil {
			oneLine(t, err)
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

// FuzzScan: reading cells as text is as robust, and gives every row as many
// cells as the header has names.
func FuzzScan(f *testing.F) {
	f.Add("a,b\n1,2\n")
	f.Add("a;b\n\"x\ny\";2,5\n")
	f.Fuzz(func(t *testing.T, file string) {
		path := filepath.Join(t.TempDir(), "x.csv")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		columns := -1
		err := Scan(path, declared(), func(names []string) { columns = len(names) }, func(cells []string) {
			if len(cells) != columns {
				t.Errorf("%d cells below %d names", len(cells), columns)
			}
		})
		if err != nil {
			oneLine(t, err)
		}
	})
}

func oneLine(t *testing.T, err error) {
	t.Helper()
	if strings.ContainsAny(err.Error(), "\n\r\x00") || len(err.Error()) > 600 {
		t.Errorf("not one line of text: %q", err)
	}
}
