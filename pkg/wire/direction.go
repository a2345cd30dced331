package wire

import "samband/pkg/protocol"

// ways tells which of the two ends sends messages of a kind: what else may be
// in a message is for package protocol to judge.
func ways(k protocol.Kind) (participant, coordinator bool) {
	switch k {
	case protocol.KindHello, protocol.KindGroupKey, protocol.KindReady, protocol.KindCommit, protocol.KindUpload,
		protocol.KindEndorse, protocol.KindRelease, protocol.KindFetch, protocol.KindAck, protocol.KindResume, protocol.KindRefuse:
		return true, false
	case protocol.KindChunk, protocol.KindStop:
		return true, true
	}
	return false, true
}

// MostToCoordinator is the greatest length in bytes of any message that a
// participant sends: the coordinator takes no memory for a longer one.
func (l Limits) MostToCoordinator() int {
	return l.most(func(k protocol.Kind) bool { p, _ := ways(k); return p })
}

// MostToParticipant is the greatest length in bytes of any message that the
// coordinator sends.
func (l Limits) MostToParticipant() int {
	return l.most(func(k protocol.Kind) bool { _, c := ways(k); return c })
}

func (l Limits) most(sent func(protocol.Kind) bool) int {
	most := 0
	for kind, n := range l.Bytes {
		if sent(kind) {
			most = max(most, n)
		}
	}
	return most
}
