package protocol

import (
	"sync"

	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Memo remembers which signatures have verified. Where the machines of a
// thousand participants run in one process, each of them is shown the same
// messages of all the others; with a memo a signature is verified once, and only
// what was verified under the same key, over the same digest and byte for byte
// the same is taken as true. Nil remembers nothing. It is for concurrent use.
type Memo struct {
	mu   sync.RWMutex
	seen map[verified]struct{}
}

type verified struct {
	key       identity.PublicKey
	digest    digest.Digest
	signature [64]byte
}

// NewMemo remembers nothing yet.
func NewMemo() *Memo { return &Memo{seen: make(map[verified]struct{})} }

// Verify is as the function Verify.
func (o *Memo) Verify(key identity.PublicKey, m Message) bool {
	s, ok := m.(signed)
	if o == nil || !ok || len(*s.signature()) != len(verified{}.signature) {
		return Verify(key, m)
	}
	v := verified{key: key, digest: s.digestToSign(), signature: [64]byte(*s.signature())}
	o.mu.RLock()
	_, known := o.seen[v]
	o.mu.RUnlock()
	if known {
		return true
	}
	if !key.Verify(v.digest[:], v.signature[:]) {
		return false
	}
	o.mu.Lock()
	o.seen[v] = struct{}{}
	o.mu.Unlock()
	return true
}
