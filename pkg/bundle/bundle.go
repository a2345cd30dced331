// Package bundle is a directory that an outsider can check without any secret
// and without the parties: the agreement, its signatures, and of each party its
// ledger, what the transport measured of its connections, and what it declares
// came of the run.
//
//	bundle.json               digest and size of every other file
//	agreement.yaml            what was agreed
//	agreement.yaml.PARTY.sig  who signed it
//	PARTY/part.json           digests of the party's files, signed by the party
//	PARTY/ledger.jsonl        every flow: package ledger
//	PARTY/connections.jsonl   bytes of each connection: package transport
//	PARTY/account.json        what the party measured or declares: package evidence
//
// There is nothing else in it: no key but the public ones of the agreement, no
// row, no update, no weight of the model. Reading it is strict and bounded. A
// file that is not as the manifest or its party says is a problem for a person
// to look at; anything that is no bundle at all is an error.
package bundle

import (
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Version is that of the manifest and of the parts.
const Version = 1

// Names in a bundle and in the folder of a party.
const (
	ManifestFile    = "bundle.json"
	PartFile        = "part.json"
	LedgerFile      = "ledger.jsonl"
	ConnectionsFile = "connections.jsonl"
	AccountFile     = "account.json"
)

// Bounds on what a reader accepts.
const (
	maxFiles    = 1 << 14
	maxManifest = 4 << 20 // bytes of bundle.json and of part.json
	maxLedger   = 1 << 31
)

// most is how many bytes a file of a party may have; 0 for a name that no part
// has.
func most(name string) int64 {
	switch name {
	case PartFile:
		return maxManifest
	case LedgerFile:
		return maxLedger
	case ConnectionsFile:
		return MaxConnections * maxConnection
	case AccountFile:
		return evidence.MaxAccount
	}
	return 0
}

// parts are the names in the folder of a party but for PartFile, in the order
// in which they are listed, and whether a part must have them.
func parts() []struct {
	name   string
	needed bool
} {
	return []struct {
		name   string
		needed bool
	}{{AccountFile, false}, {ConnectionsFile, false}, {LedgerFile, true}}
}

// File is one line of a manifest.
type File struct {
	Path   string        `json:"path"` // with slashes, from the bundle's directory; in a part its name
	Size   int64         `json:"size"`
	Digest digest.Digest `json:"digest"` // SHA-256
}

// Manifest is the content of ManifestFile. Nobody signs it: it says whether
// files were damaged on their way. Who wrote them, the parts say.
type Manifest struct {
	Version   int           `json:"bundle"`
	Agreement digest.Digest `json:"agreement"`
	Rehearsal bool          `json:"rehearsal"`
	Files     []File        `json:"files"` // sorted by path
}

// Bundle is one that was read.
type Bundle struct {
	Path      string
	Agreement *agreement.Agreement
	Hash      digest.Digest // of the agreement
	Rehearsal bool
	Files     int
	Parts     []*Part         // in the order of the agreement, the coordinator last
	Missing   []identity.ID   // parties of the agreement without a part
	Unsigned  []phrase.Phrase // who did not sign the agreement, or wrongly
	Problems  []Problem       // files that are not what the manifest or their party says
}

// Part is what one party gave.
type Part struct {
	Party       identity.ID
	Ledger      string            // its file, in the file system
	Digest      digest.Digest     // of that file, when the bundle was read
	Connections []Connection      // nil if the part has none
	Account     *evidence.Account // nil if the part has none
}

// Problem is a fault of a file.
type Problem struct {
	File string // path in the bundle
	Line int    // 0 if it is of no line
	What phrase.Phrase
}

// Phrase is the problem in one line.
func (p Problem) Phrase() phrase.Phrase {
	if p.Line == 0 {
		return phrase.New("bundle.problem", "%s: %s", p.File, p.What)
	}
	return phrase.New("bundle.problem-line", "%s, line %d: %s", p.File, p.Line, p.What)
}

// Parties are all parties of an agreement, the coordinator last.
func Parties(a *agreement.Agreement) []identity.ID {
	return append(a.Participants(), a.Coordinator.ID)
}

// Part is the part of a party; nil if it is missing.
func (b *Bundle) Part(party identity.ID) *Part {
	if i := slices.IndexFunc(b.Parts, func(p *Part) bool { return p.Party == party }); i >= 0 {
		return b.Parts[i]
	}
	return nil
}

// encode is the one form of a JSON file of ours.
func encode(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", " ")
	return append(text, '\n'), err
}

// decode reads what encode wrote, and nothing that it would have written
// otherwise.
func decode(text []byte, v any) error {
	if err := json.Unmarshal(text, v); err != nil {
		return phrase.Errorf("bundle.malformed", "not readable as a file of a bundle: %w", errors.New(cut(err)))
	}
	return canonical(text, v)
}

// canonical requires text to be what encode makes of v, which was read from it:
// nothing in it is there twice, or can be read in another way.
func canonical(text []byte, v any) error {
	again, err := encode(v)
	if err != nil {
		return err
	}
	if string(again) != string(text) {
		return phrase.Errorf("bundle.canonical", "not written in the one accepted way")
	}
	return nil
}

// parseManifest reads ManifestFile.
func parseManifest(text []byte) (*Manifest, error) {
	m := new(Manifest)
	if err := decode(text, m); err != nil {
		return nil, err
	}
	if m.Version != Version {
		return nil, phrase.Errorf("bundle.version", "version %d, this program reads version %d", m.Version, Version)
	}
	if len(m.Files) > maxFiles {
		return nil, phrase.Errorf("bundle.many", "%d files, at most %d are accepted", len(m.Files), maxFiles)
	}
	for i, f := range m.Files {
		if !plain(f.Path) {
			return nil, phrase.Errorf("bundle.path", "the path %.80q is none of a bundle", f.Path)
		}
		if i > 0 && f.Path <= m.Files[i-1].Path {
			return nil, phrase.Errorf("bundle.order", "files are not listed once each, in order: %.80q", f.Path)
		}
		if f.Size < 0 || f.Size > maxLedger {
			return nil, phrase.Errorf("bundle.size", "%.80q has %d bytes", f.Path, f.Size)
		}
	}
	return m, nil
}

// plain tells whether a path is at most a folder and a name, of characters that
// mean the same everywhere.
func plain(p string) bool {
	if len(p) == 0 || len(p) > 100 || path.Clean(p) != p || strings.Count(p, "/") > 1 || p[0] == '/' || p[0] == '.' {
		return false
	}
	for i := range len(p) {
		c := p[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '/' {
			return false
		}
	}
	return !strings.Contains(p, "..")
}

// limited reads at most so many bytes, and fails if there are more.
func limited(r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = phrase.Errorf("bundle.long", "longer than %d bytes", most)
	}
	return text, err
}
