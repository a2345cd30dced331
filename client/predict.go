package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/data"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/phrase"
)

func predict(app *cli.App) *cobra.Command {
	var file, table, agreed, out string
	var json, force bool
	c := &cobra.Command{
		Use:   "predict",
		Short: "Score new rows with the joint model, here, without a connection",
		Long: "Reads rows that need no outcome, checks them against the schema that the model file\n" +
			"holds, and prints one line for each: its place in the file (the first row after the\n" +
			"header is 1), the probability of the outcome, the model (first digits of its digest)\n" +
			"and warnings. A row that lacks a value has no probability. A row is scored and named\n" +
			"if a value is outside the agreed range, or a number more than 4 standard deviations\n" +
			"from the mean of the training rows. A model file that was changed, or has another\n" +
			"version, is refused. Nothing leaves this machine.\n\n" +
			"The lines are CSV. Rows of patients are not repeated in them, but a probability says\n" +
			"something about its patient: keep the output where the rows may be.",
		Example: "  client predict --model north/runs/1a2b3c4d-real/model.json --data new.csv\n" +
			"  client predict --model model.json --data new.csv --agreement agreement.yaml --out scores.csv\n" +
			"  client predict --model model.json --data new.csv --json",
		Args: cli.Arguments(),
		RunE: func(*cobra.Command, []string) error {
			if _, err := os.Lstat(out); out != "" && err == nil && !force {
				return cli.Exit(cli.Refused, errors.New(app.Lang().Text(lang.OutExists, out)), app.Lang().Text(lang.OutHint))
			}
			s, err := score(app.Lang(), file, agreed, table)
			if err != nil {
				return inWords(app, err)
			}
			s.tell(app)
			write := func(w io.Writer) error { return s.csv(w, app.Lang()) }
			if json {
				write = func(w io.Writer) error { return command.JSON(w, s) }
			}
			if out == "" {
				return write(app.Out)
			}
			if err := whole(out, write); err != nil {
				return err
			}
			app.Progress().Line(app.Lang().Text(lang.WrittenTo, out))
			return nil
		},
	}
	c.Flags().StringVar(&file, "model", participant.ModelFile, "the model file that run left")
	c.Flags().StringVar(&table, "data", "", "rows to score, a CSV file; no outcome needed")
	c.Flags().StringVar(&agreed, "agreement", "", "refuse a model that was trained under another agreement than this one")
	c.Flags().StringVar(&out, "out", "", "write to this file instead of standard output; nobody else may read it")
	c.Flags().BoolVar(&force, "force", false, "replace the file that --out names if it is there")
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of CSV")
	if err := c.MarkFlagRequired("data"); err != nil {
		panic(err) // a flag that was not declared above
	}
	return c
}

// scores is what predict prints with --json.
type scores struct {
	Model struct {
		File      string `json:"file"`
		Digest    string `json:"digest"`
		Agreement string `json:"agreement"` // hash of the one that it was trained under
		Rehearsal bool   `json:"rehearsal"` // it was trained on generated rows
		Noised    bool   `json:"noised"`    // it was learnt from sums with noise in them
	} `json:"model"`
	Outcome string         `json:"outcome"` // what the probability is of
	Scored  int            `json:"scored"`
	Missing int            `json:"missing"` // rows without a probability
	Lacking []data.Missing `json:"-"`
	Outside int            `json:"outside"` // rows scored with a value outside the agreed range
	Far     int            `json:"far"`     // rows scored with a value far from the training mean
	Rows    []scored       `json:"rows"`
}

// scored is one row of the file.
type scored struct {
	Row         int      `json:"row"`         // the first row after the header is 1
	Probability *float64 `json:"probability"` // null where a value is missing
	// Between is a 95 % interval of the probability for the noise that the model was
	// learnt with, and nothing else; absent without noise, and where it cannot be told.
	Between *[2]float64 `json:"noise_interval,omitempty"`
	Outside []beyond    `json:"outside,omitempty"`
	Far     []far       `json:"far,omitempty"`
}

// far is a feature whose value lies more than model.FarSD standard deviations
// from the training mean.
type far struct {
	Feature string  `json:"feature"`
	Mean    float64 `json:"mean"`
	SD      float64 `json:"sd"`
}

// beyond is a feature whose value is outside the agreed range, and that range.
type beyond struct {
	Feature string  `json:"feature"`
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
}

// score reads the model, then the rows as the model's schema has them.
func score(l *lang.Lang, file, agreed, table string) (*scores, error) {
	m, err := model.Load(file)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, l.Text(lang.ModelHint))
	}
	if m.Declared == nil {
		return nil, cli.Exit(cli.Refused, errors.New(l.Text(lang.ModelWithoutSchema, file)), l.Text(lang.ModelHint))
	}
	if agreed != "" {
		a, err := agreement.Read(agreed)
		if err != nil {
			return nil, cli.Exit(cli.Refused, err, "")
		}
		if hash := a.Hash().String(); hash != m.Agreement {
			return nil, cli.Exit(cli.Refused, errors.New(l.Text(lang.ModelAgreement, file, fmt.Sprintf("%.8s", m.Agreement), agreed, hash[:8])), l.Text(lang.ModelAgreementHint))
		}
	}
	t, err := data.ReadNew(table, *m.Declared)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, "")
	}
	linear, err := m.Scores(t)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, "")
	}
	d, err := m.Digest()
	if err != nil {
		return nil, err
	}
	s := &scores{Outcome: m.Declared.Outcome.Name, Scored: t.Len(), Missing: t.Dropped, Lacking: t.Missing}
	s.Model.File, s.Model.Digest, s.Model.Agreement, s.Model.Rehearsal, s.Model.Noised = file, d.String(), m.Agreement, m.Rehearsal, m.Noised
	s.Rows = make([]scored, t.Len()+t.Dropped)
	for i := range s.Rows {
		s.Rows[i].Row = i + 1
	}
	for i, row := range t.Rows {
		p := model.Probability(linear[i])
		s.Rows[row] = scored{Row: row + 1, Probability: &p, Between: between(m, t.Row(i), linear[i]), Outside: outside(m, t.Row(i)), Far: distant(m, t.Row(i))}
		if len(s.Rows[row].Far) > 0 {
			s.Far++
		}
		if len(s.Rows[row].Outside) > 0 {
			s.Outside++
		}
	}
	return s, nil
}

// between is what the noise leaves of a probability.
func between(m *model.Model, values []float64, score float64) *[2]float64 {
	deviation, ok := m.Deviation(values)
	if !ok {
		return nil
	}
	low, high := model.Interval(score, deviation)
	return &[2]float64{model.Probability(low), model.Probability(high)}
}

// distant names the values that are far from those of the training rows.
func distant(m *model.Model, values []float64) []far {
	var all []far
	for _, j := range m.Far(values) {
		all = append(all, far{m.Features[j], m.Mean[j], m.SD[j]})
	}
	return all
}

// outside names the values that are outside the agreed ranges.
func outside(m *model.Model, values []float64) []beyond {
	var all []beyond
	for j, v := range values {
		if r := m.Ranges[j]; v < r.Min || v > r.Max {
			all = append(all, beyond{m.Features[j], r.Min, r.Max})
		}
	}
	return all
}

// name is the model as each line has it.
func (s *scores) name() string {
	name := s.Model.Digest[:8]
	if s.Model.Rehearsal {
		name += "-rehearsal"
	}
	return name
}

// tell says to people what the lines come from and what is amiss with them.
func (s *scores) tell(app *cli.App) {
	l := app.Lang()
	say := func(key lang.Key, arguments ...any) { app.Progress().Line(cli.Printable(l.Text(key, arguments...))) }
	say(lang.PredictModel, s.name(), fmt.Sprintf("%.8s", s.Model.Agreement), s.Outcome)
	if s.Model.Rehearsal {
		say(lang.RehearsalModel)
	}
	if s.Model.Noised {
		say(lang.NoisyPredict)
	}
	say(lang.PredictScored, s.Scored)
	if s.Missing > 0 {
		var lacking []string
		for _, m := range s.Lacking {
			if m.Rows > 0 {
				lacking = append(lacking, fmt.Sprintf("%s: %s", m.Column, l.Count(m.Rows)))
			}
		}
		say(lang.PredictMissing, s.Missing, strings.Join(lacking, ", "))
	}
	if s.Outside > 0 {
		say(lang.PredictOutside, s.Outside)
	}
	if s.Far > 0 {
		say(lang.PredictFarRows, s.Far)
	}
}

// csv writes a line for each row. Numbers are written for machines in every
// language, warnings for people.
func (s *scores) csv(w io.Writer, l *lang.Lang) error {
	lines := [][]string{{"row", "probability", "model", "warnings"}}
	for _, r := range s.Rows {
		p, warnings := "", []string{l.Text(lang.PredictLacks)}
		if r.Probability != nil {
			p, warnings = strconv.FormatFloat(*r.Probability, 'f', 6, 64), nil
			if s.Model.Noised {
				p = strconv.FormatFloat(*r.Probability, 'f', 3, 64) // more digits would only be noise
				warnings = append(warnings, s.noise(l, r))
			}
		}
		for _, b := range r.Outside {
			warnings = append(warnings, l.Text(lang.PredictBeyond, b.Feature, fmt.Sprint(b.Min), fmt.Sprint(b.Max)))
		}
		for _, f := range r.Far {
			warnings = append(warnings, l.Text(lang.PredictFar, f.Feature, significant(l, f.Mean), significant(l, f.SD)))
		}
		lines = append(lines, []string{strconv.Itoa(r.Row), p, s.name(), strings.Join(warnings, "; ")})
	}
	return csv.NewWriter(w).WriteAll(lines)
}

// noise says how far noise may have put a probability off.
func (s *scores) noise(l *lang.Lang, r scored) string {
	if r.Between == nil {
		return l.Text(lang.NoisyRow)
	}
	return l.Text(lang.NoisyRange, l.Number(r.Between[0], 3), l.Number(r.Between[1], 3))
}

// whole writes a file so that the old content or the new one is there, readable
// by its owner only.
func whole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".samband-*") // mode 0600
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		failed.Path = filepath.Dir(path) // the name that people know
	}
	if err != nil {
		return phrase.Errorf("predict.writing", "writing %s: %w", path, err)
	}
	defer os.Remove(f.Name()) // gone already if all went well
	if err := write(f); err != nil {
		f.Close()
		return phrase.Errorf("predict.writing", "writing %s: %w", path, err)
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return phrase.Errorf("predict.writing", "writing %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return phrase.Errorf("predict.writing", "writing %s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
