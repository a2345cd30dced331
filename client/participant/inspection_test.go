package participant

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/seal"
)

// kept writes an inspection file as anybody can who has the public key.
func keepAnything(t testing.TB, dir string, key *seal.PrivateKey, round, attempt uint32, text []byte) {
	t.Helper()
	name := fmt.Sprintf("round-%d-attempt-%d", round, attempt)
	var b bytes.Buffer
	s := &sealer{w: &b, key: key.Public(), name: name}
	err := s.add(text)
	if err == nil {
		err = s.end()
	}
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, InspectionFolder), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, InspectionFolder, name), b.Bytes(), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever has the public key can write a file that opens: whatever it holds, an
// inspector gets one line and nothing falls over.
func TestHostileInspectionFile(t *testing.T) {
	key, err := seal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	head := func(values string) string {
		return fmt.Sprintf(`{"version":%d,"prefix":{"Round":1,"Attempt":1},"phase":"x","seed":"%064d","checksum":"","values":%s}`, fileVersion, 0, values)
	}
	for name, text := range map[string]string{
		"empty":              "",
		"no line":            head("0"),
		"fewer values":       head("2") + "\n12345678",
		"more values":        head("1") + "\n1234567812345678",
		"half a value":       head("1") + "\n1234",
		"negative":           head("-1") + "\n12345678",
		"wraps to none":      head("2305843009213693952") + "\n", // 8 times that is 2^64
		"wraps to one":       head("2305843009213693953") + "\n12345678",
		"huge":               head("9223372036854775807") + "\n",
		"another round":      strings.Replace(head("0"), `"Round":1`, `"Round":2`, 1) + "\n",
		"deep":               strings.Repeat("[", 1<<20) + "\n",
		"another's position": strings.Replace(head("0"), `"Attempt":1`, `"Attempt":2`, 1) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			keepAnything(t, dir, key, 1, 1, []byte(text))
			if i, err := ReadInspected(dir, 1, 1, key); err == nil || !strings.Contains(err.Error(), "not what this program kept") {
				t.Errorf("%+v %v", i, err)
			}
		})
	}
}
