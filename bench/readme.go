package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"samband/bench/learn"
)

// readmeDir is where README.md, the charts and the committed results lie.
const (
	readmeDir  = "bench"
	readmeFile = "README.md"
	resultFile = "results.json"
)

// Markers of the part of README.md that is made of the results.
const (
	markBegin = "<!-- What follows is written by go run ./bench readme. -->\n"
	markEnd   = "<!-- Up to here. -->\n"

	learnBegin = "<!-- What follows is written by go run ./bench readme from bench/learn. -->\n"
	learnEnd   = "<!-- Up to here, from bench/learn. -->\n"
)

func readmeCommand(arguments []string, progress io.Writer) error {
	flags := flag.NewFlagSet("readme", flag.ContinueOnError)
	flags.SetOutput(progress)
	dir := flags.String("dir", readmeDir, "folder of README.md and the charts")
	file := flags.String("json", "", "results (default results.json in that folder)")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *file == "" {
		*file = filepath.Join(*dir, resultFile)
	}
	return writeReadme(*file, *dir)
}

// writeReadme writes the tables into README.md and the charts beside it.
func writeReadme(results, dir string) error {
	made, err := render(results, dir)
	if err != nil {
		return err
	}
	for name, content := range made {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// render gives README.md and the charts by name of file.
func render(results, dir string) (map[string][]byte, error) {
	f, err := os.Open(results)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := readRows(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", results, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: there is no measurement in it", results)
	}
	old, err := os.ReadFile(filepath.Join(dir, readmeFile))
	if err != nil {
		return nil, err
	}
	simulated, made, err := learn.Page(filepath.Join(dir, "learn"))
	if err != nil {
		return nil, err
	}
	maps.Copy(made, charts(rows))
	text, err := between(old, markBegin, markEnd, tables(rows))
	if err == nil {
		text, err = between(text, learnBegin, learnEnd, simulated)
	}
	made[readmeFile] = text
	return made, err
}

// between replaces what stands between two lines of a page.
func between(page []byte, begin, end, text string) ([]byte, error) {
	before, rest, ok := bytes.Cut(page, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed {
		return nil, fmt.Errorf("%s lacks the two lines between which tables go: %s", readmeFile, begin)
	}
	return slices.Concat(before, []byte(begin), []byte(text), []byte(end), after), nil
}
