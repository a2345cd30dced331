//go:build !unix

package main

// processorSeconds is how long this process has had a processor, 0 if unknown.
func processorSeconds() float64 { return 0 }
