package transport

// preface is what a client sends before its first frame (RFC 9113, section 3.4).
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

const (
	frameHeader = 9 // length in 3 bytes, type, flags, stream in 4 (RFC 9113, section 4.1)
	frameData   = 0 // type of DATA frames (section 6.1)
)

// frames follows one direction of an HTTP/2 connection, however its bytes are
// cut, and counts what lies in DATA frames. gRPC does not pad them.
type frames struct {
	skip   int // bytes before the next frame header
	inData bool
	header [frameHeader]byte
	have   int // bytes of header
	data   int64
}

func (f *frames) count(b []byte) {
	for len(b) > 0 {
		if f.skip > 0 {
			n := min(f.skip, len(b))
			if f.inData {
				f.data += int64(n)
			}
			f.skip -= n
			b = b[n:]
			continue
		}
		n := copy(f.header[f.have:], b)
		f.have += n
		b = b[n:]
		if f.have == frameHeader {
			f.have = 0
			f.skip = int(f.header[0])<<16 | int(f.header[1])<<8 | int(f.header[2])
			f.inData = f.header[3] == frameData
		}
	}
}
