package journal

import (
	"os"
	"path/filepath"

	"samband/pkg/phrase"
)

// HeldError says that another program works in the directory of a run.
type HeldError struct{ Dir string }

func (e *HeldError) Error() string { return e.Phrase().String() }

// Phrase says it in other languages.
func (e *HeldError) Phrase() phrase.Phrase {
	return phrase.New("run.held", "%s: another program is running from this directory", e.Dir)
}

// HintPhrase says what to do.
func (e *HeldError) HintPhrase() phrase.Phrase {
	return phrase.New("hint.held", "wait until it has ended, or stop it; one run needs one program")
}

// Hold makes sure that one program at a time works in the directory of a run,
// which need not exist yet. The operating system lets go of it when the program
// ends, however it ends.
func Hold(dir string) (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		f.Close()
		return nil, &HeldError{dir}
	}
	return func() { f.Close() }, nil
}
