package model

import (
	"encoding/json"

	"samband/pkg/digest"
	"samband/pkg/schema"
)

// SchemaHash is the hexadecimal digest of a schema, by which a model names the
// rows that it can be used on.
func SchemaHash(s schema.Schema) string {
	text, err := json.Marshal(s)
	if err != nil {
		// Only a number that is not finite: no checked schema holds one, and a
		// hash of nothing matches none.
		text = nil
	}
	return digest.New("samband/schema/1").Bytes(text).Sum().String()
}
