package command

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"samband/pkg/cli"
	"samband/pkg/protocol"
)

// printed runs a program that has only the command version.
func printed(t *testing.T, arguments ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	app := &cli.App{Out: &out, Err: &errs, Getenv: func(string) string { return "" }}
	root := &cobra.Command{Use: "program"}
	AddVersion(app, root, Format{"extra", 7})
	if code := app.Run(root, arguments); code != cli.OK {
		t.Fatalf("%v ended with %d: %s", arguments, code, errs.String())
	}
	return out.String()
}

func TestVersion(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(file)
	want := hex.EncodeToString(digest[:])

	var r release
	if err := json.Unmarshal([]byte(printed(t, "version", "--json")), &r); err != nil {
		t.Fatal(err)
	}
	if r.Program != "program" || r.Version == "" || r.Go != runtime.Version() || r.System != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("not this program: %+v", r)
	}
	if r.SHA256 != want {
		t.Errorf("the digest is %s, that of the file %s", r.SHA256, want)
	}
	if len(r.Formats) < 6 || r.Formats[0] != (Format{"protocol", protocol.Version}) || r.Formats[len(r.Formats)-1] != (Format{"extra", 7}) {
		t.Errorf("formats are %v", r.Formats)
	}

	text := printed(t, "version")
	for _, part := range []string{want, runtime.Version(), "protocol 1", "extra 7"} {
		if !strings.Contains(text, part) {
			t.Errorf("version does not print %q:\n%s", part, text)
		}
	}
	if flag := printed(t, "--version"); strings.Contains(flag, want) || !strings.Contains(flag, "protocol 1") {
		t.Errorf("--version prints:\n%s", flag)
	}
}
