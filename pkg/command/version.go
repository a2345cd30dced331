package command

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/parameters"
	"samband/pkg/protocol"
)

// Format is a kind of file, or the protocol, and the version of it that a
// program reads and writes.
type Format struct {
	Name    string `json:"name"`
	Version int    `json:"version"`
}

// release says which program this is. A program that was built by make records
// no revision, so that the same sources give the same file whether they come
// with their history or without; its SHA-256 is what names it.
type release struct {
	Program      string   `json:"program"`
	Version      string   `json:"version"` // of the module; (devel) outside a tagged commit
	Go           string   `json:"go"`
	System       string   `json:"system"`
	Revision     string   `json:"revision,omitempty"`
	RevisionTime string   `json:"revision_time,omitempty"`
	Modified     bool     `json:"modified,omitempty"` // sources differed from the revision
	SHA256       string   `json:"sha256,omitempty"`   // of the program file
	Formats      []Format `json:"formats"`
}

// AddVersion gives a program the command version, and the flag --version, which
// does not read the program file.
// more are formats that this program has and the other has not.
func AddVersion(app *cli.App, root *cobra.Command, more ...Format) {
	formats := append([]Format{
		{"protocol", protocol.Version},
		{"agreement", agreement.Version},
		{"parameters", parameters.Version},
		{"ledger", ledger.Version},
		{"run", journal.Version},
	}, more...)
	program := root.Name()
	root.Version = newRelease(program, formats).String() // cobra makes the flag of it
	root.SetVersionTemplate("{{.Version}}")

	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Print what this program is: versions, Go, SHA-256 of its file",
		Long: "Prints the version of the program, the Go that built it, the revision of the\n" +
			"sources if it was recorded, the SHA-256 of the program file to compare with that\n" +
			"of others, and the versions of the protocol and of the files that it reads and\n" +
			"writes. Parties of one run need the same protocol version.",
		Example: "  " + program + " version\n  " + program + " version --json",
		Args:    cli.Arguments(),
		RunE: func(*cobra.Command, []string) error {
			r := newRelease(program, formats)
			r.SHA256 = ownDigest()
			if !asJSON {
				_, err := io.WriteString(app.Out, r.String())
				return err
			}
			return json.NewEncoder(app.Out).Encode(r)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	root.AddCommand(c)
}

func newRelease(program string, formats []Format) release {
	r := release{
		Program: program,
		Version: "(devel)",
		Go:      runtime.Version(),
		System:  runtime.GOOS + "/" + runtime.GOARCH,
		Formats: formats,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return r
	}
	if info.Main.Version != "" {
		r.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			r.Revision = s.Value
		case "vcs.time":
			r.RevisionTime = s.Value
		case "vcs.modified":
			r.Modified = s.Value == "true"
		}
	}
	return r
}

// ownDigest is the SHA-256 of the file that this process runs, or nothing where
// that cannot be read.
func ownDigest() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// String is for people, a line a fact.
func (r release) String() string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%-10s %s\n", name, value) }
	line("program", r.Program)
	line("version", r.Version)
	line("go", r.Go+" "+r.System)
	switch {
	case r.Revision == "":
		line("revision", "not recorded")
	case r.Modified:
		line("revision", r.Revision+" of "+r.RevisionTime+", and changes")
	default:
		line("revision", r.Revision+" of "+r.RevisionTime)
	}
	if r.SHA256 != "" {
		line("sha256", r.SHA256)
	}
	formats := make([]string, len(r.Formats))
	for i, f := range r.Formats {
		formats[i] = fmt.Sprintf("%s %d", f.Name, f.Version)
	}
	line("formats", strings.Join(formats, ", "))
	return b.String()
}
