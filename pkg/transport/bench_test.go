package transport

import (
	"fmt"
	"testing"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// BenchmarkUplink is one participant sending chunks over loopback TLS, both
// ends recording and hashing: megabytes of body a second.
func BenchmarkUplink(b *testing.B) {
	for _, size := range []int{1 << 16, 1 << 18} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			r := start(b, "north")
			arrived := make(chan struct{}, 16)
			r.handler.received = func(identity.ID, protocol.Message) error {
				arrived <- struct{}{}
				<-r.handler.lines
				return nil
			}
			c := r.join("north")
			r.handler.lines <- "" // received takes one line for each that Received leaves
			m := &protocol.Chunk{Prefix: place(), From: "north", Data: make([]byte, size)}
			b.SetBytes(int64(size))
			b.ResetTimer()
			go func() {
				for range b.N {
					if err := c.Send(m); err != nil {
						return
					}
				}
			}()
			for range b.N {
				receive(b, arrived, "a chunk")
			}
			b.StopTimer()
		})
	}
}

// BenchmarkDownlink is the coordinator sending chunks of a sum.
func BenchmarkDownlink(b *testing.B) {
	const size = 1 << 18
	r := start(b, "north")
	c := r.join("north")
	m := &protocol.Chunk{Prefix: place(), Data: make([]byte, size)}
	b.SetBytes(size)
	b.ResetTimer()
	go func() {
		for range b.N {
			if err := r.server.Send("north", m); err != nil {
				return
			}
		}
	}()
	for range b.N {
		if _, err := r.next(c); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
}
