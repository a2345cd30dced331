package wire_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"samband/pkg/protocol"
	"samband/pkg/transport"
	"samband/pkg/wire/internal/pb"
)

var update = flag.Bool("update", false, "write docs/data-flows.md instead of comparing it")

// Every field must say what it holds, in one sentence and by a category.
func TestEveryFieldIsClassified(t *testing.T) {
	about, err := comments("samband.proto")
	if err != nil {
		t.Fatal(err)
	}
	messages := pb.File_samband_proto.Messages()
	if messages.Len() < 22 {
		t.Fatalf("only %d messages", messages.Len())
	}
	for i := range messages.Len() {
		m := messages.Get(i)
		if about[string(m.Name())] == "" {
			t.Errorf("%s has no comment", m.Name())
		}
		for j := range m.Fields().Len() {
			f := m.Fields().Get(j)
			name := fmt.Sprintf("%s.%s", m.Name(), f.Name())
			category := category(f)
			if category == pb.Category_CATEGORY_UNSPECIFIED {
				t.Errorf("%s has no category", name)
			}
			if composite := f.Kind() == protoreflect.MessageKind; composite != (category == pb.Category_COMPOSITE) {
				t.Errorf("%s is %s: exactly what has fields of its own is COMPOSITE", name, category)
			}
			if c := about[name]; !strings.HasSuffix(c, ".") || strings.Contains(c, ". ") {
				t.Errorf("%s must be explained in one sentence, has %q", name, c)
			}
		}
	}
}

func category(f protoreflect.FieldDescriptor) pb.Category {
	return proto.GetExtension(f.Options(), pb.E_Category).(pb.Category)
}

// TestDataFlows compares docs/data-flows.md with what samband.proto says now,
// or writes it with -update.
func TestDataFlows(t *testing.T) {
	about, err := comments("samband.proto")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "..", "docs", "data-flows.md")
	want := document(about)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Fatalf("docs/data-flows.md is not what samband.proto says now (%v); run: go generate ./pkg/wire", err)
	}
}

func document(about map[string]string) string {
	var d strings.Builder
	d.WriteString(`# Data flows

<!-- Generated from pkg/wire/samband.proto and pkg/transport/flow.go by: go generate ./pkg/wire -->

Everything that a Samband program sends or receives is one of the messages
below, on one mutually authenticated TLS 1.3 connection between a participant
and the coordinator. Participants have no connection to each other. Each
message sent or received is one event in the ledger of either end.

This document says what each field of each message holds. It is made from the
same file that the programs' code is made from, and a test fails if a field is
not classified or this document is not current. It does not say what can be
inferred from what a party sees: see docs/threat-model.md.

## Categories

| category | what such a field holds |
|---|---|
`)
	values := pb.Category(0).Descriptor().Values()
	for i := 1; i < values.Len(); i++ {
		name := string(values.Get(i).Name())
		fmt.Fprintf(&d, "| %s | %s |\n", name, about["Category."+name])
	}
	d.WriteString(`
## Kinds of messages, as the ledger writes them

| kind | ledger category | form under one-time-he | form under plaintext |
|---|---|---|---|
`)
	oneof := pb.File_samband_proto.Messages().ByName("Envelope").Oneofs().Get(0).Fields()
	for i := range oneof.Len() {
		kind := protocol.Kind(strings.ReplaceAll(string(oneof.Get(i).Name()), "_", "-"))
		for _, m := range examples(kind) {
			name, forms := string(kind), [2]string{}
			category, form := transport.Flow(m.encrypted, "one-time-he")
			forms[0], forms[1] = string(form), "not used"
			if m.plain != nil {
				_, form = transport.Flow(m.plain, "plaintext")
				forms[1] = string(form)
			}
			if kind == protocol.KindChunk {
				name += " of " + category
			}
			fmt.Fprintf(&d, "| %s | %s | %s | %s |\n", name, category, forms[0], forms[1])
		}
	}
	d.WriteString("\n## Every field of every message\n")
	messages := pb.File_samband_proto.Messages()
	for i := range messages.Len() {
		m := messages.Get(i)
		fmt.Fprintf(&d, "\n### %s\n\n%s\n\n| field | category | what it holds |\n|---|---|---|\n", m.Name(), about[string(m.Name())])
		for j := range m.Fields().Len() {
			f := m.Fields().Get(j)
			name := string(f.Name())
			if f.IsList() {
				name += " (list)"
			}
			what := category(f).String()
			if f.Kind() == protoreflect.MessageKind {
				what = string(f.Message().Name())
			}
			fmt.Fprintf(&d, "| %s | %s | %s |\n", name, what, about[fmt.Sprintf("%s.%s", m.Name(), f.Name())])
		}
	}
	return d.String()
}

// example is a message as it travels under an encrypting scheme and, if that
// uses the kind, under plaintext.
type example struct{ encrypted, plain protocol.Message }

func examples(kind protocol.Kind) []example {
	both := func(m protocol.Message) []example { return []example{{m, m}} }
	sealed := func(m protocol.Message) []example { return []example{{m, nil}} }
	switch kind {
	case protocol.KindHello:
		return both(&protocol.Hello{})
	case protocol.KindHellos:
		return both(&protocol.Hellos{})
	case protocol.KindGroupKey:
		return sealed(&protocol.GroupKey{})
	case protocol.KindGroupKeys:
		return sealed(&protocol.GroupKeys{})
	case protocol.KindAttempt:
		return both(&protocol.Attempt{})
	case protocol.KindReady:
		return sealed(&protocol.Ready{})
	case protocol.KindOpen:
		return both(&protocol.Open{})
	case protocol.KindCommit:
		return sealed(&protocol.Commit{})
	case protocol.KindCommitments:
		return sealed(&protocol.Commitments{})
	case protocol.KindUpload:
		return []example{{&protocol.Upload{Shares: make([]protocol.Share, 1)}, &protocol.Upload{}}}
	case protocol.KindClose:
		return sealed(&protocol.Close{Shares: make([]protocol.Share, 1)})
	case protocol.KindEndorse:
		return sealed(&protocol.Endorse{})
	case protocol.KindEndorsements:
		return sealed(&protocol.Endorsements{})
	case protocol.KindRelease:
		return sealed(&protocol.Release{})
	case protocol.KindResult:
		return []example{{&protocol.Result{Releases: make([]protocol.Release, 1)}, &protocol.Result{}}}
	case protocol.KindFetch:
		return both(&protocol.Fetch{})
	case protocol.KindChunk:
		return append(both(&protocol.Chunk{From: "north"}), both(&protocol.Chunk{})...)
	case protocol.KindAck:
		return both(&protocol.Ack{})
	case protocol.KindDone:
		return both(&protocol.Done{})
	case protocol.KindResume:
		return both(&protocol.Resume{})
	case protocol.KindRefuse:
		return both(&protocol.Refuse{})
	case protocol.KindShown:
		return both(&protocol.Shown{})
	case protocol.KindStop:
		return both(&protocol.Stop{})
	}
	panic("no example of " + string(kind))
}
