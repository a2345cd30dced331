package journal

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestLinesGoOnAfterACrash(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ConnectionsFile)
	if err := os.WriteFile(path, []byte("{\"n\":1}\n{\"n\""), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := OpenLines(dir, ConnectionsFile)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := l.Add(map[string]int{"n": 2}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Add(3); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(path)
	if want := "{\"n\":1}\n" + strings.Repeat("{\"n\":2}\n", 20); err != nil || string(text) != want {
		t.Errorf("%v\n%s", err, text)
	}
}
