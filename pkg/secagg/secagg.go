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

	"samband/pkg/parameters"
)

// Scheme is the name of a way to form the sum, as agreements write it.
type Scheme string

const (
	// OneTimeHE is the default: Ring-LWE encryption that is additive in
	// messages and in keys, under a fresh key per participant and attempt.
	OneTimeHE Scheme = "one-time-he"
	// PairwiseMasks is secure aggregation of Bonawitz et al. (CCS 2017): every
	// two participants share a mask that cancels in the sum.
	PairwiseMasks Scheme = "pairwise-masks"
	// DirectBGV encrypts every vector under one collective public key, exactly.
	DirectBGV Scheme = "direct-bgv"
	// DirectCKKS is the same with approximate numbers, rounded afterwards.
	DirectCKKS Scheme = "direct-ckks"
	// Plaintext is the baseline without protection.
	Plaintext Scheme = "plaintext"
)

// Schemes lists all names.
func Schemes() []Scheme { return []Scheme{OneTimeHE, PairwiseMasks, DirectBGV, DirectCKKS, Plaintext} }

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
	case PairwiseMasks:
		return "The coordinator sees no contribution and no sum as long as it follows the protocol, even if it colludes with as many participants as the agreement names; if it alters a sum, nobody notices."
	case DirectBGV, DirectCKKS:
		return "The coordinator sees no contribution and no sum as long as all parties follow the protocol: one participant that sends a single malformed ciphertext reads the collective key, and with it every contribution that it gets hold of."
	case Plaintext:
		return "The coordinator sees every contribution in full, and the sum."
	}
	return ""
}

// Acknowledge is the word that an agreement must list under acknowledge before
// the scheme may be used; empty if none is needed.
func (s Scheme) Acknowledge() string {
	switch s {
	case PairwiseMasks:
		return "semi-honest-coordinator"
	case DirectBGV, DirectCKKS:
		return "semi-honest-parties"
	case Plaintext:
		return "plaintext"
	}
	return ""
}

// Kind is which parameter sets the scheme uses. Schemes without a ring take
// only the length of their chunks from the set.
func (s Scheme) Kind() parameters.Kind {
	switch s {
	case DirectBGV:
		return parameters.BGV
	case DirectCKKS:
		return parameters.CKKS
	}
	return parameters.OneTime
}

// Direct tells whether the participants have parts of a key for the whole
// session, and make their releases from the sum. All of them are needed then:
// every participant is on the committee and the threshold is their number.
func (s Scheme) Direct() bool { return s.Kind() != parameters.OneTime }

// Offers tells whether a participant shares its secrets, and says a public key,
// before it sees anybody's and protects its vector after: then its commitment
// is to these and not to its chunks, and members get the shares of all who
// committed.
func (s Scheme) Offers() bool { return s == PairwiseMasks }

// Bare tells whether there is nothing to commit to, share or release.
func (s Scheme) Bare() bool { return s == Plaintext }
