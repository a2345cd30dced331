// Command coordinator adds what participants send and cannot read it.
package main

import (
	"os"

	"samband/pkg/cli"
)

func main() {
	app := cli.New()
	os.Exit(app.Run(root(app), os.Args[1:]))
}
