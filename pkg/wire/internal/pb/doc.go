// Package pb is the code that protoc-gen-go makes from samband.proto. Only
// package wire uses it.
package pb
