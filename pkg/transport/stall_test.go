package transport

import (
	"errors"
	"testing"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// A coordinator that keeps the connection and does not read holds nobody: a
// Send ends after its time, and at once when the program is told to end.
func TestCoordinatorThatDoesNotRead(t *testing.T) {
	for name, end := range map[string]func(*Client){
		"time":  func(c *Client) { c.stall = 50 * time.Millisecond },
		"abort": func(c *Client) { c.Abort() },
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, "north")
			read := make(chan struct{})
			r.handler.received = func(identity.ID, protocol.Message) error { <-read; return nil }
			t.Cleanup(func() { close(read) })
			c := r.join("north")
			end(c)
			ended := make(chan error, 1)
			go func() {
				chunk := &protocol.Chunk{Prefix: protocol.Prefix{Set: "sum-2.1", Agreement: agreed, Mode: protocol.Real}, From: "north", Data: make([]byte, 1<<18)}
				for {
					if err := c.Send(chunk); err != nil {
						ended <- err
						return
					}
				}
			}()
			var broken *Error
			if err := receive(t, ended, "an error"); !errors.As(err, &broken) || !broken.Retry {
				t.Errorf("%v", err)
			}
		})
	}
}
