package setting

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// mostBytes no configuration has.
const mostBytes = 1 << 20

// Read reads the configuration at path.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(filepath.Base(path), text)
}

// Parse reads a configuration and fills in defaults; name stands in errors. A
// key that there is not is an error.
func Parse(name string, text []byte) (f *File, err error) {
	if len(text) > mostBytes {
		return nil, fmt.Errorf("%s: larger than %d bytes, no configuration is", name, mostBytes)
	}
	defer func() { // the library is not ours
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("%s: not readable as YAML (%v)", name, r)
		}
	}()
	f = new(File)
	if err := decode(text, f); err != nil {
		return nil, fmt.Errorf("%s%w", name, err)
	}
	if err := f.fill(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// decode reads YAML strictly. The error begins with a colon and the line.
func decode(text []byte, to any) error {
	err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(to)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	line, said := 1, strings.SplitN(err.Error(), "\n", 2)[0]
	var y yaml.Error
	if errors.As(err, &y) {
		said = y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	if strings.HasPrefix(said, "unknown field") {
		said += ": correct its spelling or remove it; bench/README.md lists the keys"
	}
	return fmt.Errorf(":%d: %s", line, said)
}

// fill fills in what does not depend on what is varied, and checks it.
func (f *File) fill() error {
	if len(f.Seeds) == 0 {
		f.Seeds = []uint64{1}
	}
	if f.Repetitions == 0 {
		f.Repetitions = 1
	}
	seen := slices.Clone(f.Seeds)
	slices.Sort(seen)
	switch {
	case f.Title == "":
		return errors.New("title is missing: say in a few words what is simulated")
	case len(slices.Compact(seen)) < len(f.Seeds):
		return errors.New("seeds: one is there twice: its runs would be the same run; write repetitions to repeat runs")
	case f.Repetitions < 1 || f.Repetitions > 1000:
		return fmt.Errorf("repetitions are 1 to 1000, not %d", f.Repetitions)
	case !slices.Contains([]string{"", "bars", "lines"}, f.Report.Chart):
		return fmt.Errorf("report.chart is bars or lines, not %.40q", f.Report.Chart)
	case f.Report.Columns == "" && len(f.Grid) > 1:
		f.Report.Columns = f.Grid[len(f.Grid)-1].Path
	}
	switch columns := f.Report.Columns; {
	case columns != "" && !slices.Contains(f.Grid.Paths(), columns):
		return fmt.Errorf("report.columns: %.60q is not varied: take one of %v", columns, f.Grid.Paths())
	case f.Report.Chart == "lines" && columns == "":
		return errors.New("report.chart: lines need a varied setting on the x axis: name it under report.columns")
	}
	for _, model := range f.Report.Models {
		if !slices.Contains([]string{"joint", "local", "pooled"}, model) {
			return fmt.Errorf("report.models: %.40q is not joint, local or pooled", model)
		}
	}
	if f.Report.Metrics == nil {
		f.Report.Metrics = []string{"auc"}
	}
	for _, metric := range f.Report.Metrics {
		if !slices.Contains([]string{"auc", "log_loss", "accuracy", "accuracy_together", "cost"}, metric) {
			return fmt.Errorf("report.metrics are auc, log_loss, accuracy, accuracy_together or cost, not %.40q", metric)
		}
	}
	return nil
}
