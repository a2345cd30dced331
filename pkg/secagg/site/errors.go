package site

import (
	"errors"
	"fmt"
)

var errMissing = errors.New("there is none")

// OfferError reports a public offer that is none.
type OfferError struct {
	From string // the participant that is said to have made it
	Err  error
}

// Error names the participant.
func (e *OfferError) Error() string { return fmt.Sprintf("the offer of %s: %v", e.From, e.Err) }

// Unwrap gives the reason.
func (e *OfferError) Unwrap() error { return e.Err }

// ShareError reports a sealed share that does not open, or that is no share of
// a key of this round.
type ShareError struct {
	From string // the participant that is said to have sent it
	Err  error
}

// Error names the sender.
func (e *ShareError) Error() string { return fmt.Sprintf("the share from %s: %v", e.From, e.Err) }

// Unwrap gives the reason.
func (e *ShareError) Unwrap() error { return e.Err }

// ReleaseError reports a release that does not open, or that is no sum of
// shares of this round.
type ReleaseError struct {
	From string // the member that is said to have made it
	Err  error
}

// Error names the member.
func (e *ReleaseError) Error() string { return fmt.Sprintf("the release of %s: %v", e.From, e.Err) }

// Unwrap gives the reason.
func (e *ReleaseError) Unwrap() error { return e.Err }

// KeyError says that no t releases combine to a sum of keys.
type KeyError struct {
	Releases  int // that opened
	Threshold int
	Err       error
}

// Error says what to do.
func (e *KeyError) Error() string {
	return fmt.Sprintf("no %d of the %d releases that open fit together: %v; wait for another release or try the round again", e.Threshold, e.Releases, e.Err)
}

// Unwrap gives the last reason.
func (e *KeyError) Unwrap() error { return e.Err }

// ChecksumError says that the decrypted sum is not the sum of what the
// contributors sent: the coordinator altered C, or a member its release.
type ChecksumError struct {
	Err error // where it showed before the checksum was looked at, else nil
}

// Error says what follows.
func (e *ChecksumError) Error() string {
	const text = "the sum, or a release, was altered on the way, nothing of it is used: "
	if e.Err != nil {
		return text + e.Err.Error()
	}
	return text + "the checksum over the decrypted sum does not hold"
}

// Unwrap gives the reason, if it is another than the checksum.
func (e *ChecksumError) Unwrap() error { return e.Err }
