//go:build !windows

package transport

import "syscall"

// What the network's failures are called here.
const (
	addressInUse      = syscall.EADDRINUSE
	connectionRefused = syscall.ECONNREFUSED
	connectionReset   = syscall.ECONNRESET
	portForbidden     = syscall.EACCES
)
