package setting

import (
	"reflect"
	"strings"
	"testing"
)

const small = `
title: a small one
data: {source: gaussian, rows: 100, columns: 3}
partition: {by: size, participants: 4}
algorithm: {name: fedavg, rounds: 5, steps: 2, rate: 0.5, ridge: 1}
privacy: {noise: none}
seeds: [7, 8]
`

func runs(t *testing.T, text string) []Run {
	t.Helper()
	f, err := Parse("c.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.Runs()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// All combinations, in order; mappings are merged, null takes away, names stand.
func TestGrid(t *testing.T) {
	all := runs(t, small+`
repetitions: 2
grid:
  partition.participants: [2, 3]
  all:
    few: {data: {rows: 50}, compare: false}
    many: {data: {rows: 60}}
  algorithm:
    plain: {}
    near: {name: fedprox, proximal: 0.1}
    exact: {name: newton, steps: null, rate: null}
`)
	if len(all) != 2*2*3*2*2 {
		t.Fatalf("%d runs", len(all))
	}
	digests := make(map[string]bool)
	for _, r := range all {
		digests[r.Digest] = true
	}
	if len(digests) != len(all) {
		t.Errorf("%d digests of %d runs", len(digests), len(all))
	}
	first, near, exact, last := all[0], all[4], all[8], all[len(all)-1]
	if first.Seed != 7 || first.Repetition != 1 || all[1].Repetition != 2 || all[2].Seed != 8 || first.Settings.Partition.Participants != 2 || last.Settings.Partition.Participants != 3 {
		t.Errorf("%+v, %+v", first, last)
	}
	if first.Names["algorithm"] != "plain" || first.Names["partition.participants"] != "2" || near.Names["algorithm"] != "near" {
		t.Errorf("%v, %v", first.Names, near.Names)
	}
	if first.Settings.Data.Rows != 50 || first.Settings.Data.Columns != 3 || first.Settings.Compared() || last.Settings.Data.Rows != 60 || !last.Settings.Compared() {
		t.Errorf("%+v, %+v", first.Settings, last.Settings)
	}
	if a := near.Settings.Algorithm; a["name"] != "fedprox" || a["proximal"] != 0.1 || a["rate"] != 0.5 {
		t.Errorf("%v", a)
	}
	if a := exact.Settings.Algorithm; a["name"] != "newton" || a["steps"] != nil || a["ridge"] == nil {
		t.Errorf("%v", a)
	}
	if s := first.Settings; s.Model != "logistic-regression" || s.Split.Seed != "7" || s.Split.Test != 0.25 || s.Privacy["noise"] != "none" || all[2].Settings.Split.Seed != "8" {
		t.Errorf("defaults: %+v", s)
	}
}

// What says the same has the same digest, whatever the order and what is left to
// defaults; what changes a run changes it.
func TestDigest(t *testing.T) {
	base := runs(t, small)[0]
	for text, same := range map[string]bool{
		strings.Replace(small, "rows: 100, columns: 3", "columns: 3, rows: 100", 1): true,
		strings.Replace(small, "a small one", "another title", 1):                   true,
		small + "model: logistic-regression\ncompare: true\nsplit: {test: 0.25}\n":  true,
		strings.Replace(small, "data: {", "data: {folder: elsewhere, ", 1):          true,
		small + "compare: false\n":                                                                  false,
		strings.Replace(small, "rate: 0.5", "rate: 0.25", 1):                                        false,
		strings.Replace(small, "participants: 4", "participants: 5", 1):                             false,
		strings.Replace(small, "[7, 8]", "[8, 7]", 1):                                               false,
		strings.Replace(small, "privacy: {noise: none}", "privacy: {noise: none, unit: record}", 1): false,
	} {
		if got := runs(t, text)[0].Digest == base.Digest; got != same {
			t.Errorf("the same digest is %v for\n%s", got, text)
		}
	}
}

func TestRefused(t *testing.T) {
	swap := func(old, new string) string { return strings.Replace(small, old, new, 1) }
	for text, want := range map[string]string{
		"":                                 "title is missing",
		"title: [":                         ":1: ",
		small + "colour: red\n":            `unknown field "colour": correct its spelling or remove it`,
		swap("rows: 100", "row: 100"):      `unknown field "row"`,
		swap("gaussian", "excel"):          `data.source is heart-disease, diabetes-130, cohort, gaussian or images, not "excel"`,
		swap("columns: 3", "columns: 200"): "128 columns",
		swap("gaussian, rows: 100, columns: 3", "images, columns: 65"): "a square number from 9 to 121, not 65",
		swap("gaussian, rows: 100, columns: 3", "cohort, signal: 1"):   "cohort has its own columns",
		swap("by: size", "by: site"):                                   "generated rows belong to no site",
		swap("by: size", "by: label"):                                  "partition.alpha is needed",
		swap("participants: 4", "participants: 1001"):                  "2 to 1000",
		swap("participants: 4", "participants: 2, shares: [0.5, 0.4]"): "2 that sum to 0.9 for 2 participants",
		swap("participants: 4", "participants: 2, halves: 1"):          "merge and halves are of sites",
		small + "split: {test: 1}\n":                                   "split.test lies between 0 and 0.9, not 1",
		swap("[7, 8]", "[7, 7]"):                                       "seeds: one is there twice",
		small + "repetitions: 1001\n":                                  "repetitions are 1 to 1000",
		small + "grid: {algorithm.rate: 3}\n":                          "needs a list of values",
		small + "grid: {algorithm.rate: []}\n":                         "algorithm.rate has no values",
		small + "grid: {algorithm.rate: [0.1, 0.1]}\n":                 "is the same run as",
		small + "grid: {algorithm.rate.of: [1]}\n":                     "rate is no mapping",
		small + "grid: {partition.alfa: [1]}\n":                        `with partition.alfa 1: unknown field "alfa"`,
		small + "grid: {noise level: {none: {}}}\n":                    `grid: "noise level" is no setting: an axis is named after what it varies, by the dotted path of a key (data, partition,`,
		small + "report: {metrics: [gini]}\n":                          "report.metrics are auc, log_loss, accuracy, accuracy_together or cost",
		small + "report: {chart: lines}\n":                             "lines need a varied setting on the x axis",
		small + "report: {columns: seed}\n":                            `report.columns: "seed" is not varied`,
		small + "report: {models: [best]}\n":                           `report.models: "best"`,
	} {
		f, err := Parse("c.yaml", []byte(text))
		if err == nil {
			_, err = f.Runs()
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q, for\n%s", err, want, text)
		}
	}
}

// A line is that of the file.
func TestLineOfAMistake(t *testing.T) {
	_, err := Parse("c.yaml", []byte(small+"seed: 3\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "c.yaml:8: ") {
		t.Error(err)
	}
}

func TestSetLeavesTheTree(t *testing.T) {
	tree := map[string]any{"a": map[string]any{"b": 1, "c": 2}}
	varied, err := set(tree, []string{"a", "b"}, 3)
	if err != nil || !reflect.DeepEqual(varied, map[string]any{"a": map[string]any{"b": 3, "c": 2}}) || !reflect.DeepEqual(tree, map[string]any{"a": map[string]any{"b": 1, "c": 2}}) {
		t.Errorf("%v, %v, %v", varied, tree, err)
	}
}
