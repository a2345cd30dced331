// The generators, apart from the product so that neither its programs nor its
// users' downloads carry them.
module samband/tools

go 1.26.0

tool google.golang.org/protobuf/cmd/protoc-gen-go

require google.golang.org/protobuf v1.36.12 // indirect
