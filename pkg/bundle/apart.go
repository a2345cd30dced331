package bundle

import (
	"errors"
	"io/fs"
	"path/filepath"

	"samband/pkg/phrase"
)

// KeepOut requires that path, which need not exist, is no bundle and lies in none,
// whatever links lead there: a bundle is evidence, and what is written into it is
// not in its manifest.
func KeepOut(path string) error {
	at, err := existing(path)
	if err != nil {
		return err
	}
	for ; ; at = filepath.Dir(at) {
		if Is(at) {
			return phrase.Errorf("bundle.inside", "%s lies in the bundle %s, which is evidence: name a directory outside it", path, at)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// existing is the nearest directory above path, or path, that is there, without
// links.
func existing(path string) (string, error) {
	at, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for {
		real, err := filepath.EvalSymlinks(at)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			return real, err
		}
		at = filepath.Dir(at)
	}
}
