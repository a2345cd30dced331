package site

import (
	"fmt"

	"samband/pkg/digest"
	"samband/pkg/protocol"
)

// judge says what must never be, whatever the machines think of it.
func (x *explorer) judge(s *scene) string {
	for _, check := range []func(*scene) string{x.twoWords, x.twoSums, x.smallClass} {
		if fault := check(s); fault != "" {
			return fault
		}
	}
	return ""
}

// twoWords: an honest member that was never restored endorses one set a round
// and once an attempt, and accepts one sum a round.
func (x *explorer) twoWords(s *scene) string {
	for i, f := range s.known {
		a := &x.items[f.item]
		for _, g := range s.known[i+1:] {
			b, both := &x.items[g.item], f.who&g.who
			if x.restore >= 0 && s.backup > 0 {
				both &^= x.bit(x.restore)
			}
			if both == 0 || a.kind != b.kind || a.prefix.Round != b.prefix.Round {
				continue
			}
			switch {
			case a.kind == protocol.KindEndorse && (a.prefix == b.prefix || a.set != b.set):
				return fmt.Sprintf("%v endorsed %v and %v", x.ids(both), a, b)
			case a.kind == protocol.KindAck:
				return fmt.Sprintf("%v accepted %v and %v", x.ids(both), a, b)
			}
		}
	}
	return ""
}

// twoSums: no two sums of one round are accepted by a quorum each, the liars
// being in both.
func (x *explorer) twoSums(s *scene) string {
	var final []*item
	who := make(map[digest.Digest]mask)
	for _, f := range s.known {
		it := &x.items[f.item]
		if it.kind != protocol.KindAck {
			continue
		}
		before := who[it.state]
		who[it.state] |= f.who
		if (before|x.liars).size() < x.terms.Quorum && (who[it.state]|x.liars).size() >= x.terms.Quorum {
			for _, other := range final {
				if other.prefix.Round == it.prefix.Round && other.state != it.state {
					return fmt.Sprintf("two accepted sums of one round: %v and %v", other, it)
				}
			}
			final = append(final, it)
		}
	}
	return ""
}

// smallClass: in all sums that were opened, no honest participant stands alone:
// what tells one honest participant from all others is its own update. Two
// different sets of one round are never opened: their inputs are the same.
func (x *explorer) smallClass(s *scene) string {
	var opened []*item
	for _, f := range s.known {
		if it := &x.items[f.item]; it.kind == protocol.KindRelease && (f.who|x.liars).size() >= x.threshold {
			for _, other := range opened {
				if other.prefix.Round == it.prefix.Round && other.set != it.set {
					return fmt.Sprintf("two sets of one round are opened: %v and %v", x.ids(other.set), x.ids(it.set))
				}
			}
			opened = append(opened, it)
		}
	}
	classes := make(map[string]int)
	for i := range x.terms.Participants {
		if x.liars.has(i) {
			continue
		}
		record := make([]byte, len(opened))
		for k, it := range opened {
			record[k] = '-'
			if it.set.has(i) {
				record[k] = '+'
			}
		}
		classes[string(record)]++
	}
	for record, size := range classes {
		if size < 2 && contributed(record) {
			return fmt.Sprintf("one honest participant stands alone in the sums over %v", opened)
		}
	}
	return ""
}

func contributed(record string) bool {
	for _, r := range record {
		if r == '+' {
			return true
		}
	}
	return false
}

// String tells an item in few words.
func (it *item) String() string {
	if it.kind == protocol.KindAck {
		return fmt.Sprintf("ack %d.%d %s %s", it.prefix.Round, it.prefix.Attempt, it.state.Short(), it.next)
	}
	return fmt.Sprintf("%s %d.%d %b root %d", it.kind, it.prefix.Round, it.prefix.Attempt, it.set, it.root)
}
