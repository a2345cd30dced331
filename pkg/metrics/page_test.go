package metrics

import (
	"os"
	"strings"
	"testing"
)

// The page that describes the figures has every one of them.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	families, err := scripted(true).Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"samband_bytes_total", "samband_messages_total"} // only there once something was sent
	for _, f := range families {
		names = append(names, f.GetName())
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				names = append(names, l.GetName())
			}
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %v", names)
	}
	for _, name := range names {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/metrics.md does not have %s", name)
		}
	}
}
