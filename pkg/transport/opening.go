package transport

import (
	"fmt"
	"strconv"
	"time"

	"google.golang.org/grpc/metadata"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// What both ends say when a stream opens, as gRPC metadata: so that another
// agreement, mode or version is named as such before any message travels. The
// prefix of every message says it again.
const (
	openVersion   = "samband-version"
	openAgreement = "samband-agreement"
	openMode      = "samband-mode"
	openClock     = "samband-clock" // RFC 3339, for a warning only
)

// clockTolerance is how far two clocks may be apart before people are told:
// times in ledgers would then puzzle whoever compares them. Nothing else
// depends on clocks.
const clockTolerance = 5 * time.Minute

func (c *Config) opening() metadata.MD {
	return metadata.Pairs(
		openVersion, strconv.Itoa(protocol.Version),
		openAgreement, c.Agreement.String(),
		openMode, string(c.Mode),
		openClock, time.Now().UTC().Format(time.RFC3339))
}

// mismatch tells in which of the three the other end differs: a fixed code
// and a line for people, or nothing. who names the other end.
func (c *Config) mismatch(other metadata.MD, who string) (code protocol.Code, line phrase.Phrase) {
	version, agreement, mode := one(other, openVersion), one(other, openAgreement), one(other, openMode)
	switch {
	case version != strconv.Itoa(protocol.Version):
		return protocol.CodeVersion, phrase.New("link.version", "%s speaks protocol version %.20q, this program version %d; run the same release of Samband at every party", who, version, protocol.Version)
	case agreement != c.Agreement.String():
		return protocol.CodeAgreement, phrase.New("link.agreement", "%s runs agreement %s, this party %s; compare the two files: every party must run the one that all signed", who, hash(agreement), c.Agreement)
	case mode != string(c.Mode):
		return protocol.CodePrefix, phrase.New("link.mode", "%s runs in mode %.20q, this party in mode %q; start both with or without --rehearse", who, mode, c.Mode)
	}
	return "", phrase.Phrase{}
}

// compareClocks warns if the clock of the other end is far from this one.
func (c *Config) compareClocks(other metadata.MD, who identity.ID, now time.Time) {
	there, err := time.Parse(time.RFC3339, one(other, openClock))
	if err != nil {
		return
	}
	if apart := there.Sub(now).Round(time.Minute); apart.Abs() >= clockTolerance {
		c.Log.Warn("the clock of the other party is far from this one; set both, or times in the ledgers will not match", "party", who, "ahead", apart)
	}
}

// hash is an agreement's hash as the other end wrote it, if it looks like one.
func hash(s string) string {
	if len(s) == 64 && strconv.Quote(s) == `"`+s+`"` {
		return s
	}
	return fmt.Sprintf("%.20q", s)
}

// one is the only value of a key, or nothing.
func one(md metadata.MD, key string) string {
	if v := md.Get(key); len(v) == 1 {
		return v[0]
	}
	return ""
}
