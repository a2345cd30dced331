package main

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// build has make build both programs, in a directory of its own.
func build(t *testing.T, arguments ...string) (root, bin string) {
	t.Helper()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("make is not installed")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	bin = t.TempDir()
	c := exec.Command("make", append([]string{"BIN=" + bin}, arguments...)...)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("make %v: %v\n%s", arguments, err, out)
	}
	return root, bin
}

// TestPrograms: what make builds is static, says how it was built, knows no
// directory of this machine, and has a bill that lists what is in it.
func TestPrograms(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the Makefile needs a Unix shell")
	}
	root, bin := build(t)
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"samband-coordinator", "samband-client"} {
		file := filepath.Join(bin, name)
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, local := range []string{root, bin, home + "/go/"} {
			if bytes.Contains(content, []byte(local)) {
				t.Errorf("%s contains %s, a directory of this machine", name, local)
			}
		}
		static(t, file)
		info, err := buildinfo.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		said := make(map[string]string)
		for _, s := range info.Settings {
			said[s.Key] = s.Value
		}
		if said["CGO_ENABLED"] != "0" || said["-trimpath"] != "true" || said["vcs.revision"] != "" {
			t.Errorf("%s was built with %v", name, said)
		}
		for range 2 {
			if err := write(root, file); err != nil {
				t.Fatal(err)
			}
		}
		check(t, file+".cdx.json", info)
	}
}

// static: on Linux a program asks for no interpreter and for no library.
func static(t *testing.T, file string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	f, err := elf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("%s is linked dynamically: it has a segment %v", filepath.Base(file), p.Type)
		}
	}
	if libraries, _ := f.ImportedLibraries(); len(libraries) > 0 {
		t.Errorf("%s needs %v", filepath.Base(file), libraries)
	}
}

// TestStaticSeesDynamic: the check above can fail.
func TestStaticSeesDynamic(t *testing.T) {
	for _, file := range []string{"/bin/sh", "/usr/bin/env"} {
		f, err := elf.Open(file)
		if err != nil {
			continue
		}
		defer f.Close()
		if slices.ContainsFunc(f.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
			return
		}
	}
	t.Skip("no dynamically linked program to look at")
}

var (
	serialForm = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	sumForm    = regexp.MustCompile(`^h1:[A-Za-z0-9+/]{43}=$`)
)

// check holds a bill against the program: form, components, references,
// checksums and licences. The schema itself is checked in .ci/run.
func check(t *testing.T, path string, info *buildinfo.BuildInfo) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Spec != "1.6" || b.Version != 1 || !serialForm.MatchString(b.Serial) {
		t.Errorf("%s begins with %s %s, version %d, %s", path, b.Format, b.Spec, b.Version, b.Serial)
	}
	if len(b.Components) != len(info.Deps)+1 {
		t.Errorf("%d components for %d modules and the standard library", len(b.Components), len(info.Deps))
	}
	refs := map[string]bool{b.Metadata.Component.Ref: true}
	for _, c := range b.Components {
		if refs[c.Ref] {
			t.Errorf("%s is there twice", c.Ref)
		}
		refs[c.Ref] = true
		if len(c.Licences) == 0 {
			t.Errorf("the licence of %s is not recognised: read it, and teach licence.go", c.Name)
		}
		if c.Name != standard && (len(c.Properties) != 1 || !sumForm.MatchString(c.Properties[0].Value)) {
			t.Errorf("%s has the properties %v, not its checksum", c.Name, c.Properties)
		}
	}
	reached := map[string]bool{b.Metadata.Component.Ref: true}
	for _, d := range b.Dependencies {
		if !refs[d.Ref] {
			t.Errorf("a dependency of %s, which is no component", d.Ref)
		}
		for _, on := range d.On {
			if !refs[on] {
				t.Errorf("%s depends on %s, which is no component", d.Ref, on)
			}
			reached[on] = true
		}
	}
	for ref := range refs {
		if !reached[ref] {
			t.Errorf("nothing depends on %s", ref)
		}
	}
}

// TestOtherSources: a program whose modules are not those of go.sum gets no
// bill.
func TestOtherSources(t *testing.T) {
	path := filepath.Join(t.TempDir(), "go.sum")
	if err := os.WriteFile(path, []byte("example.org/a v1.0.0 h1:right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		linked module
		ok     bool
	}{
		{module{"example.org/a", "v1.0.0", "h1:right"}, true},
		{module{"example.org/a", "v1.0.0", "h1:wrong"}, false},
		{module{"example.org/a", "v1.0.1", "h1:right"}, false},
	} {
		p := &program{linked: []module{c.linked}}
		if err := p.compare(path); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.linked, err)
		}
	}
}

func TestRecognise(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n   Version 2.0, January 2004":                                                                    "Apache-2.0",
		"Permission is hereby granted, free of charge,\nto any person obtaining a copy":                                   "MIT",
		"Redistribution and use in source and\nbinary forms … Neither the name of":                                        "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                                                               "BSD-2-Clause",
		"This is free and unencumbered software\nreleased into the public domain.":                                        "Unlicense",
		"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is granted": "ISC",
		"Mozilla Public License Version 2.0":                                                                              "MPL-2.0",
		"All rights reserved.":                                                                                            "",
	} {
		if got := strings.Join(recognise(text), " "); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestPURL: names as in the purl type definition for Go.
func TestPURL(t *testing.T) {
	for want, m := range map[string]module{
		"pkg:golang/github.com/vividcortex/ewma@v1.2.0":        {path: "github.com/VividCortex/ewma", version: "v1.2.0"},
		"pkg:golang/example.org/a/v2@v2.0.0%2Bincompatible":    {path: "example.org/a/v2", version: "v2.0.0+incompatible"},
		"pkg:golang/std@1.26.0":                                {path: standard, version: "go1.26.0"},
		"pkg:golang/google.golang.org/protobuf@v1.36.12-beta1": {path: "google.golang.org/protobuf", version: "v1.36.12-beta1"},
	} {
		if got := purl(m.path, m.version); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
