// Package identity holds the long-lived identity of a party: its id in the
// agreement, its Ed25519 key (RFC 8032), and TLS 1.3 connections that are
// pinned to the keys of a roster, without any certificate authority.
//
// A party is recognised by its key alone. Names, addresses and certificate
// dates prove nothing here and are not looked at.
package identity

import (
	"regexp"

	"samband/pkg/phrase"
)

// MaxIDLength is the greatest number of characters of an ID.
const MaxIDLength = 32

// ID is a party's id in the agreement: a lower-case letter, then up to 31
// lower-case letters, digits or hyphens, and no name that Windows keeps for a
// device. It can stand in file names, log lines and YAML as it is.
type ID string

// device matches the names that Windows opens as devices, whatever follows
// behind a dot ("Naming Files, Paths, and Namespaces", Microsoft).
var device = regexp.MustCompile(`^(con|prn|aux|nul|(com|lpt)[1-9])$`)

// ParseID checks s against the rule of ID.
func ParseID(s string) (ID, error) {
	if s == "" {
		return "", phrase.Errorf("id.empty", "a party's id is empty; give it a lower-case letter, then letters, digits or hyphens")
	}
	if len(s) > MaxIDLength {
		return "", phrase.Errorf("id.long", "a party's id has at most %d characters, this has %d: %.40q", MaxIDLength, len(s), s)
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z'
		rest := i > 0 && (c == '-' || '0' <= c && c <= '9')
		if !letter && !rest {
			return "", phrase.Errorf("id.letters", "a party's id is a lower-case letter, then lower-case letters, digits or hyphens; %q is not, at character %d", s, i+1)
		}
	}
	if device.MatchString(s) {
		return "", phrase.Errorf("id.device", "%q cannot be a party's id: on Windows it is the name of a device and no file can have it; choose another", s)
	}
	return ID(s), nil
}
