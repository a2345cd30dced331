package attack_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	"samband/pkg/wire"
)

// held is every 32 bytes in a row that a coordinator holds: of messages, of its
// ledger, journal and spool, and of what these have in hexadecimal or base64.
type held map[[32]byte]bool

var (
	inHex    = regexp.MustCompile(`[0-9a-f]{64}`)
	inBase64 = regexp.MustCompile(`[A-Za-z0-9+/]{43,}={0,2}`)
)

func (h held) take(b []byte) {
	for i := 0; i+32 <= len(b); i++ {
		h[[32]byte(b[i:])] = true
	}
	for _, s := range inHex.FindAll(b, -1) {
		d, err := hex.DecodeString(string(s))
		if err == nil {
			h[[32]byte(d)] = true
		}
	}
	for _, s := range inBase64.FindAll(b, -1) {
		if d, err := base64.StdEncoding.DecodeString(string(s)); err == nil && len(d) >= 32 {
			for i := 0; i+32 <= len(d); i++ {
				h[[32]byte(d[i:])] = true
			}
		}
	}
}

// guesses are the digests by which a few integers, here the true ones, could be
// recognised without a key: of any encoding that the program or a library might
// use, with and without what the coordinator knows beside them.
func guesses(values []uint64, public [][]byte) [][32]byte {
	signed := make([]int64, len(values))
	for i, v := range values {
		signed[i] = int64(v)
	}
	var texts [][]byte
	for _, v := range []any{values, signed} {
		j, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		texts = append(texts, j, []byte(fmt.Sprint(v)), []byte(fmt.Sprint(v)+"\n"))
	}
	for _, size := range []int{1, 2, 4, 8, 16} {
		var little, big []byte
		for _, v := range values {
			b := make([]byte, 16)
			binary.LittleEndian.PutUint64(b, v)
			little = append(little, b[:size]...)
			b = make([]byte, 16)
			binary.BigEndian.PutUint64(b[8:], v)
			big = append(big, b[16-size:]...)
		}
		texts = append(texts, little, big)
	}
	all := [][32]byte{digest.New("").Uints(values).Sum()}
	for _, tag := range []string{"samband state", "samband start", "samband sum", "samband/secagg/site/checksum/1"} {
		all = append(all, digest.New(tag).Uints(values).Sum(), digest.New(tag).Count(len(values)).Uints(values).Sum())
	}
	for _, text := range texts {
		wide := sha512.Sum512(text)
		all = append(all, sha256.Sum256(text), digest.New("").Bytes(text).Sum(), [32]byte(wide[:32]), sha512.Sum512_256(text))
		for _, p := range public {
			all = append(all, sha256.Sum256(append(append([]byte(nil), p...), text...)), sha256.Sum256(append(append([]byte(nil), text...), p...)))
		}
	}
	return all
}

// A few small counts could be guessed, and each guess be checked, through any
// digest of them that the coordinator has. Here it even guesses right: the sums,
// every participant's contribution, each of their segments and single values, and
// the model. In all that it holds it finds none of it, keyed with nothing, or
// with anything that it knows. With the group's key, which it lacks, every round
// is found.
func guessedCounts(t *testing.T) {
	f := form(t, 3, slow)
	_, rounds := f.inTheClear(nil)
	h := make(held)
	var key []byte // of the state digests
	public := [][]byte{nil, make([]byte, 32)}
	var prefixes []protocol.Prefix
	seen := make(chan []byte, 1<<14)
	done := make(chan struct{})
	go func() {
		defer close(done)
		before := make(map[[32]byte]bool)
		for b := range seen {
			if d := sha256.Sum256(b); !before[d] {
				before[d] = true
				h.take(b)
			}
		}
	}()
	take := func(m protocol.Message) {
		b, err := wire.Marshal(m)
		f.must(err)
		if p := m.Position(); p.Round > 0 && !p.State.IsZero() && !slices.Contains(prefixes, p) {
			prefixes = append(prefixes, p)
		}
		seen <- b
	}
	s := f.scheme(func(s *schemer) {
		s.hear = func(_ identity.ID, m protocol.Message) bool {
			take(m)
			if m.Kind() == protocol.KindCommit && key == nil {
				key = f.stateKey(filepath.Join(f.dir, string(north)))
			}
			return false
		}
		s.say = func(_ identity.ID, m protocol.Message) []protocol.Message {
			take(m)
			return same(m)
		}
	})
	var models [][]byte
	var wanted [][32]byte
	for _, p := range s.everybody() {
		f.must(p.wait())
		b, err := os.ReadFile(filepath.Join(p.dir, participant.ModelFile))
		f.must(err)
		models, wanted = append(models, b), append(wanted, p.outcome.Digest)
	}
	// The real coordinator's disk at every step, and what it keeps.
	coordinator, address := f.serve(func(cfg *server.Config) {
		cfg.Dir = filepath.Join(f.dir, "real", string(hub))
		cfg.Notify = func(protocol.Notice) {
			for _, b := range look(t, cfg.Dir) {
				seen <- b
			}
		}
	})
	for _, id := range f.ids {
		p := f.join(id, address, inDir(f, "real"))
		defer func() { f.must(p.wait()) }()
	}
	f.must(coordinator.wait())
	for _, b := range look(t, coordinator.dir) {
		seen <- b
	}
	close(seen)
	<-done

	for _, p := range prefixes[:1] {
		public = append(public, p.Agreement[:], p.Session[:])
	}
	for i, r := range rounds {
		vectors := [][]uint64{r.sum}
		for _, v := range r.each {
			vectors = append(vectors, v)
		}
		for _, v := range vectors[:len(vectors):len(vectors)] {
			layout, err := f.plan.Layout(r.phase)
			f.must(err)
			at := 0
			for _, segment := range layout.Segments {
				vectors = append(vectors, v[at:at+segment.Length])
				at += segment.Length
			}
			for k := range min(len(v), 8) {
				vectors = append(vectors, v[k:k+1])
			}
		}
		for _, v := range vectors {
			wanted = append(wanted, guesses(v, public)...)
		}
		for _, p := range prefixes {
			if int(p.Round) != i+1 {
				continue
			}
			for _, k := range append(public, p.State[:]) {
				wanted = append(wanted, protocol.NextState(k, p.State, p.Round, r.set, r.sum))
			}
		}
	}
	for _, b := range models {
		wanted = append(wanted, sha256.Sum256(b), digest.New("").Bytes(b).Sum())
	}
	for _, w := range wanted {
		if h[w] {
			t.Errorf("the coordinator holds %x, by which a guess can be checked", w)
		}
	}
	t.Logf("%d guesses, %d digests", len(wanted), len(h))
	// With the key, each state is found: the search does find what there is.
	found := 0
	for _, p := range prefixes {
		if h[protocol.NextState(key, p.State, p.Round, f.ids, rounds[p.Round-1].sum)] {
			found++
		}
	}
	if found != len(prefixes) || found < len(rounds) {
		t.Errorf("with the key %d states of %d are found", found, len(prefixes))
	}
}

// stateKey is the key of state digests, out of a participant's files.
func (f *federation) stateKey(dir string) []byte {
	text, err := os.ReadFile(filepath.Join(dir, participant.SessionFile))
	f.must(err)
	var s struct{ Group []byte }
	f.must(json.Unmarshal(text, &s))
	group, err := seal.ParseGroup(s.Group)
	f.must(err)
	return group.StateKey()
}
