package transport

import (
	"fmt"

	"google.golang.org/grpc/mem"
)

// codec hands bytes through: package wire has made them, and the ledger
// records exactly these.
type codec struct{}

// Marshal wants a []byte that nobody changes afterwards.
func (codec) Marshal(v any) (mem.BufferSlice, error) {
	b, ok := v.([]byte)
	if !ok {
		return nil, fmt.Errorf("transport: %T is not a message in bytes", v)
	}
	return mem.BufferSlice{mem.SliceBuffer(b)}, nil
}

// Unmarshal wants a *[]byte and gives it bytes of its own.
func (codec) Unmarshal(data mem.BufferSlice, v any) error {
	b, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("transport: %T does not take a message in bytes", v)
	}
	*b = data.Materialize()
	return nil
}

// Name is the subtype in gRPC's content type.
func (codec) Name() string { return "samband" }
