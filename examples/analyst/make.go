package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/data/cohort"
	"samband/pkg/phrase"
)

// remake runs the two synthetic hospitals for a few rounds, with real processes,
// and leaves their bundle in dir, and that of their rehearsal beside it.
func remake(ctx context.Context, dir, tag string) error {
	for _, path := range []string{dir, rehearsalOf(dir)} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return phrase.Errorf("bundle.exists", "%s is there already: name another directory, or remove it", path)
		}
	}
	out, err := os.MkdirTemp("", "samband-analyst-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	sites := []cohort.Site{cohort.University(), cohort.County()}
	f := &local.Federation{
		Title: "SYNTHETIC: the bundle of examples/analyst", Purpose: "Show an analyst what a bundle is.",
		Hospitals:   []local.Hospital{{ID: "north", Name: sites[0].Name}, {ID: "south", Name: sites[1].Name}},
		Schema:      cohort.Schema(),
		Split:       agreement.Split{Seed: "20240101", Dataset: "synthetic-heart-failure", Test: 0.25},
		Algorithm:   agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 4096, Tolerance: 0.05},
		Acknowledge: []string{agreement.AckTwoParties},
		Out:         out, Lang: tag, Screen: os.Stdout, Synthetic: true,
		KeepSums: true, Test: true, Rehearse: true,
	}
	for i := range f.Hospitals {
		h := &f.Hospitals[i]
		h.Data = filepath.Join(out, cohort.FileName(string(h.ID)))
		table, err := os.Create(h.Data)
		if err == nil {
			err = errors.Join(cohort.WriteCSV(table, sites[i], 1), table.Close())
		}
		if err != nil {
			return err
		}
	}
	if _, err := f.Run(ctx); err != nil {
		return err
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(out, "bundle"))); err != nil {
		return err
	}
	return os.CopyFS(rehearsalOf(dir), os.DirFS(filepath.Join(out, "replay")))
}

// rehearsalOf is where the bundle of a rehearsal lies beside another one.
func rehearsalOf(bundle string) string { return filepath.Clean(bundle) + "-rehearsal" }
