package plan

import (
	"math/bits"

	"samband/pkg/secagg"
)

// Sizes in bytes of what messages are made of. Sealed sizes are those of HPKE
// with ML-KEM-768 and X25519 (RFC 9180; draft-ietf-hpke-pq) and AES-256-GCM.
const (
	publicKey    = 1216      // of HPKE
	sealed       = 1120 + 16 // more than the plaintext: encapsulated key and tag
	releaseExtra = 12 + 16   // more than the plaintext: nonce and tag
	contribution = 32        // to the group key
	seed         = 1 + 32    // a share that is a seed, with its kind
	element      = 8         // of F_p
	hash         = 32
	signature    = 64
	id           = 32
	word         = 32  // name of a phase, a parameter set or a code
	counter      = 8   // round, attempt, chunk, offset
	tags         = 4   // tag and length of a field on the wire
	checkpoint   = 512 // a ledger checkpoint, or a signature of one with its key's name
	cosigned     = 160 // more for each party that cosigned a checkpoint
	proof        = 64 * (hash + tags)

	keyOffset = 36 // digits of a one-time key are s + 36, 0 to 72
)

// prefix of a message: set, mode, agreement, session, state, round, attempt.
const prefix = 2*(word+tags) + 3*(hash+tags) + 2*(counter+tags)

const (
	addressed = id + hash + 3*tags // a digest of what goes to one party
	signed    = prefix + id + signature + 3*tags
)

// elements of F_p that are shared: of a one-time key N digits of ⌈log2(72n + 1)⌉
// bits, 60 bits to an element; or the secrets behind masks.
func (p *Plan) elements() int {
	if p.Scheme() == secagg.PairwiseMasks {
		return secagg.MaskSecrets
	}
	per := 60 / bits.Len(uint(2*keyOffset*len(p.Participants)))
	return (p.Set.N() + per - 1) / per
}

// release is the length of what a member releases, before it is sealed, for a
// sum of so many ciphertexts: a share of a key, of one secret of each
// participant, or of every ciphertext.
func (p *Plan) release(ciphertexts int) int {
	switch s := p.Scheme(); {
	case s.Direct():
		return ciphertexts * secagg.PolynomialBytes(p.Set)
	case s == secagg.PairwiseMasks:
		return element * secagg.MaskElements * len(p.Participants)
	}
	return element * p.elements()
}

// largestShare is that of a member whose share is no seed, if there is one.
func (p *Plan) largestShare() int {
	if len(p.Committee) > p.Threshold {
		return 1 + element*p.elements()
	}
	return seed
}

// pieces are sizes of messages without a margin.
type pieces struct {
	hello, groupKey, ready, commit, header, share, endorse, release, ack int
}

func (p *Plan) pieces(ciphertexts int) pieces {
	n, m := len(p.Participants), len(p.Committee)
	s := pieces{
		hello:    signed + publicKey + tags,
		groupKey: signed + 2*(hash+tags) + n*addressed + n*(id+contribution+sealed+3*tags),
		ready:    signed + publicKey + tags,
		commit:   signed + hash + tags,
		header:   signed + 4*(hash+tags) + m*addressed,
		share:    2*id + p.largestShare() + sealed + 4*tags,
		endorse:  signed + 3*(hash+tags) + n*addressed,
		release:  prefix + id + p.release(ciphertexts) + releaseExtra + 3*tags,
	}
	if p.Scheme().Direct() {
		s.groupKey += secagg.PolynomialBytes(p.Set) + tags
	}
	if p.Scheme().Offers() {
		s.commit += secagg.MaskPublic + tags + m*addressed
	}
	s.ack = signed + hash + word + 2*checkpoint + s.ready + 5*tags
	return s
}

// Limits gives the largest size in bytes of each message, by the name of its
// kind, on the wire. Receivers refuse what is larger before reading it. The
// margin over the sum of the fields is one quarter and 1 KiB: for the encoding
// of lists within lists, and for fields that a later minor version may add.
func (p *Plan) Limits() map[string]int {
	n, m, s := len(p.Participants), len(p.Committee), p.pieces(p.mostCiphertexts())
	small := signed + word + id + hash + 4*tags
	s.ack += (n + 1) * cosigned
	exact := map[string]int{
		"hello":        s.hello,
		"hellos":       prefix + n*s.hello,
		"group-key":    s.groupKey,
		"group-keys":   prefix + m*s.groupKey,
		"attempt":      prefix,
		"ready":        s.ready,
		"open":         prefix + m*(s.ready+s.ack),
		"commit":       s.commit,
		"commitments":  prefix + n*s.commit,
		"upload":       s.header + m*s.share,
		"close":        prefix + hash + n*(s.header+s.share),
		"endorse":      s.endorse,
		"endorsements": prefix + m*s.endorse,
		"release":      s.release,
		"result":       prefix + hash + n*s.header + m*(s.endorse+s.release) + checkpoint + (n+1)*cosigned + proof,
		"fetch":        prefix + hash + 2*counter + 3*tags,
		"chunk":        prefix + id + 2*counter + p.largestChunk() + 4*tags,
		"ack":          s.ack,
		"done":         prefix + m*s.ack,
		"resume":       small,
		"refuse":       small + counter,
		"shown":        prefix + s.ready + s.commit + s.header + s.endorse + s.ack,
		"stop":         small,
	}
	if p.Scheme().Offers() { // the shares travel with it; the coordinator keeps them back
		exact["commit"] += m * s.share
	}
	for kind, size := range exact {
		exact[kind] = size + size/4 + 1024
	}
	return exact
}

// largestChunk is the body of the largest chunk of any phase.
func (p *Plan) largestChunk() int {
	most := 0
	for _, phase := range p.Phases() {
		chunks, err := p.Chunks(phase)
		if err != nil {
			continue // New laid every phase out
		}
		for _, c := range chunks {
			most = max(most, p.bodySize(c))
		}
	}
	return most
}

// mostCiphertexts is the largest number of ciphertexts of any phase.
func (p *Plan) mostCiphertexts() int {
	most := 0
	for _, phase := range p.Phases() {
		if packing, err := p.Packing(phase); err == nil { // New laid every phase out
			most = max(most, secagg.Ciphertexts(packing, p.Set))
		}
	}
	return most
}
