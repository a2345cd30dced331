package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// program is what a program file says of itself.
type program struct {
	name     string
	digest   string // SHA-256 of the file
	main     string // import path
	module   string
	version  string // of the module
	golang   string // such as go1.26.8
	settings map[string]string
	linked   []module
}

// module is a module that the linker put into a program.
type module struct{ path, version, sum string }

func readProgram(file string) (*program, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(content)
	p := &program{
		name:     strings.TrimSuffix(filepath.Base(file), ".exe"),
		digest:   hex.EncodeToString(digest[:]),
		main:     info.Path,
		module:   info.Main.Path,
		version:  info.Main.Version,
		golang:   info.GoVersion,
		settings: make(map[string]string),
	}
	for _, s := range info.Settings {
		p.settings[s.Key] = s.Value
	}
	for _, d := range info.Deps {
		if d.Replace != nil {
			return nil, fmt.Errorf("module %s is replaced by %s; a bill of that is not supported", d.Path, d.Replace.Path)
		}
		p.linked = append(p.linked, module{d.Path, d.Version, d.Sum})
	}
	return p, nil
}

// compare holds every checksum in the program against go.sum, so that a bill
// is never written for a program made from other sources.
func (p *program) compare(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	known := make(map[module]bool)
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 {
			known[module{f[0], f[1], f[2]}] = true
		}
	}
	for _, m := range p.linked {
		if !known[m] {
			return fmt.Errorf("the program contains %s %s with checksum %s, which is not in %s", m.path, m.version, m.sum, path)
		}
	}
	return nil
}
