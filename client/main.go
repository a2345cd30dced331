// Command client is the program of a participant: an organisation whose rows
// stay in its building.
package main

import (
	"os"

	"samband/pkg/cli"
)

func main() {
	app := cli.New()
	os.Exit(app.Run(root(app), os.Args[1:]))
}
