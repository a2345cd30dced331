//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorSeconds is how long this process has had a processor, 0 if unknown.
func processorSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return (time.Duration(u.Utime.Nano()) + time.Duration(u.Stime.Nano())).Seconds()
}
