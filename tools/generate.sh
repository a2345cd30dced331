#!/bin/sh
# Regenerates every committed file that is made from another one:
#
#   pkg/wire/internal/pb/samband.pb.go  from pkg/wire/samband.proto
#   docs/data-flows.md                  from pkg/wire/samband.proto
#   docs/states.md                      from the tables in pkg/protocol/hub and site
#   docs/agreement.md, its keys         from pkg/agreement/agreement.schema.json
#   pkg/he/thresholds.go                from pkg/he/table.go
#
# Running this must leave no difference. It needs protoc (Debian:
# protobuf-compiler); the Go generator is built from the version in tools/go.mod.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT

command -v protoc >/dev/null || {
	echo "generate: protoc is missing; on Debian: apt-get install protobuf-compiler" >&2
	exit 1
}
(cd "$root/tools" && go build -o "$bin/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go)

cd "$root/pkg/wire"
protoc --plugin="$bin/protoc-gen-go" --proto_path=. \
	--go_out="$root" --go_opt=module=samband samband.proto

# The line that names protoc's version would differ from machine to machine.
sed '/^\/\/ [[:space:]]*protoc  *v/d' internal/pb/samband.pb.go >"$bin/samband.pb.go"
cat "$bin/samband.pb.go" >internal/pb/samband.pb.go

cd "$root"
go test ./pkg/wire -run '^TestDataFlows$' -count=1 -update
go test ./pkg/protocol -run '^TestStates$' -count=1 -update
go test ./pkg/agreement -run '^TestDocument$' -count=1 -update
go test ./pkg/he -run '^TestThresholdsAreTheTables$' -count=1 -update
