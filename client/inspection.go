package main

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/phrase"
	"samband/pkg/seal"
)

// Files of the inspection key in a party's directory. Only the public half is
// needed while runs go on: the other may be kept elsewhere until an inspector
// comes.
const (
	inspectionKey    = "inspection.key"
	inspectionPublic = "inspection.pub"
)

// inspection gives the public key to which contributions are kept, making the
// pair the first time; nil if the agreement asks for none.
func inspection(a *agreement.Agreement, dir string) ([]byte, error) {
	if a.InspectionUntil == "" {
		return nil, nil
	}
	if over(a, time.Now()) {
		err := phrase.Errorf("inspection.over", "the agreement asks to keep what contributions were made of until %s, and that day has passed", a.InspectionUntil)
		return nil, cli.Advise(cli.Refused, err, phrase.New("hint.inspection-over", "agree on a later day, or on no inspection"))
	}
	text, err := os.ReadFile(filepath.Join(dir, inspectionPublic))
	if errors.Is(err, fs.ErrNotExist) {
		return makeInspection(dir)
	}
	if err != nil {
		return nil, err
	}
	public, err := hex.DecodeString(string(text))
	if err == nil {
		err = seal.CheckPublicKey(public)
	}
	if err != nil {
		return nil, phrase.Errorf("inspection.public", "%s: not the public half of an inspection key; restore it, or remove it and %s so that a new pair is made", filepath.Join(dir, inspectionPublic), inspectionKey)
	}
	return public, nil
}

func makeInspection(dir string) ([]byte, error) {
	key, err := seal.NewKey()
	if err != nil {
		return nil, err
	}
	defer key.Destroy()
	secret, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	text := []byte(hex.EncodeToString(secret))
	defer clear(text)
	f, err := os.OpenFile(filepath.Join(dir, inspectionKey), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	return key.Public(), os.WriteFile(filepath.Join(dir, inspectionPublic), []byte(hex.EncodeToString(key.Public())), 0o600)
}

// readInspection reads the secret half.
func readInspection(path string) (*seal.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	secret := make([]byte, hex.DecodedLen(len(text)))
	defer clear(secret)
	if _, err := hex.Decode(secret, text); err != nil {
		return nil, phrase.Errorf("inspection.key", "%s: not an inspection key", path)
	}
	key, err := seal.ParsePrivateKey(secret)
	if err != nil {
		return nil, phrase.Errorf("inspection.key", "%s: not an inspection key", path)
	}
	return key, nil
}

// over tells whether the last day of inspection has ended, wherever on earth
// this machine's clock belongs.
func over(a *agreement.Agreement, now time.Time) bool {
	last, err := time.Parse(time.DateOnly, a.InspectionUntil)
	return err != nil || now.After(last.AddDate(0, 0, 1).Add(12*time.Hour))
}

// expired tells whether the directory of a run holds what should be gone.
func expired(a *agreement.Agreement, run string) bool {
	_, err := os.Lstat(filepath.Join(run, participant.InspectionFolder))
	return err == nil && over(a, time.Now())
}
