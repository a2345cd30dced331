// Bench measures the schemes of secure aggregation, each other and what people
// would use instead, on one machine and in one run, and what is learnt with them.
//
//	go run ./bench secagg    time, traffic and memory of one sum, by scheme
//	go run ./bench round     a whole round over TLS, secured and in plaintext
//	go run ./bench learn     learning, simulated in one process by a configuration
//	go run ./bench readme    tables and charts out of the committed results
//
// Every measurement is one line of JSON; README.md says what each field means.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `Bench measures secure aggregation, and what is learnt with it.

  go run ./bench secagg [flags]   time, traffic and memory of one sum, by scheme
  go run ./bench round [flags]    a whole round over TLS, secured and in plaintext
  go run ./bench learn -config F  learning, simulated in one process
  go run ./bench readme           tables and charts out of the committed results

Each takes -h. What the fields and tables mean is in bench/README.md.
`

// errUsage is a command line that names no command; what there is was printed.
var errUsage = errors.New("no such command")

func main() {
	if err := command(os.Args[1:], os.Stdout, os.Stderr); errors.Is(err, flag.ErrHelp) {
		return // help was asked for
	} else if errors.Is(err, errUsage) {
		os.Exit(2)
	} else if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// command runs one of the commands. The last two are for the processes that
// this program starts of itself.
func command(arguments []string, out, progress io.Writer) error {
	if len(arguments) == 0 {
		_, err := io.WriteString(progress, usage)
		return errors.Join(errUsage, err)
	}
	name, rest := arguments[0], arguments[1:]
	switch name {
	case "-h", "-help", "--help", "help":
		_, err := io.WriteString(out, usage)
		return err
	case "secagg":
		return secaggCommand(rest, out, progress)
	case "round":
		return roundCommand(rest, out, progress)
	case "learn":
		return learnCommand(rest, out)
	case "readme":
		return readmeCommand(rest, progress)
	case roleCommandName:
		return roleCommand(rest, out)
	case partyCommandName:
		return partyCommand(rest, os.Stdin, out)
	}
	_, err := fmt.Fprintf(progress, "there is no command %.40q\n\n%s", name, usage)
	return errors.Join(errUsage, err)
}
