package residue

import "samband/pkg/digest"

// ChunkDigest binds a packed chunk to its place, counted from 0.
func ChunkDigest(chunk int, body []byte) digest.Digest {
	return digest.New("samband/residue/chunk").Uint(uint64(chunk)).Bytes(body).Sum()
}

// Root combines the digests of all chunks, in order.
func Root(chunks []digest.Digest) digest.Digest {
	return digest.Root("samband/residue/root", chunks)
}
