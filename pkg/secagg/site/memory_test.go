package site

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"

	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
	"samband/pkg/vector"
)

// Environment variables that make the two tests below as large as the limits
// that are promised: a hundred Mi values take half a minute and 1 GB of disk, a
// thousand participants with a Mi values each a minute. Use with -v and, for
// the time, -timeout 1h:
//
//	SAMBAND_TEST_VALUES=104857600 go test -v -run TestMemoryIsBounded ./pkg/secagg/site
//	SAMBAND_TEST_THOUSAND=1048576 go test -v -run TestThousandParticipants ./pkg/secagg/site
const (
	valuesVariable   = "SAMBAND_TEST_VALUES"
	thousandVariable = "SAMBAND_TEST_THOUSAND"
)

// constant is what a process may need besides: program, runtime, buffers.
const constant = 64 << 20

func size(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, it must be a number of values", variable, text)
	}
	return n
}

// Two participants and a coordinator in processes of their own: the sum is
// exact, the coordinator's peak is at most twice one summed ciphertext and a
// constant, and a participant's does not grow with its vector at all. (That is
// not so for the direct schemes, whose releases are as large as the vector.)
func TestMemoryIsBounded(t *testing.T) {
	values := size(t, valuesVariable, 1<<20)
	for _, scheme := range []secagg.Scheme{secagg.OneTimeHE, secagg.PairwiseMasks, secagg.Plaintext} {
		t.Run(string(scheme), func(t *testing.T) {
			j := job{Scheme: scheme, Participants: 2, Values: values, Dir: t.TempDir()}
			w, err := j.open()
			if err != nil {
				t.Fatal(err)
			}
			var parties []*role
			members := make([]secagg.Member, j.Participants)
			for i := range members {
				j.Index = i
				parties = append(parties, startRole(t, "participant", j))
				parties[i].hear(&members[i])
			}
			for _, p := range parties {
				p.tell(members)
			}
			offered := make([]secagg.Offered, len(parties))
			for i, p := range parties {
				p.hear(&offered[i])
			}
			if !scheme.Offers() {
				offered = nil
			}
			for _, p := range parties {
				p.tell(offered)
			}
			var all []secagg.SealedShare
			for _, p := range parties {
				var shares []secagg.SealedShare
				p.hear(&shares)
				all = append(all, shares...)
			}
			hub := startRole(t, "coordinator", j)
			var added outcome
			hub.hear(&added)
			releases := make([]secagg.Release, len(parties))
			for i, p := range parties {
				var own []secagg.SealedShare
				for _, s := range all {
					if s.To == members[i].ID {
						own = append(own, s)
					}
				}
				p.tell(own)
				p.hear(&releases[i])
			}
			if scheme == secagg.Plaintext {
				releases = nil
			}
			sum := bodyBytes(scheme, w.round.Chunks)
			for i, p := range parties {
				p.tell(releases)
				var done outcome
				p.hear(&done)
				t.Logf("participant %d: %d MiB for a vector of %d MiB", i+1, done.Peak>>20, values>>18)
				if !done.Exact {
					t.Error("the sum is not exact")
				}
				if done.Peak > constant {
					t.Errorf("participant %d: peak of %d bytes, more than %d", i+1, done.Peak, constant)
				}
			}
			t.Logf("coordinator: %d MiB for a sum of %d MiB", added.Peak>>20, sum>>20)
			if most := 2*sum + constant; added.Peak > most {
				t.Errorf("coordinator: peak of %d bytes, more than %d", added.Peak, most)
			}
		})
	}
}

// A thousand participants with a committee of nine, five of whom open the sum,
// one after another in one process: it is exact, and what is held at once is
// one sum, one chunk and the sealed shares.
func TestThousandParticipants(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 70
	}
	r := startRole(t, "thousand", job{Scheme: secagg.OneTimeHE, Participants: n, Values: size(t, thousandVariable, 1<<14)})
	var done outcome
	r.hear(&done)
	t.Logf("%d participants: %d MiB", n, done.Peak>>20)
	if !done.Exact {
		t.Error("the sum is not exact")
	}
}

// playThousand plays all of them.
func playThousand(l *line) error {
	var j job
	if err := l.in.Decode(&j); err != nil {
		return err
	}
	const committee, threshold = 9, 5
	layout := vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: j.Values, Bits: 16, Clip: 1}}}
	w, err := emptyWorld(j.Scheme, j.Participants, threshold, layout)
	if err != nil {
		return err
	}
	form, err := hub.New(j.Scheme, w.round.Chunks)
	if err != nil {
		return err
	}
	total, err := form.Total()
	if err != nil {
		return err
	}
	members, keys := make([]secagg.Member, committee), make([]*seal.PrivateKey, committee)
	for i := range members {
		if keys[i], err = seal.NewKey(); err != nil {
			return err
		}
		members[i] = secagg.Member{ID: fmt.Sprintf("site-%d", i+1), Point: i + 1, Key: keys[i].Public()}
	}
	own := make([]*Offer, committee)
	shares := make(map[string][]secagg.SealedShare)
	var set []string
	for party := range j.Participants {
		self := secagg.Member{ID: fmt.Sprintf("site-%d", party+1)}
		source := func(from int, dst []uint64) error {
			for i := range dst {
				dst[i] = valueOf(party, from+i)
			}
			return nil
		}
		made, err := w.scheme.Offer(w.round, self, members)
		if err != nil {
			return err
		}
		if err := w.scheme.Protect(w.round, made, source, w.group, total.Add); err != nil {
			return err
		}
		set = append(set, self.ID)
		if party < committee {
			own[party] = made
		}
		for _, s := range made.Shares {
			shares[s.To] = append(shares[s.To], s)
		}
	}
	var releases []secagg.Release
	for i := committee - threshold; i < committee; i++ {
		m := members[i]
		sealed, err := w.scheme.Release(w.round, m, keys[i], Closing{Set: set, Own: own[i], Shares: shares[m.ID]}, w.group)
		if err != nil {
			return err
		}
		releases = append(releases, secagg.Release{From: m.ID, Point: m.Point, Sealed: sealed})
	}
	exact, next := true, 0
	_, err = w.scheme.Open(w.round, releases, set, total.Chunk, w.group, func(from int, sums []uint64) error {
		for i, v := range sums {
			want := uint64(0)
			for party := range j.Participants {
				want += valueOf(party, from+i)
			}
			exact = exact && v == want && from == next
		}
		next = from + len(sums)
		return nil
	})
	return errors.Join(err, l.out.Encode(outcome{peakMemory(), exact && next == j.Values}))
}
