package parameters_test

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/seal"
)

var vectorRow = regexp.MustCompile("(?m)^\\| (.+) \\| `([0-9a-f]+)` \\|$")

// vectors are the test vectors of docs/encodings.md. They were computed in
// Python (hashlib, hmac, cryptography) from what that page says.
type vectors struct {
	*testing.T
	hex    map[string]string
	looked map[string]bool
	at     protocol.Prefix
}

func (v *vectors) bytes(name string) []byte {
	v.Helper()
	b, err := hex.DecodeString(v.hex[name])
	if err != nil || len(b) == 0 {
		v.Fatalf("docs/encodings.md has no vector %q", name)
	}
	v.looked[name] = true
	return b
}

func (v *vectors) is(name string, got []byte) {
	v.Helper()
	if want := v.bytes(name); !bytes.Equal(got, want) {
		v.Errorf("%s is %x, docs/encodings.md says %x", name, got, want)
	}
}

func (v *vectors) digest(name string, got digest.Digest) digest.Digest {
	v.Helper()
	v.is(name, got[:])
	return got
}

// signed puts the documented signature on a message and verifies it, which
// holds the digest that it covers to the page.
func (v *vectors) signed(what string, from identity.ID, m protocol.Message, signature *[]byte) {
	v.Helper()
	*signature = v.bytes(what + " of " + string(from) + ": signature")
	if !protocol.Verify(identity.PublicKey(v.bytes("public key of "+string(from))), m) {
		v.Errorf("the signature of the %s of %s does not verify", what, from)
	}
}

// TestVectors: every digest, signature and key of the protocol is what
// docs/encodings.md says, byte for byte.
func TestVectors(t *testing.T) {
	_, text, _ := strings.Cut(document(t, "encodings.md"), "## Test vectors")
	v := &vectors{T: t, hex: make(map[string]string), looked: make(map[string]bool), at: protocol.Prefix{
		Set: "sum-8.1", Agreement: repeated('a'), Mode: protocol.Real, Session: repeated('s'), Round: 3, Attempt: 2, State: repeated('t'),
	}}
	for _, m := range vectorRow.FindAllStringSubmatch(text, -1) {
		v.hex[m[1]] = m[2]
	}
	v.session()
	v.attempt()
	for name := range v.hex {
		if !v.looked[name] {
			t.Errorf("nothing is compared with the vector %q", name)
		}
	}
}

func repeated(c byte) digest.Digest { return digest.Digest(bytes.Repeat([]byte{c}, 32)) }

func (v *vectors) session() {
	run := v.at.Opening()
	prefix := v.digest("prefix digest", v.at.Digest())
	stream := make([]byte, 32)
	prefix.Expand().Read(stream)
	v.is("first 32 bytes of XOF(prefix digest)", stream)

	hellos := []protocol.Hello{
		{Prefix: run, From: "east", Key: bytes.Repeat([]byte{1}, 8)},
		{Prefix: run, From: "north", Key: bytes.Repeat([]byte{2}, 8)},
	}
	for i := range hellos {
		v.signed("hello", hellos[i].From, &hellos[i], &hellos[i].Signature)
	}
	all := v.digest("hellos", protocol.HellosDigest(run, hellos))
	contributions := [][32]byte{repeated(0x11), repeated(0x22)}
	var keys []protocol.GroupKey
	for i, letter := range []string{"A", "B"} {
		from := hellos[i].From
		k := protocol.GroupKey{Prefix: run, From: from, Hellos: all}
		k.Contribution = v.digest("contribution of "+string(from), protocol.ContributionDigest(run, from, contributions[i]))
		for _, h := range hellos {
			k.Digests = append(k.Digests, protocol.Addressed{To: h.From, Digest: protocol.SealedDigest(run, []byte(letter+" to "+string(h.From)))})
		}
		v.signed("group-key", from, &k, &k.Signature)
		keys = append(keys, k)
	}
	v.is("info of the sealing from east to north", protocol.SealingInfo(run, all, "east", "north"))
	session := v.digest("session", protocol.SessionDigest(run, all, keys))
	group, err := seal.NewGroup(contributions, session)
	if err != nil {
		v.Fatal(err)
	}
	v.is("group key G", group.Bytes())
	v.is("K_state", group.StateKey())
	v.is("K_check", group.ChecksumKey())
	opened, err := group.OpenRelease(prefix, "north", v.bytes(`sealed release of north: the text "a release", nonce 12 bytes 0b`))
	if err != nil || string(opened) != "a release" {
		v.Errorf("the sealed release opens to %q, %v", opened, err)
	}
	digest.NewKeyed(group.ChecksumKey(), "samband/secagg/site/checksum/1").Digest(prefix).Uint(1).Sum().Expand().Read(stream)
	v.is("first 32 bytes of checksum weights, chunk 1", stream)
	v.digest("info of a sealed share from east to north", digest.New("samband/secagg/site/share/1").Digest(prefix).Text("east").Text("north").Sum())
	start := v.digest("state before round 1", protocol.StartState(group.StateKey(), session))
	v.digest("state after round 1, U = east, north, sums 5 and 2^40", protocol.NextState(group.StateKey(), start, 1, []identity.ID{"east", "north"}, []uint64{5, 1 << 40}))
}

func (v *vectors) attempt() {
	open := &protocol.Open{Prefix: v.at}
	for i, id := range []identity.ID{"east", "north"} {
		r := protocol.Ready{Prefix: v.at, From: id, Key: bytes.Repeat([]byte{byte(3 + i)}, 8)}
		v.signed("ready", id, &r, &r.Signature)
		open.Ready = append(open.Ready, r)
	}
	opened := v.digest("open", open.Digest())
	list := &protocol.Commitments{Prefix: v.at}
	var headers []protocol.Header
	for i, id := range []identity.ID{"east", "north"} {
		to := []identity.ID{"north", "east"}[i]
		share := v.digest("sealed share of "+string(id), protocol.SealedDigest(v.at, []byte("share of "+string(id))))
		h := protocol.Header{Prefix: v.at, From: id, Nonce: repeated(byte(7 + i)), Root: repeated(byte(5 + i)), Open: opened, Shares: []protocol.Addressed{{To: to, Digest: share}}}
		c := protocol.Commit{Prefix: v.at, From: id, Commitment: v.digest("commitment of "+string(id), h.Opens())}
		v.signed("commit", id, &c, &c.Signature)
		list.Commits, headers = append(list.Commits, c), append(headers, h)
	}
	committed := v.digest("commitments", list.Digest())
	e := &protocol.Endorse{Prefix: v.at, From: "east", Commitments: committed, Root: repeated(9), Release: protocol.SealedDigest(v.at, []byte("release of east"))}
	for i := range headers {
		h := &headers[i]
		h.Commitments = committed
		v.signed("header", h.From, h, &h.Signature)
		e.Set = append(e.Set, protocol.Entry{ID: h.From, Header: v.digest("header of "+string(h.From), h.Digest())})
	}
	v.signed("endorse", "east", e, &e.Signature)
	v.digest("endorsement of east", e.Digest())
	ack := &protocol.Ack{Prefix: v.at, From: "east", State: repeated(10), Next: protocol.PhaseDone}
	v.signed("ack", "east", ack, &ack.Signature)
	refuse := &protocol.Refuse{Prefix: v.at, From: "east", Code: protocol.CodeShare, Party: "north", Final: true}
	v.signed("refuse", "east", refuse, &refuse.Signature)
}
