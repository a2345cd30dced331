package participant

import (
	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	secsite "samband/pkg/secagg/site"
)

// secrets is what this process alone holds. The keys of hello and attempts and
// the own share are never written to disk; the group key is, until the run is
// closed.
type secrets struct {
	hello        *seal.PrivateKey
	contribution [32]byte
	group        *seal.Group
	part         secsite.Part // of a key that lives as long as the session; nil if the scheme has none
	attempt      map[protocol.Prefix]*seal.PrivateKey
	offer        *offered
	seed         digest.Digest // of the attempt seeded, until it is kept for an inspector
	seeded       protocol.Prefix
}

func (s *secrets) destroy() {
	if s.hello != nil {
		s.hello.Destroy()
	}
	clear(s.contribution[:])
	clear(s.seed[:])
	if s.group != nil {
		s.group.Destroy()
	}
	if s.part != nil {
		s.part.Destroy()
	}
	s.part = nil
	s.endAttempts()
}

// endAttempts destroys what belonged to attempts.
func (s *secrets) endAttempts() {
	for prefix, key := range s.attempt {
		key.Destroy()
		delete(s.attempt, prefix)
	}
	s.keepOffer(protocol.Prefix{}, nil)
}

// offerOf is what was drawn for an attempt; nil if that is gone.
func (s *secrets) offerOf(prefix protocol.Prefix) *secsite.Offer {
	if s.offer == nil || s.offer.prefix != prefix {
		return nil
	}
	return s.offer.offer
}

// keepOffer replaces what was drawn for an earlier attempt, which is destroyed.
func (s *secrets) keepOffer(prefix protocol.Prefix, offer *secsite.Offer) {
	if s.offer != nil {
		s.offer.offer.Destroy()
	}
	s.offer = nil
	if offer != nil {
		s.offer = &offered{prefix, offer}
	}
}
