package trainer

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// ownGroup keeps a signal from the terminal away from the command.
func ownGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// killGroup ends the process and what it started, as far as the system still
// knows that it did: there are no groups here that keep them together.
func killGroup(p *os.Process) {
	exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
}
