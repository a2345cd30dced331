package bundle

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Is tells whether path is a directory with a manifest.
func Is(path string) bool {
	info, err := os.Lstat(filepath.Join(path, ManifestFile))
	return err == nil && info.Mode().IsRegular()
}

// reader reads one directory and never leaves it.
type reader struct {
	root *os.Root
	b    *Bundle
	m    *Manifest
	have map[string]File // what lies there, by path
}

// Open reads the bundle at path. The error says in one line why it is none, or
// which file of it is unknown, missing or no file; files with another content
// than was said are problems of the bundle.
func Open(path string) (*Bundle, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	r := &reader{root: root, b: &Bundle{Path: path}, have: make(map[string]File)}
	if err := r.read(); err != nil {
		return nil, phrase.Errorf("bundle.at", "bundle %s: %w", path, err)
	}
	return r.b, nil
}

func (r *reader) read() error {
	text, err := r.content(ManifestFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return phrase.Errorf("bundle.none", "no %s is there", ManifestFile)
	}
	if err == nil {
		r.m, err = parseManifest(text)
	}
	if err != nil {
		return in(ManifestFile, err)
	}
	if text, err = r.content(agreement.File, agreement.MaxSize); err == nil {
		r.b.Agreement, err = agreement.Parse(agreement.File, text)
	}
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		err = all.Unwrap()[0] // the others do not help: it is no agreement
	}
	if err != nil {
		return in(agreement.File, err)
	}
	r.b.Hash, r.b.Rehearsal = r.b.Agreement.Hash(), r.m.Rehearsal
	if r.m.Agreement != r.b.Hash {
		r.problem(ManifestFile, phrase.New("bundle.other", "names the agreement %s, %s is %s: a file of another bundle", r.m.Agreement.Short(), agreement.File, r.b.Hash.Short()))
	}
	if err := r.list(); err != nil {
		return err
	}
	if digest.Of(text) != r.have[agreement.File].Digest {
		return in(agreement.File, errMoving())
	}
	r.compare()
	if err := agreement.VerifySignatures(filepath.Join(r.b.Path, agreement.File), r.b.Agreement); err != nil {
		r.unsigned(err)
	}
	for _, id := range Parties(r.b.Agreement) {
		if err := r.part(id); err != nil {
			return in(string(id), err)
		}
	}
	if len(r.b.Parts) == 0 {
		return phrase.Errorf("bundle.empty", "it has no part of any party of its agreement")
	}
	return nil
}

// mostSaid is how long the text of an error may be: what a decoder says may hold
// as much of the file as its writer likes.
const mostSaid = 300

func cut(err error) string {
	if text := err.Error(); len(text) > mostSaid {
		return strings.ToValidUTF8(text[:mostSaid], "") + "…"
	}
	return err.Error()
}

// fault is an error as a phrase.
func fault(err error) phrase.Phrase {
	if said := phrase.Sayer(nil); len(err.Error()) <= mostSaid && errors.As(err, &said) {
		return said.Phrase()
	}
	return phrase.New("bundle.fault", "%v", cut(err))
}

func in(file string, err error) error { return phrase.Errorf("bundle.in", "%s: %w", file, err) }

func (r *reader) problem(file string, what phrase.Phrase) {
	r.b.Problems = append(r.b.Problems, Problem{File: file, What: what})
}

// unsigned takes apart what is wrong with the signatures on the agreement.
func (r *reader) unsigned(err error) {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range all.Unwrap() {
			r.unsigned(one)
		}
		return
	}
	r.b.Unsigned = append(r.b.Unsigned, fault(err))
}

// content reads a small file whole; after list it must be the one that was
// measured there.
func (r *reader) content(name string, most int64) ([]byte, error) {
	f, err := r.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := limited(f, most)
	if had, measured := r.have[name]; err == nil && measured && digest.Of(text) != had.Digest {
		err = errMoving()
	}
	return text, err
}

// errMoving is the fault of a file that somebody writes while it is read: what
// was measured of it says nothing of what was read.
func errMoving() error {
	return phrase.Errorf("bundle.moving", "changed while it was read: check a copy that nobody else writes")
}

// open opens what must be a regular file; a link is none, wherever it points.
func (r *reader) open(name string) (*os.File, error) {
	info, err := r.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, phrase.Errorf("bundle.irregular", "%.80q is no plain file", name)
	}
	f, err := r.root.Open(name)
	if err != nil {
		return nil, err
	}
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		f.Close()
		return nil, errMoving()
	}
	return f, nil
}

// compare holds what lies there against the manifest.
func (r *reader) compare() {
	listed := make(map[string]bool)
	for _, f := range r.m.Files {
		listed[f.Path] = true
		got, there := r.have[f.Path]
		switch {
		case !there:
			r.problem(f.Path, phrase.New("bundle.missing", "is in the manifest and not in the bundle"))
		case got.Size == f.Size && got != f:
			r.problem(f.Path, phrase.New("bundle.changed-inside", "has the size that the manifest lists and another content (SHA-256 %s, %s listed)", got.Digest.Short(), f.Digest.Short()))
		case got != f:
			r.problem(f.Path, phrase.New("bundle.changed", "is not the file that the manifest lists (%d bytes, %d listed)", got.Size, f.Size))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.have)) {
		if !listed[name] {
			r.problem(name, phrase.New("bundle.unlisted", "is not in the manifest"))
		}
	}
	r.b.Files = len(r.have)
}

// part reads what one party gave.
func (r *reader) part(id identity.ID) error {
	have := make(map[string]File)
	for _, p := range parts() {
		if f, ok := r.have[string(id)+"/"+p.name]; ok {
			have[p.name] = f
		}
	}
	at := string(id) + "/" + PartFile
	if _, stated := r.have[at]; !stated && len(have) == 0 {
		r.b.Missing = append(r.b.Missing, id)
		return nil
	}
	if _, ok := have[LedgerFile]; !ok {
		return phrase.Errorf("bundle.no-ledger", "the part has no %s", LedgerFile)
	}
	text, err := r.content(at, maxManifest)
	var s *Statement
	if err == nil {
		s, err = parseStatement(text, id, r.b.Hash, r.b.Rehearsal, r.b.Agreement.Keys()[id])
	}
	if said := phrase.Sayer(nil); errors.As(err, &said) {
		r.problem(at, fault(said))
	} else if errors.Is(err, fs.ErrNotExist) {
		return phrase.Errorf("bundle.no-part", "the part has no %s, in which %s signs for its files", PartFile, id)
	} else if err != nil {
		return err
	}
	if s != nil {
		r.b.Problems = append(r.b.Problems, s.holds(string(id), have)...)
	}
	p := &Part{Party: id, Ledger: filepath.Join(r.b.Path, string(id), LedgerFile), Digest: have[LedgerFile].Digest}
	r.b.Parts = append(r.b.Parts, p)
	return r.declared(p, have)
}

// declared reads the smaller files of a part; one that cannot be read is a
// problem.
func (r *reader) declared(p *Part, have map[string]File) error {
	folder := string(p.Party) + "/"
	if _, ok := have[ConnectionsFile]; ok {
		f, err := r.open(folder + ConnectionsFile)
		if err != nil {
			return err
		}
		defer f.Close()
		var faults []Problem
		read := sha256.New()
		whole := io.TeeReader(io.LimitReader(f, most(ConnectionsFile)), read)
		p.Connections, faults = readConnections(bufio.NewReader(whole), folder+ConnectionsFile)
		if _, err := io.Copy(io.Discard, whole); err != nil {
			return err
		}
		if digest.Digest(read.Sum(nil)) != have[ConnectionsFile].Digest {
			return in(ConnectionsFile, errMoving())
		}
		r.b.Problems = append(r.b.Problems, faults...)
	}
	if _, ok := have[AccountFile]; !ok {
		return nil
	}
	text, err := r.content(folder+AccountFile, evidence.MaxAccount)
	if err != nil {
		return err
	}
	account, err := evidence.ParseAccount(text)
	if err == nil && account.Party != p.Party {
		err = phrase.Errorf("bundle.account-of", "is the account of %.40q", account.Party)
	}
	if err == nil {
		err = canonical(text, account)
	}
	if err == nil {
		err = account.Fits(r.b.Agreement)
	}
	if err != nil {
		r.problem(folder+AccountFile, fault(err))
		return nil
	}
	p.Account = account
	return nil
}
