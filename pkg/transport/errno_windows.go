package transport

import "syscall"

// What the network's failures are called here: Windows has numbers of its own
// (winsock2.h), and the names that package syscall shares with other systems
// are never returned by its network.
const (
	addressInUse      = syscall.Errno(10048) // WSAEADDRINUSE
	connectionRefused = syscall.Errno(10061) // WSAECONNREFUSED
	connectionReset   = syscall.WSAECONNRESET
	portForbidden     = syscall.WSAEACCES
)
