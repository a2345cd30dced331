package participant

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"samband/pkg/digest"
)

// FirstFile holds the noised vector of the first round until that round is
// final. A session that is given up before anything was opened in it is followed
// by another, in which the same vector is sent again: it tells nothing more, and
// costs nothing more of the privacy budget. Drawn anew, it would cost again.
//
// The file has a salt, the digest of the rows under it, and the vector file.
const FirstFile = "first"

// keepFirst copies the round's vector to FirstFile, unless it is there.
func (p *participant) keepFirst() error {
	if _, err := os.Stat(filepath.Join(p.dir.path, FirstFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	made, err := os.Open(filepath.Join(p.dir.path, vectorFile))
	if err != nil {
		return err
	}
	defer made.Close()
	var salt digest.Digest
	rand.Read(salt[:])
	rows := p.rowsUnder(salt[:])
	return p.dir.writeBy(FirstFile, func(w io.Writer) error {
		_, err := io.Copy(w, io.MultiReader(bytes.NewReader(salt[:]), bytes.NewReader(rows[:]), made))
		return err
	})
}

// takeFirst makes the vector of the first round the one of an earlier session;
// false if there is none, or the rows have changed since.
func (p *participant) takeFirst() (bool, error) {
	kept, err := os.Open(filepath.Join(p.dir.path, FirstFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer kept.Close()
	var salt, rows digest.Digest
	if _, err := io.ReadFull(kept, salt[:]); err != nil {
		return false, err
	}
	if _, err := io.ReadFull(kept, rows[:]); err != nil {
		return false, err
	}
	if p.rowsUnder(salt[:]) != rows {
		return false, p.dir.endFirst()
	}
	return true, p.dir.writeBy(vectorFile, func(w io.Writer) error {
		_, err := io.Copy(w, kept)
		return err
	})
}

// endFirst deletes it.
func (d *directory) endFirst() error {
	err := os.Remove(filepath.Join(d.path, FirstFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
