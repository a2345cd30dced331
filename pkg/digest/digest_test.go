package digest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"testing"

	"pgregory.net/rapid"
)

// A hash is SHA-256 or HMAC-SHA-256 over the tag and the fields, each with its
// length before it, however long they are and whatever is summed in between.
func TestHashesFieldsWithTheirLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var plain bytes.Buffer
		field := func(b []byte) {
			plain.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(b))))
			plain.Write(b)
		}
		tag, key := rapid.String().Draw(t, "tag"), rapid.SliceOf(rapid.Byte()).Draw(t, "key")
		h, want := New(tag), hash.Hash(sha256.New())
		if len(key) > 0 {
			h, want = NewKeyed(key, tag), hmac.New(sha256.New, key)
		}
		field([]byte(tag))
		for range rapid.IntRange(0, 8).Draw(t, "fields") {
			switch rapid.IntRange(0, 5).Draw(t, "sort") {
			case 0:
				b := rapid.SliceOfN(rapid.Byte(), 0, 700).Draw(t, "bytes")
				h.Bytes(b)
				field(b)
			case 1:
				s := rapid.StringN(0, 300, 700).Draw(t, "text")
				h.Text(s)
				field([]byte(s))
			case 2:
				v := rapid.Uint64().Draw(t, "number")
				h.Uint(v)
				field(binary.LittleEndian.AppendUint64(nil, v))
			case 3:
				var b []byte
				values := rapid.SliceOfN(rapid.Uint64(), 0, 90).Draw(t, "numbers")
				for _, v := range values {
					b = binary.LittleEndian.AppendUint64(b, v)
				}
				h.Uints(values)
				field(b)
			case 4:
				d := Of([]byte(rapid.String().Draw(t, "digest of")))
				h.Digest(d)
				field(d[:])
			default:
				h.Sum()
			}
		}
		want.Write(plain.Bytes())
		if got := h.Sum(); !bytes.Equal(got[:], want.Sum(nil)) {
			t.Errorf("%s", got)
		}
	})
}
