package identity

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"samband/pkg/phrase"
)

const (
	fileHeader = "samband identity key, version 1, secret"
	// maxFile is far above the size of a key file: whatever is longer is
	// something else and is not read to its end.
	maxFile = 1024
)

// Save writes the key to a new file that only its owner can read, and returns
// once it lies on disk. An existing file is never overwritten: it may hold the
// key that an agreement names.
func (k *PrivateKey) Save(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return phrase.Errorf("key.exists", "saving the identity key: %s exists already and is not overwritten; move it away first if it is not needed", path)
	}
	if err != nil {
		return phrase.Errorf("key.save", "saving the identity key: %w", err)
	}
	_, err = f.Write(k.marshal())
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return phrase.Errorf("key.save", "saving the identity key: %w", err)
	}
	return nil
}

// syncDir makes the new name itself durable. Windows has no such call on
// directories and needs none.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Load reads a key that Save wrote. It refuses a file that others than its
// owner may read or write (not on Windows, which has no such mode bits), one
// of another kind or version, and one whose halves do not fit each other.
func Load(path string) (*PrivateKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, phrase.Errorf("key.load", "loading the identity key: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, phrase.Errorf("key.load", "loading the identity key: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, phrase.Errorf("key.irregular", "loading the identity key: %s is not a regular file", path)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, phrase.Errorf("key.readable", "loading the identity key: others may read or change %s (mode %#o); run: chmod 600 %s", path, mode, path)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, phrase.Errorf("key.load", "loading the identity key: %w", err)
	}
	k, err := parse(b)
	if err != nil {
		return nil, phrase.Errorf("key.faulty", "loading the identity key: %s %w", path, err)
	}
	return k, nil
}

// marshal writes three lines: what this is, the public key, the secret seed.
// The public key is there so that damage to the seed does not go unnoticed.
func (k *PrivateKey) marshal() []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n", fileHeader, k.public, encoding.EncodeToString(k.key.Seed()))
}

// parse is the strict opposite of marshal. Its errors go on from the name of
// the file and never repeat what the file holds.
func parse(b []byte) (*PrivateKey, error) {
	header, rest, _ := strings.Cut(string(b), "\n")
	if header != fileHeader {
		if kind, _, ok := strings.Cut(fileHeader, ", version"); ok && strings.HasPrefix(header, kind+", version") {
			return nil, phrase.Errorf("key.version", "is an identity key of another version; this program reads version 1")
		}
		return nil, phrase.Errorf("key.foreign", "is not an identity key: it does not start with the line that such a file starts with")
	}
	publicLine, rest, _ := strings.Cut(rest, "\n")
	public, err := ParsePublicKey(publicLine)
	if err != nil {
		return nil, phrase.Errorf("key.public", "is damaged: its second line is no public key; restore it from a backup")
	}
	seedLine, rest, ended := strings.Cut(rest, "\n")
	seed, err := encoding.DecodeString(seedLine)
	if err != nil || len(seed) != ed25519.SeedSize || !ended || rest != "" || len(seedLine) != encoding.EncodedLen(ed25519.SeedSize) {
		return nil, phrase.Errorf("key.seed", "is damaged: its third and last line is no secret key; restore it from a backup")
	}
	k := fromSeed(seed)
	if k.public != public {
		return nil, phrase.Errorf("key.unfit", "is damaged: its secret key does not belong to its public key; restore it from a backup")
	}
	return k, nil
}
