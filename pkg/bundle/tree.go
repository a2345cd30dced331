package bundle

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/phrase"
)

// list finds everything that lies in the directory and refuses what no bundle
// has.
func (r *reader) list() error {
	folders := make(map[string]bool)
	known := map[string]int64{ManifestFile: maxManifest, agreement.File: agreement.MaxSize}
	for _, id := range Parties(r.b.Agreement) {
		folders[string(id)] = true
		known[agreement.SignaturePath(agreement.File, id)] = maxManifest
	}
	entries, err := r.entries(".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if folders[e.Name()] && e.IsDir() {
			inside, err := r.entries(e.Name())
			if err != nil {
				return err
			}
			for _, f := range inside {
				if err := r.take(e.Name()+"/"+f.Name(), f, most(f.Name())); err != nil {
					return err
				}
			}
			continue
		}
		if err := r.take(e.Name(), e, known[e.Name()]); err != nil {
			return err
		}
	}
	return nil
}

// entries are those of a folder, of which a bundle has few.
func (r *reader) entries(folder string) ([]fs.DirEntry, error) {
	f, err := r.root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(maxFiles + 1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err == nil && len(entries) > maxFiles {
		err = phrase.Errorf("bundle.many", "%d files, at most %d are accepted", len(entries), maxFiles)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// take measures one file.
func (r *reader) take(name string, e fs.DirEntry, most int64) error {
	if most == 0 {
		return phrase.Errorf("bundle.unknown", "%.80q is no file of a bundle of this agreement", name)
	}
	if !e.Type().IsRegular() {
		return phrase.Errorf("bundle.irregular", "%.80q is no plain file", name)
	}
	if name == ManifestFile {
		return nil
	}
	f, err := r.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > most {
		return in(name, phrase.Errorf("bundle.long", "longer than %d bytes", most))
	}
	h := sha256.New()
	size, err := io.Copy(h, io.LimitReader(f, most+1))
	if err == nil && size > most {
		err = phrase.Errorf("bundle.long", "longer than %d bytes", most)
	}
	if err != nil {
		return in(name, err)
	}
	r.have[name] = File{name, size, digest.Digest(h.Sum(nil))}
	return nil
}
