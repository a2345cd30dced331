package trainer

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"time"
)

// process is one program under way, in a group of its own with all that it
// starts, unless that leaves the group by intention.
type process struct {
	cmd    *exec.Cmd
	conn   *conn
	in     *os.File // its standard input
	out    *os.File // its standard output
	err    *os.File // its standard error
	lines  *lines
	log    *slog.Logger
	exited chan struct{} // closed when it has ended and all of its group with it
	grace  time.Duration // so long its end is waited for
}

// environment is what a program gets of this one's environment. Whatever else it
// needs, the command can set: env NAME=VALUE PROGRAM.
var environment = [...]string{"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "USERPROFILE", "TEMP", "TMP"}

func start(command []string, log *slog.Logger) (*process, error) {
	c := exec.Command(command[0], command[1:]...)
	c.Env = []string{} // not nil, which would mean all
	for _, name := range environment {
		if value, set := os.LookupEnv(name); set {
			c.Env = append(c.Env, name+"="+value)
		}
	}
	ownGroup(c)
	var ends [6]*os.File // standard input, output, error: reading, writing
	var err error
	for i := 0; i < len(ends) && err == nil; i += 2 {
		ends[i], ends[i+1], err = os.Pipe()
	}
	c.Stdin, c.Stdout, c.Stderr = ends[0], ends[3], ends[5]
	if err == nil {
		err = c.Start()
	}
	theirs, ours := []*os.File{ends[0], ends[3], ends[5]}, []*os.File{ends[1], ends[2], ends[4]}
	if err != nil {
		theirs = append(theirs, ours...)
	}
	for _, f := range theirs {
		if f != nil {
			f.Close()
		}
	}
	if err != nil {
		return nil, err
	}
	exited := make(chan struct{})
	p := &process{cmd: c, in: ours[0], out: ours[1], err: ours[2], log: log, exited: exited, grace: farewell}
	p.conn = newConn(p.in, p.out)
	p.lines = follow(p.err, log)
	go func() {
		c.Wait() // the state says how it ended
		killGroup(c.Process)
		close(exited)
	}()
	return p, nil
}

// until has calls fail when the context ends, unless the returned function is
// called before. The program is ended then: where the system has no deadlines
// for pipes, that is what ends the call.
func (p *process) until(ctx context.Context) (stop func()) {
	end := context.AfterFunc(ctx, func() {
		p.conn.fail()
		p.kill()
	})
	return func() { end() }
}

// kill ends the program with all of its group.
func (p *process) kill() {
	select {
	case <-p.exited: // and another may have its number
	default:
		killGroup(p.cmd.Process)
		p.cmd.Process.Kill() // where there are no groups
	}
}

// linger waits so long, or until the context ends, for the program to end by
// itself.
func (p *process) linger(ctx context.Context, moment time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, moment)
	defer cancel()
	p.in.Close()
	select {
	case <-p.exited:
	case <-ctx.Done():
	}
}

// end ends the program with all of its group, and says how it ended if it had
// done so itself, and its last line on standard error.
func (p *process) end() (exit, last string) {
	select {
	case <-p.exited:
		exit = p.cmd.ProcessState.String()
	default:
		p.kill()
	}
	p.in.Close()
	p.out.Close()
	select {
	case <-p.exited:
	case <-time.After(p.grace): // it runs as another user, whose processes cannot be ended from here
		p.log.Warn("the trainer cannot be ended; it may still run", "process", p.cmd.Process.Pid)
	}
	// What left the group may hold standard error open.
	if errors.Is(p.err.SetReadDeadline(time.Now().Add(time.Second)), os.ErrNoDeadline) {
		return exit, p.lines.last()
	}
	<-p.lines.ended
	p.err.Close()
	return exit, p.lines.last()
}
