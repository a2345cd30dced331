package transport

import (
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// schemePlaintext is the one scheme under which bodies travel readable.
const schemePlaintext = "plaintext"

// Flow says what the ledger writes of a message: the category of its most
// telling content, and the form in which that content travels under a scheme.
// Package wire classifies every single field; this is the summary for one
// line.
func Flow(m protocol.Message, scheme string) (category string, form ledger.Form) {
	switch m := m.(type) {
	case *protocol.Chunk:
		category, form = "update", ledger.Ciphertext
		if m.From == "" {
			category = "sum"
		}
		if scheme == schemePlaintext {
			form = ledger.Plain
		}
	case *protocol.GroupKey, *protocol.GroupKeys:
		category, form = "group-key", ledger.Sealed
	case *protocol.Upload:
		category, form = sealedIf(len(m.Shares) > 0, "key-shares")
	case *protocol.Close:
		category, form = sealedIf(len(m.Shares) > 0, "key-shares")
	case *protocol.Release:
		category, form = released(scheme), ledger.Sealed
	case *protocol.Result:
		category, form = sealedIf(len(m.Releases) > 0, released(scheme))
	case *protocol.Commit:
		category, form = sealedIf(len(m.Shares) > 0, "key-shares")
	case *protocol.Hello, *protocol.Hellos, *protocol.Ready, *protocol.Open:
		category, form = "public-keys", ledger.Metadata
	case *protocol.Commitments, *protocol.Endorse, *protocol.Endorsements, *protocol.Ack, *protocol.Done:
		category, form = digests, ledger.Metadata
	default: // attempt, fetch, resume, refuse, stop: positions and fixed codes
		category, form = "control", ledger.Metadata
	}
	return category, form
}

const digests = "digests"

// released is what members give for a sum to be opened.
func released(scheme string) string {
	switch scheme {
	case "pairwise-masks":
		return "mask-shares"
	case "direct-bgv", "direct-ckks":
		return "decryption-shares"
	}
	return "key-share-sum"
}

// sealedIf is for messages whose sealed part a scheme may lack: then signed
// digests remain.
func sealedIf(sealed bool, category string) (string, ledger.Form) {
	if sealed {
		return category, ledger.Sealed
	}
	return digests, ledger.Metadata
}
