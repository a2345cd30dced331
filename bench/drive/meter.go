package drive

import (
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// meter counts what one participant sends and is sent, as gRPC payload. Nil
// counts nothing. Checkpoints of ledgers, which there are none of here, would
// add some hundred bytes a round.
type meter struct{ sent, received int64 }

func (m *meter) up(message protocol.Message) {
	if m != nil {
		m.sent += size(message)
	}
}

func (m *meter) down(message protocol.Message) {
	if m != nil {
		m.received += size(message)
	}
}

// body counts the chunks of a body.
func (m *meter) body(b *body, prefix protocol.Prefix, from identity.ID) error {
	if m == nil {
		return nil
	}
	for i := range b.ends {
		data, err := b.read(i)
		if err != nil {
			return err
		}
		m.up(&protocol.Chunk{Prefix: prefix, From: from, Index: uint32(i), Data: data})
	}
	return nil
}

// size is 0 for a message that the wire cannot carry, such as the releases of a
// direct scheme over long vectors, which its programs refuse beforehand.
func size(m protocol.Message) int64 {
	b, err := wire.Marshal(m)
	if err != nil {
		return 0
	}
	return int64(len(b))
}
