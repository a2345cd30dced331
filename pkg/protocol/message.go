package protocol

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Hello opens a session: a fresh HPKE public key of a participant.
type Hello struct {
	Prefix    Prefix
	From      identity.ID
	Key       []byte
	Signature []byte
}

// Hellos hands all hellos to all, in roster order.
type Hellos struct {
	Prefix Prefix
	Hellos []Hello
}

// Sealing is a sealed contribution to the group key for one participant.
type Sealing struct {
	To     identity.ID
	Sealed []byte
}

// Addressed is the digest of something sealed to one participant.
type Addressed struct {
	To     identity.ID
	Digest digest.Digest
}

// GroupKey is one committee member's contribution to the group key. Sealings
// stand beside the signed part: the coordinator hands each participant only
// its own.
type GroupKey struct {
	Prefix       Prefix
	From         identity.ID
	Hellos       digest.Digest // of all hellos
	Contribution digest.Digest // of its 32 random bytes
	Digests      []Addressed   // of its sealings, in the order of the hellos
	Public       []byte        // its part of a key of the scheme's, where it has one; else nil
	Signature    []byte
	Sealings     []Sealing
}

// GroupKeys hands the contributions of all members to one participant, each
// with the sealing for that participant alone.
type GroupKeys struct {
	Prefix    Prefix
	GroupKeys []GroupKey
}

// Attempt announces another attempt of a round. With the prefix of the run
// before a session exists, it asks for another hello: somebody lost what it held
// of a session in which no sum was opened yet.
type Attempt struct{ Prefix Prefix }

// Ready brings a member's fresh HPKE public key of one attempt.
type Ready struct {
	Prefix    Prefix
	From      identity.ID
	Key       []byte
	Signature []byte
}

// Open starts an attempt: who is ready, and the acks that made the state of
// its prefix final (none in the first round).
type Open struct {
	Prefix Prefix
	Acks   []Ack
	Ready  []Ready
}

// Commit binds a participant before it sees anything of anybody else's: to one
// ciphertext and one set of sealed shares; or, where the scheme offers, to what
// it says to all and to shares of its secrets, which stand beside the signed
// part: the coordinator keeps them for the members.
type Commit struct {
	Prefix     Prefix
	From       identity.ID
	Commitment digest.Digest // zero where the scheme offers
	Public     []byte        // what it offers; else nil
	Digests    []Addressed   // of the shares that it offers, one a member
	Signature  []byte
	Shares     []Share // those; to the coordinator alone
}

// Commitments hands all commitments to all, in roster order.
type Commitments struct {
	Prefix  Prefix
	Commits []Commit
}

// Header is the signed head of an upload. It opens the commitment.
type Header struct {
	Prefix      Prefix
	From        identity.ID
	Nonce       [32]byte
	Root        digest.Digest // of its chunks
	Shares      []Addressed   // digests of its sealed shares, one a member; none where they came with commit
	Commitments digest.Digest
	Open        digest.Digest
	Signature   []byte
}

// Share is a sealed share of what a participant drew for the attempt, from it to
// one member.
type Share struct {
	From   identity.ID
	To     identity.ID
	Sealed []byte
}

// Upload is a participant's contribution without its chunks, which follow.
type Upload struct {
	Header Header
	Shares []Share
}

// Close asks a member to endorse a set: whose uploads were added, the root of
// their sum, and the sealed shares for this member.
type Close struct {
	Prefix  Prefix
	Headers []Header // of U, in roster order
	Root    digest.Digest
	Shares  []Share // for this member, in the order of Headers, or of all who committed where the scheme offers
}

// Entry names one upload of an endorsed set.
type Entry struct {
	ID     identity.ID
	Header digest.Digest
}

// Endorse is a member's word that it will release for exactly this set.
type Endorse struct {
	Prefix      Prefix
	From        identity.ID
	Commitments digest.Digest
	Set         []Entry // U, in roster order
	Root        digest.Digest
	Release     digest.Digest // of its own sealed release
	Signature   []byte
}

// Endorsements hands at least Q endorsements to the members.
type Endorsements struct {
	Prefix   Prefix
	Endorsed []Endorse
}

// Release is what a member gives for the sum to be opened, sealed to the group.
type Release struct {
	Prefix Prefix
	From   identity.ID
	Sealed []byte
}

// Result ends an attempt at the coordinator: what is needed to open the sum,
// which is fetched apart. Checkpoint and Proof are the coordinator's ledger
// checkpoint and its consistency with the recipient's last one.
type Result struct {
	Prefix     Prefix
	Headers    []Header // of U: what a participant needs that endorses nothing
	Root       digest.Digest
	Endorsed   []Endorse
	Releases   []Release
	Checkpoint []byte
	Proof      []byte
}

// Fetch asks for the sum, from a chunk and an offset in it on.
type Fetch struct {
	Prefix Prefix
	Root   digest.Digest
	Chunk  uint32
	Offset uint64
}

// Chunk is a piece of a body: of an upload, or of a sum.
type Chunk struct {
	Prefix Prefix
	From   identity.ID // whose body; empty for the sum
	Index  uint32
	Offset uint64 // of Data in the chunk
	Data   []byte
}

// Ack is a participant's word that it accepted a sum: the state after it and
// the phase that follows. Cosignature is over the coordinator's checkpoint,
// Checkpoint is the participant's own, Ready (of a member) is for the next
// round; none of the three is under Signature.
type Ack struct {
	Prefix      Prefix
	From        identity.ID
	State       digest.Digest
	Next        string
	Signature   []byte
	Cosignature []byte
	Checkpoint  []byte
	Ready       *Ready
}

// Done ends a run: Q equal acks that name no further phase.
type Done struct {
	Prefix Prefix
	Acks   []Ack
}

// Resume is a returning participant's word of where it stands. The
// coordinator answers with what it last sent in this round.
type Resume struct {
	Prefix Prefix
	From   identity.ID
}

// Shown answers a resume with what the returning participant signed last, as far
// as the coordinator has it: all under one prefix, nil where it sent none. Who
// does not remember one of them was restored from a backup and sits the run out.
type Shown struct {
	Prefix  Prefix
	Ready   *Ready
	Commit  *Commit
	Header  *Header
	Endorse *Endorse
	Ack     *Ack
}

// Signed lists the messages in the order in which they were sent.
func (m *Shown) Signed() []Message {
	var all []Message
	if m.Ready != nil {
		all = append(all, m.Ready)
	}
	if m.Commit != nil {
		all = append(all, m.Commit)
	}
	if m.Header != nil {
		all = append(all, m.Header)
	}
	if m.Endorse != nil {
		all = append(all, m.Endorse)
	}
	if m.Ack != nil {
		all = append(all, m.Ack)
	}
	return all
}

// Refuse says that a participant will not go on with this attempt, and why,
// as a fixed code. Final says that it takes no further part in the run.
type Refuse struct {
	Prefix    Prefix
	From      identity.ID
	Code      Code
	Party     identity.ID // whose message was refused, where known
	Final     bool
	Signature []byte
}

// Stop ends the run for its recipient. It is the coordinator's word, or a
// participant's that leaves for good.
type Stop struct {
	Prefix Prefix
	From   identity.ID
	Code   Code
	Party  identity.ID // at fault, where known
	By     identity.ID // whose refusal this follows, if one's
}
