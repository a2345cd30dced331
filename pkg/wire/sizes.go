package wire

import "samband/pkg/protocol"

// LimitsOf takes the sizes that a plan works out for each kind of message, by
// name.
func LimitsOf(participants int, sizes map[string]int) Limits {
	l := Limits{Participants: participants, Bytes: make(map[protocol.Kind]int, len(sizes))}
	for kind, size := range sizes {
		l.Bytes[protocol.Kind(kind)] = size
	}
	return l
}
