package document

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance of a colour as WCAG 2 defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", hex)
	}
	part := func(shift int) float64 {
		c := float64(v>>shift&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// Text has the contrast of level AA on whatever it stands on, and what is drawn
// that of graphics.
func TestContrast(t *testing.T) {
	colours := make(map[string]string)
	for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(styleText, -1) {
		colours[m[1]] = m[2]
	}
	used := make(map[string]bool)
	at := func(name string) string {
		used[name] = true
		if colours[name] == "" {
			t.Fatalf("no colour %s", name)
		}
		return colours[name]
	}
	const text, graphics = 4.5, 3
	for _, c := range []struct {
		front, back string
		least       float64
	}{
		{"ink", "paper", text}, {"ink", "wash", text}, {"quiet", "paper", text}, {"quiet", "wash", text}, {"link", "paper", text},
		{"measured", "measured-wash", text}, {"configured", "configured-wash", text}, {"declared", "declared-wash", text}, {"unknown", "unknown-wash", text},
		{"alert", "alert-wash", text}, {"alert", "paper", text}, {"ink", "cipher-wash", text}, {"ink", "derivable-wash", text}, {"ink", "plain-wash", text},
		{"quiet", "cipher-wash", text}, {"quiet", "derivable-wash", text}, {"quiet", "plain-wash", text}, {"quiet", "unknown-wash", text},
		{"ink", "derivable", graphics}, {"measured", "paper", text}, {"link", "paper", text}, {"bar-other", "unknown-wash", graphics}, {"bar-cipher", "paper", graphics}, {"bar-plain", "paper", graphics}, {"bar-sealed", "paper", graphics}, {"bar-other", "paper", graphics},
	} {
		if got := contrast(t, at(c.front), at(c.back)); got < c.least {
			t.Errorf("%s on %s has a contrast of %.2f, want %.1f", c.front, c.back, got, c.least)
		}
	}
	for name := range colours {
		if !used[name] && name != "rule" { // lines between rows, which carry nothing
			t.Errorf("the colour %s is not looked at", name)
		}
	}
	_, rules, _ := strings.Cut(styleText, "}")
	if m := regexp.MustCompile(`#[0-9a-f]{3,8}\b|rgb|hsl`).FindString(rules); m != "" {
		t.Errorf("the style has the colour %s outside the palette", m)
	}
}
