package attack_test

import (
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// same is what a hook returns that alters nothing.
func same(m ...protocol.Message) []protocol.Message { return m }

// everybody joins a schemer.
func (c *schemer) everybody() []*party {
	var all []*party
	for _, id := range c.f.ids {
		all = append(all, c.f.join(id, c.address))
	}
	return all
}

// alter has f say what is sent to a participant in place of a message of type
// M. What was set before sees the message first.
func alter[M protocol.Message](c *schemer, f func(to identity.ID, m M) []protocol.Message) {
	before := c.say
	c.say = func(to identity.ID, m protocol.Message) []protocol.Message {
		all := same(m)
		if before != nil {
			all = before(to, m)
		}
		var out []protocol.Message
		for _, m := range all {
			if x, ok := m.(M); ok {
				out = append(out, f(to, x)...)
			} else {
				out = append(out, m)
			}
		}
		return out
	}
}

// signed puts the signature of a key on a message. With the key of another
// party than its sender that is a forgery.
func (f *federation) signed(by identity.ID, m protocol.Message) {
	protocol.Sign(f.keys[by], m)
}
