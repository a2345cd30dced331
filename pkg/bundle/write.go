package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Writer makes one bundle: the part of a party from its run, and parts that
// others made. Nothing appears at its path before Close.
type Writer struct {
	path      string // where it will be
	folder    string // where it is written, beside path
	agreement *agreement.Agreement
	rehearsal bool
	files     map[string]File
}

// Create begins a bundle at path, which must not exist, with the agreement that
// lies at agreed and the signatures beside it.
func Create(path, agreed string, a *agreement.Agreement, rehearsal bool) (*Writer, error) {
	path = filepath.Clean(path)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, phrase.Errorf("bundle.exists", "%s is there already: name another directory, or remove it", path)
	}
	if err := KeepOut(path); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	// A name that nobody else has: nothing that lies there is touched.
	folder, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, err
	}
	w := &Writer{path, folder, a, rehearsal, make(map[string]File)}
	if err := w.copy(agreed, agreement.File, agreement.MaxSize); err != nil {
		return nil, errors.Join(err, w.Abort())
	}
	for _, id := range Parties(a) {
		err := w.copy(agreement.SignaturePath(agreed, id), agreement.SignaturePath(agreement.File, id), maxManifest)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, w.Abort())
		}
	}
	return w, nil
}

// Own adds the part of the party id from the directory of its run, with what it
// measured or declares beside; nil for nothing.
func (w *Writer) Own(id identity.ID, key *identity.PrivateKey, run string, account *evidence.Account) error {
	folder := string(id) + "/"
	if account != nil {
		text, err := json.MarshalIndent(account, "", " ")
		if err == nil {
			err = w.write(folder+AccountFile, append(text, '\n'))
		}
		if err != nil {
			return err
		}
	}
	for _, name := range []string{LedgerFile, ConnectionsFile} {
		err := w.copy(filepath.Join(run, name), folder+name, most(name))
		if err != nil && (name == LedgerFile || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	s := Statement{Version: Version, Party: id, Agreement: w.agreement.Hash(), Rehearsal: w.rehearsal, Files: []File{}}
	for _, p := range parts() {
		if f, ok := w.files[folder+p.name]; ok {
			f.Path = p.name
			s.Files = append(s.Files, f)
		}
	}
	if err := s.sign(key); err != nil {
		return err
	}
	text, err := encode(&s)
	if err != nil {
		return err
	}
	return w.write(folder+PartFile, text)
}

// Add adds all parts of another bundle of the same agreement, as they are, and
// signatures on the agreement that were not at hand.
func (w *Writer) Add(b *Bundle) error {
	if b.Hash != w.agreement.Hash() {
		return phrase.Errorf("bundle.of-other", "%s is of agreement %s, this is %s", b.Path, b.Hash.Short(), w.agreement.Hash().Short())
	}
	if b.Rehearsal != w.rehearsal {
		return phrase.Errorf("bundle.of-mode", "%s: a rehearsal and a real run do not go into one bundle", b.Path)
	}
	for _, id := range Parties(w.agreement) {
		signed := agreement.SignaturePath(agreement.File, id)
		if _, have := w.files[signed]; !have {
			if err := w.copy(filepath.Join(b.Path, signed), signed, maxManifest); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	for _, p := range b.Parts {
		folder := string(p.Party) + "/"
		if _, have := w.files[folder+LedgerFile]; have {
			return phrase.Errorf("bundle.part-twice", "%s has the part of %s once more", b.Path, p.Party)
		}
		for _, name := range []string{AccountFile, ConnectionsFile, LedgerFile, PartFile} {
			err := w.copy(filepath.Join(b.Path, folder+name), folder+name, most(name))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// Close writes the manifest and puts the bundle where it belongs.
func (w *Writer) Close() (*Manifest, error) {
	m := &Manifest{Version: Version, Agreement: w.agreement.Hash(), Rehearsal: w.rehearsal, Files: []File{}}
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		m.Files = append(m.Files, w.files[name])
	}
	text, err := encode(m)
	if err == nil {
		err = w.write(ManifestFile, text)
	}
	if err == nil {
		err = os.Chmod(w.folder, 0o755)
	}
	if err == nil {
		err = os.Rename(w.folder, w.path)
	}
	if err != nil {
		return nil, errors.Join(err, w.Abort())
	}
	return m, nil
}

// Abort removes what was written so far.
func (w *Writer) Abort() error { return os.RemoveAll(w.folder) }

// copy copies one plain file of at most so many bytes.
func (w *Writer) copy(from, name string, most int64) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return phrase.Errorf("bundle.irregular", "%.80q is no plain file", from)
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		return phrase.Errorf("bundle.in", "%s: %w", from, errMoving())
	}
	if err := w.put(name, io.LimitReader(f, most+1)); err != nil {
		return err
	}
	if w.files[name].Size > most {
		return phrase.Errorf("bundle.in", "%s: %w", from, phrase.Errorf("bundle.long", "longer than %d bytes", most))
	}
	return nil
}

func (w *Writer) write(name string, text []byte) error {
	return w.put(name, bytes.NewReader(text))
}

func (w *Writer) put(name string, content io.Reader) error {
	path := filepath.Join(w.folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), content)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if name != ManifestFile {
		w.files[name] = File{name, size, digest.Digest(h.Sum(nil))}
	}
	return nil
}
