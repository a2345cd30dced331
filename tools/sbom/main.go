// Command sbom writes a software bill of materials beside each program file it
// is given: FILE.cdx.json, CycloneDX 1.6.
//
// What is in a program is read from the program itself (the Go linker records
// module, version and checksum of everything that it linked), how modules
// depend on each other from the sources, and licences from the licence files in
// the module cache. The same program gives the same bill: it holds no time and
// no name of a machine.
//
//	go run -C tools ./sbom -root "$PWD" "$PWD/bin/samband-client"
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "directory of the sources that the programs were built from")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "sbom: name the program files; see -help")
		os.Exit(2)
	}
	for _, file := range flag.Args() {
		if err := write(*root, file); err != nil {
			fmt.Fprintf(os.Stderr, "sbom: %s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

// write makes the bill of one program file.
func write(root, file string) error {
	p, err := readProgram(file)
	if err != nil {
		return err
	}
	if err := p.compare(filepath.Join(root, "go.sum")); err != nil {
		return err
	}
	s, err := readSources(root, p)
	if err != nil {
		return err
	}
	b := p.bill(s)
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return err
	}
	fmt.Printf("%s.cdx.json: %d components\n", file, len(b.Components))
	return os.WriteFile(file+".cdx.json", text.Bytes(), 0o644)
}
