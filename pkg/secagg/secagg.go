// Package secagg says what a secure sum is: integers of several participants
// go in, their integer sum comes out, and a coordinator adds in between. It
// names the schemes that can do it, what each of them asks to be trusted, and
// what belongs to one sum.
//
// The coordinator's half is secagg/hub; the participants' half is secagg/site.
package secagg

import (
	"fmt"
	"slices"
)

// Scheme is the name of a way to form the sum, as agreements write it.
type Scheme string

const (
	// OneTimeHE is the default: Ring-LWE encryption that is additive in
	// messages and in keys, under a fresh key per participant and attempt.
	OneTimeHE Scheme = "one-time-he"
	// Plaintext is the baseline without protection.
	Plaintext Scheme = "plaintext"
)

// Schemes lists all names.
func Schemes() []Scheme { return []Scheme{OneTimeHE, Plaintext} }

// Check refuses a name that is none of Schemes.
func (s Scheme) Check() error {
	if !slices.Contains(Schemes(), s) {
		return fmt.Errorf("there is no aggregation scheme %.40q; use one of %v", string(s), Schemes())
	}
	return nil
}

// Trust is the sentence printed beside the scheme: who must be trusted with
// what for it to hold. It is empty for an unknown scheme.
func (s Scheme) Trust() string {
	switch s {
	case OneTimeHE:
		return "The coordinator sees no contribution and no sum, even if it deviates from the protocol and colludes with as many participants as the agreement names; it can stop a run."
	case Plaintext:
		return "The coordinator sees every contribution in full, and the sum."
	}
	return ""
}

// Acknowledge is the word that an agreement must list under acknowledge before
// the scheme may be used; empty if none is needed.
func (s Scheme) Acknowledge() string {
	if s == Plaintext {
		return "plaintext"
	}
	return ""
}
