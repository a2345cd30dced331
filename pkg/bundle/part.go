package bundle

import (
	"encoding/json"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Statement is the content of PartFile: a party's word for its files as they
// are. With it, whoever passes a part on cannot change it unnoticed, also where
// nobody else has the other end.
type Statement struct {
	Version   int           `json:"part"`
	Party     identity.ID   `json:"party"`
	Agreement digest.Digest `json:"agreement"`
	Rehearsal bool          `json:"rehearsal"`
	Files     []File        `json:"files"` // of the party's folder, sorted
	Signature []byte        `json:"signature,omitempty"`
}

// message is what the party signs.
func (s Statement) message() ([]byte, error) {
	s.Signature = nil
	text, err := json.Marshal(s)
	d := digest.New("samband/bundle/part/1").Bytes(text).Sum()
	return d[:], err
}

// sign completes s.
func (s *Statement) sign(key *identity.PrivateKey) error {
	m, err := s.message()
	s.Signature = key.Sign(m)
	return err
}

// parseStatement reads PartFile and checks who wrote it.
func parseStatement(text []byte, party identity.ID, agreement digest.Digest, rehearsal bool, key identity.PublicKey) (*Statement, error) {
	s := new(Statement)
	if err := decode(text, s); err != nil {
		return nil, err
	}
	switch {
	case s.Version != Version:
		return nil, phrase.Errorf("bundle.version", "version %d, this program reads version %d", s.Version, Version)
	case s.Party != party:
		return nil, phrase.Errorf("bundle.swapped", "this is the part of %.40q, not of %s", s.Party, party)
	case s.Agreement != agreement:
		return nil, phrase.Errorf("bundle.foreign", "this is of agreement %s, the bundle of %s", s.Agreement.Short(), agreement.Short())
	case s.Rehearsal != rehearsal:
		return nil, phrase.Errorf("bundle.mode", "a part of a rehearsal and one of a real run do not belong together")
	}
	for i, f := range s.Files {
		if most(f.Path) == 0 || f.Path == PartFile || i > 0 && f.Path <= s.Files[i-1].Path || f.Size < 0 || f.Size > most(f.Path) {
			return nil, phrase.Errorf("bundle.list", "the list has %.80q with %d bytes: files of a part are listed once each, in order", f.Path, f.Size)
		}
	}
	m, err := s.message()
	if err != nil {
		return nil, err
	}
	if !key.Verify(m, s.Signature) {
		return nil, phrase.Errorf("bundle.unsigned", "the signature is not that of %s over this list of files", party)
	}
	return s, nil
}

// holds compares what a party signed with what its folder has.
func (s *Statement) holds(folder string, have map[string]File) []Problem {
	var all []Problem
	signed := make(map[string]File)
	for _, f := range s.Files {
		signed[f.Path] = f
	}
	for _, p := range parts() {
		want, listed := signed[p.name]
		got, there := have[p.name]
		switch at := folder + "/" + p.name; {
		case !listed && there:
			all = append(all, Problem{File: at, What: phrase.New("bundle.not-signed", "%s did not sign that it has this file", s.Party)})
		case listed && !there:
			all = append(all, Problem{File: at, What: phrase.New("bundle.signed-missing", "%s signed that it has this file, and it is missing", s.Party)})
		case want.Size != got.Size || want.Digest != got.Digest:
			all = append(all, Problem{File: at, What: phrase.New("bundle.signed-other", "is not the file that %s signed: changed afterwards", s.Party)})
		}
	}
	return all
}
