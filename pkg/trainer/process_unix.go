//go:build unix

package trainer

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup has the command lead a group of processes of its own. A signal from
// the terminal then reaches this program only, which ends the other in order.
func ownGroup(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends whatever is left of the group that the process leads or led.
func killGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGKILL) }
