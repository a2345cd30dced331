package wire

import (
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"samband/pkg/protocol"
	"samband/pkg/wire/internal/pb"
)

// shape is what samband.proto says about one type of message, in the form in
// which the check needs it.
type shape struct {
	fields map[protowire.Number]field
	must   []protowire.Number // fields that are never absent
}

type field struct {
	number   protowire.Number
	name     string
	wire     protowire.Type
	bits     int // of a number
	text     bool
	repeated bool
	least    int // bytes
	most     int // bytes; 0 means as long as the message may be
	part     *shape
}

// kinds are the messages that an envelope can hold, by field number. They are
// made once from the descriptors and never change.
var kinds = compile((*pb.Envelope)(nil).ProtoReflect().Descriptor(), map[protoreflect.FullName]*shape{})

// kindOf is the kind that a field of the envelope stands for.
func kindOf(f field) protocol.Kind { return protocol.Kind(strings.ReplaceAll(f.name, "_", "-")) }

func compile(d protoreflect.MessageDescriptor, done map[protoreflect.FullName]*shape) *shape {
	if s := done[d.FullName()]; s != nil {
		return s
	}
	s := &shape{fields: map[protowire.Number]field{}}
	done[d.FullName()] = s
	for i := range d.Fields().Len() {
		fd := d.Fields().Get(i)
		f := field{number: fd.Number(), name: string(fd.Name()), wire: protowire.BytesType, repeated: fd.IsList()}
		switch fd.Kind() {
		case protoreflect.MessageKind:
			f.part = compile(fd.Message(), done)
		case protoreflect.Uint32Kind:
			f.wire, f.bits = protowire.VarintType, 32
		case protoreflect.Uint64Kind:
			f.wire, f.bits = protowire.VarintType, 64
		default:
			f.text = fd.Kind() == protoreflect.StringKind
			f.least, f.most = lengths(categoryOf(fd))
		}
		s.fields[f.number] = f
		if (f.part != nil || f.least > 0) && !f.repeated && fd.ContainingOneof() == nil {
			s.must = append(s.must, f.number)
		}
	}
	return s
}

func categoryOf(fd protoreflect.FieldDescriptor) pb.Category {
	return proto.GetExtension(fd.Options(), pb.E_Category).(pb.Category)
}

// lengths are the least and the greatest length of a field. A least length
// above zero also means that the field must be there.
func lengths(c pb.Category) (least, most int) {
	switch c {
	case pb.Category_DIGEST, pb.Category_KEYED_DIGEST, pb.Category_NONCE:
		return digestSize, digestSize
	case pb.Category_SIGNATURE:
		return signatureSize, signatureSize
	case pb.Category_PUBLIC_KEY:
		return 0, maxKey
	case pb.Category_SEALED:
		return 0, maxSealed
	case pb.Category_LEDGER:
		return 0, maxLedger
	case pb.Category_PLAINTEXT_UNDER_PLAINTEXT_SCHEME, pb.Category_PUBLIC_PART, pb.Category_RELEASE:
		return 0, 0 // as long as the vector may make the message
	default:
		return 0, maxText
	}
}
