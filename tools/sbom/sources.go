package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// standard is the name of Go's standard library as a module.
const standard = "std"

// sources is what the source tree says of a program.
type sources struct {
	depends  map[string][]string // module to modules whose packages it imports, sorted
	licences map[string][]string // module to SPDX identifiers, none if not recognised
}

// listed is what go list says of one package.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
	ImportMap  map[string]string
	Module     *struct{ Path, Dir string }
}

// readSources lists the packages of a program for the system that the program
// is for.
func readSources(root string, p *program) (*sources, error) {
	c := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,ImportMap,Module", p.main)
	c.Dir = root
	c.Env = append(os.Environ(), "GOOS="+p.settings["GOOS"], "GOARCH="+p.settings["GOARCH"], "CGO_ENABLED="+p.settings["CGO_ENABLED"], "GOFLAGS=")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &errs)
	}
	var packages []listed
	owner := make(map[string]string) // package to module
	folder := make(map[string]string)
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, l)
		switch {
		case l.Standard:
			owner[l.ImportPath] = standard
		case l.Module != nil:
			owner[l.ImportPath] = l.Module.Path
			folder[l.Module.Path] = l.Module.Dir
		default:
			return nil, fmt.Errorf("package %s belongs to no module", l.ImportPath)
		}
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	folder[standard] = strings.TrimSpace(string(goroot))

	s := &sources{make(map[string][]string), make(map[string][]string)}
	for _, l := range packages {
		from := owner[l.ImportPath]
		for _, i := range l.Imports {
			if other, ok := l.ImportMap[i]; ok {
				i = other
			}
			if to := owner[i]; to != "" && to != from && !slices.Contains(s.depends[from], to) {
				s.depends[from] = append(s.depends[from], to)
			}
		}
	}
	for m := range s.depends {
		slices.Sort(s.depends[m])
	}
	for m, dir := range folder {
		if s.licences[m], err = licencesIn(dir); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// licencesIn recognises the licence files in a directory.
func licencesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		if e.IsDir() || !(strings.HasPrefix(name, "licen") || strings.HasPrefix(name, "copying") || strings.HasPrefix(name, "unlicense")) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		found = append(found, recognise(string(text))...)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}
