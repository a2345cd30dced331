package site

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// Input is what Step takes: Received, or the answer to a need.
type Input interface{ on() On }

// Received is a message of the coordinator.
type Received struct{ Message protocol.Message }

func (r Received) on() On { return On(r.Message.Kind()) }

// NeedHello asks for a fresh HPKE key of the session; answered by Hello.
type NeedHello struct{ protocol.Mark }

// Hello is the public half of the key; the driver keeps the private half.
type Hello struct{ Key []byte }

// NeedGroupKey asks for 32 random bytes sealed to everybody's hello key;
// answered by GroupKey.
type NeedGroupKey struct {
	protocol.Mark
	Hellos *protocol.Hellos
	Digest digest.Digest // of the hellos
}

// GroupKey is the promise of this member's contribution and its sealings, in
// the order of the hellos, and its part of the scheme's key, if that has one.
type GroupKey struct {
	Contribution digest.Digest
	Sealings     []protocol.Sealing
	Public       []byte
}

// NeedSession asks for the sealed contributions to be opened, checked against
// their promises and combined; answered by Session or Failed.
type NeedSession struct {
	protocol.Mark
	Hellos  digest.Digest
	Keys    []protocol.GroupKey // with the sealing for this participant alone
	Session digest.Digest
}

// Session is the keyed digest of the state before the first round.
type Session struct{ State digest.Digest }

// NeedReady asks for a fresh HPKE key of an attempt; answered by Ready.
type NeedReady struct {
	protocol.Mark
	Prefix protocol.Prefix
}

// Ready is the public half of the key; the driver keeps the private half until
// the attempt is over.
type Ready struct {
	Prefix protocol.Prefix
	Key    []byte
}

// NeedCommit asks for the round's vector (made and persisted at most once a
// round) to be encrypted under the prefix and shared among the ready members;
// answered by Commit or Failed.
type NeedCommit struct {
	protocol.Mark
	Prefix protocol.Prefix
	Phase  string
	Ready  []protocol.Ready
}

// Commit describes a ciphertext and sealed shares that the driver has stored;
// where the scheme offers, there is no ciphertext yet, but a public part.
type Commit struct {
	Prefix protocol.Prefix
	Nonce  [32]byte
	Root   digest.Digest
	Public []byte
	Shares []protocol.Share
}

// NeedProtect asks, where the scheme offers, for the round's vector to be
// protected with what all who committed offered; answered by Protected or Failed.
type NeedProtect struct {
	protocol.Mark
	Prefix  protocol.Prefix
	Phase   string
	Commits []protocol.Commit
}

// Protected describes chunks that the driver has stored.
type Protected struct {
	Prefix protocol.Prefix
	Root   digest.Digest
}

// SendBody asks for the stored chunks to be sent after the upload's header.
type SendBody struct {
	protocol.Mark
	Prefix protocol.Prefix
}

// NeedRelease asks for every sealed share to be opened, or for the sum with this
// root to be fetched where the scheme is direct, and for what the sum of the set
// needs to be sealed once to the group; answered by Release or Failed.
type NeedRelease struct {
	protocol.Mark
	Prefix  protocol.Prefix
	Phase   string
	Shares  []protocol.Share
	Set     []identity.ID
	Commits []protocol.Commit // of all who committed
	Root    digest.Digest
}

// Release is what was sealed, which the driver has persisted.
type Release struct {
	Prefix protocol.Prefix
	Sealed []byte
}

// NeedSum asks for the sum to be fetched, checked against its root, opened and
// applied to the learning; answered by Sum or Failed. Nothing of it is final.
type NeedSum struct {
	protocol.Mark
	Result  *protocol.Result
	Set     []identity.ID
	Phase   string
	Commits []protocol.Commit // of all who committed; none under plaintext
}

// Sum is the keyed digest of the state after the sum, and the phase that the
// learning asks for next.
type Sum struct {
	Prefix protocol.Prefix
	State  digest.Digest
	Next   string
}

// Founded says that the session stands, and from what its first round goes on.
type Founded struct {
	protocol.Mark
	Snapshot *Snapshot
}

// Keep says that the sum of a round is final: the driver makes the learning's
// step permanent and destroys what the round left behind.
type Keep struct {
	protocol.Mark
	Round    uint32
	Next     string
	Snapshot *Snapshot // from which the next round goes on; nil after the last one
}

// Restart says that the session is given up before anything was opened in it:
// the driver destroys what it holds of it.
type Restart struct{ protocol.Mark }

// Failed answers a need that cannot be met.
type Failed struct {
	Prefix protocol.Prefix
	Code   protocol.Code
	Party  identity.ID // at fault, where known
	Text   string
	Said   phrase.Phrase // instead of Text, where other languages have words for it
}

func (Hello) on() On     { return OnHello }
func (GroupKey) on() On  { return OnGroupKey }
func (Session) on() On   { return OnSession }
func (Ready) on() On     { return OnReady }
func (Commit) on() On    { return OnCommit }
func (Protected) on() On { return OnProtected }
func (Release) on() On   { return OnRelease }
func (Sum) on() On       { return OnSum }
func (Failed) on() On    { return OnFailed }
