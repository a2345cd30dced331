package export

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"

	"samband/pkg/digest"
)

// order sorts objects by a member that is a text.
func order(all []object, by string) {
	slices.SortStableFunc(all, func(a, b object) int { return cmp.Compare(fmt.Sprint(a[by]), fmt.Sprint(b[by])) })
}

// uuid makes an identifier of what it is told, the same for the same things
// (RFC 9562, version 8).
func uuid(d digest.Digest, what string) string {
	sum := digest.New("samband/export/uuid").Digest(d).Text(what).Sum()
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
