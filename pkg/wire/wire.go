// Package wire turns the messages of package protocol into bytes and back.
//
// The format is Protocol Buffers, described in samband.proto, where each field
// also says what kind of data it holds. There is exactly one encoding of a
// message: Marshal writes it, and Unmarshal refuses every other one, so equal
// digests of bytes mean equal messages. Unmarshal believes nothing: it looks
// at the length, then walks the bytes and checks every field against
// samband.proto and the number of participants, and only then allocates.
package wire

//go:generate ../../tools/generate.sh

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	"samband/pkg/protocol"
	"samband/pkg/wire/internal/pb"
)

// Marshal gives the one encoding of m, with the version of the protocol in
// it. It fails for a type that does not travel by itself, such as a header,
// and for text that is not UTF-8; sizes are for the reader to judge.
func Marshal(m protocol.Message) ([]byte, error) {
	envelope := &pb.Envelope{Version: protocol.Version}
	if !envelop(envelope, m) {
		return nil, fmt.Errorf("wire: %T is no message that travels by itself", m)
	}
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(envelope)
	if err != nil {
		return nil, fmt.Errorf("wire: %s: %w", m.Kind(), err)
	}
	return b, nil
}

// Unmarshal reads what Marshal wrote, within limits. The message keeps no
// reference to b. An error names the kind and the field at fault.
func Unmarshal(b []byte, limits Limits) (protocol.Message, error) {
	if most := limits.Most(); len(b) > most {
		return nil, fmt.Errorf("wire: a message of %d bytes; the longest of any kind in this run has %d", len(b), most)
	}
	kind, err := check(b, limits)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	envelope := new(pb.Envelope)
	if err := proto.Unmarshal(b, envelope); err != nil {
		return nil, fmt.Errorf("wire: %s: %w", kind, err)
	}
	var failed error
	m := unpack(reader{path: string(kind), err: &failed}, envelope)
	if failed != nil {
		return nil, fmt.Errorf("wire: %w", failed)
	}
	return m, nil
}
