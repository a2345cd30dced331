package learn

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"samband/bench/learn/setting"
)

// Page makes of the committed results under dir, which holds configs and
// results, a section for every configuration, and the charts by name of file.
// Configurations without results are left out.
func Page(dir string) (text string, charts map[string][]byte, err error) {
	configs, err := filepath.Glob(filepath.Join(dir, "configs", "*.yaml"))
	if err != nil {
		return "", nil, err
	}
	slices.Sort(configs)
	var b strings.Builder
	charts = make(map[string][]byte)
	for _, path := range configs {
		f, err := setting.Read(path)
		if err != nil {
			return "", nil, err
		}
		all, _, err := ReadResults(ResultsOf(path))
		if err != nil {
			return "", nil, err
		}
		s, err := newSummary(f, all)
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", path, err)
		}
		if len(s.results) == 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		fmt.Fprintf(&b, "\n### %s\n\n", f.Title)
		if f.Description != "" {
			fmt.Fprintf(&b, "%s\n\n", strings.TrimSpace(f.Description))
		}
		fmt.Fprintf(&b, "%s\n\n    go run ./bench learn -config bench/learn/configs/%s.yaml\n\n%s", s.facts(), name, s.tables())
		drawn := s.charts()
		for _, suffix := range slices.Sorted(maps.Keys(drawn)) {
			file := "learn-" + name + suffix + ".svg"
			charts[file] = drawn[suffix]
			fmt.Fprintf(&b, "\n![%s](%s)\n", f.Title, file)
		}
	}
	return b.String(), charts, nil
}
