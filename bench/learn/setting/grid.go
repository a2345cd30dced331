package setting

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Grid is what is varied: settings by their dotted paths, each with its values.
// All combinations are run. A mapping as a value is merged into what stands
// there, and null in it takes a key away, so that settings that belong together
// are varied together.
type Grid []Axis

// Axis is one varied setting.
type Axis struct {
	Path   string
	Values []Value
}

// Whole is the path of an axis whose values are merged into all settings at once.
const Whole = "all"

func (a Axis) path() []string {
	if a.Path == Whole {
		return nil
	}
	return strings.Split(a.Path, ".")
}

// Value is one value of an axis, with the name that tables have for it.
type Value struct {
	Name string
	To   any
}

// Run is one run to do.
type Run struct {
	Settings   Settings
	Names      map[string]string // of the values of what is varied, by path
	Seed       uint64
	Repetition int // from 1
	Digest     string
}

// mostRuns bounds a grid.
const mostRuns = 100_000

// UnmarshalYAML reads paths with lists of values, or with mappings from names to
// values, in their order.
func (g *Grid) UnmarshalYAML(text []byte) error {
	var axes yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(text, &axes, yaml.UseOrderedMap()); err != nil {
		return err
	}
	for _, item := range axes {
		axis := Axis{Path: fmt.Sprint(item.Key)}
		switch values := item.Value.(type) {
		case []any:
			for _, v := range values {
				axis.Values = append(axis.Values, Value{nameOf(v), plain(v)})
			}
		case yaml.MapSlice:
			for _, v := range values {
				axis.Values = append(axis.Values, Value{fmt.Sprint(v.Key), plain(v.Value)})
			}
		default:
			return fmt.Errorf("grid: %.60q needs a list of values, or names with values", axis.Path)
		}
		*g = append(*g, axis)
	}
	return nil
}

// plain is a value without the order of its keys.
func plain(v any) any {
	switch v := v.(type) {
	case yaml.MapSlice:
		m := make(map[string]any, len(v))
		for _, item := range v {
			m[fmt.Sprint(item.Key)] = plain(item.Value)
		}
		return m
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = plain(v[i])
		}
		return all
	}
	return v
}

// nameOf is a value on one line.
func nameOf(v any) string {
	text, err := yaml.MarshalWithOptions(v, yaml.Flow(true))
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(bytes.TrimSpace(text))
}

// Paths lists what is varied.
func (g Grid) Paths() []string {
	var all []string
	for _, a := range g {
		all = append(all, a.Path)
	}
	return all
}

// Runs are all combinations, seeds and repetitions; the runs of one combination
// follow each other.
func (f *File) Runs() ([]Run, error) {
	total := len(f.Seeds) * f.Repetitions
	for _, axis := range f.Grid {
		if first := strings.Split(axis.Path, ".")[0]; axis.Path != Whole && !slices.Contains(varied(), first) {
			return nil, fmt.Errorf("grid: %.60q is no setting: an axis is named after what it varies, by the dotted path of a key (%s), or %s for mappings that are merged into everything", axis.Path, strings.Join(varied(), ", "), Whole)
		}
		if len(axis.Values) == 0 {
			return nil, fmt.Errorf("grid: %s has no values", axis.Path)
		}
		if total *= len(axis.Values); total > mostRuns {
			return nil, fmt.Errorf("grid: more than %d runs", mostRuns)
		}
	}
	base, err := treeOf(f.Settings)
	if err != nil {
		return nil, err
	}
	var all []Run
	seen := make(map[string]map[string]string)
	err = f.each(base, 0, map[string]string{}, func(tree map[string]any, names map[string]string) error {
		for _, seed := range f.Seeds {
			for k := range f.Repetitions {
				s, err := settingsOf(tree)
				if err == nil {
					err = s.fill(seed)
				}
				if err != nil {
					return in(names, err)
				}
				s.Data.Folder = f.Data.Folder
				r := Run{Settings: s, Names: maps.Clone(names), Seed: seed, Repetition: k + 1}
				if r.Digest, err = s.digest(seed, k+1); err != nil {
					return in(names, err)
				}
				if was, twice := seen[r.Digest]; twice {
					return in(names, fmt.Errorf("is the same run as with %s: remove one of the values", described(was)))
				}
				seen[r.Digest] = r.Names
				all = append(all, r)
			}
		}
		return nil
	})
	return all, err
}

// varied are the keys that an axis may vary or lie below.
func varied() []string {
	var all []string
	for f := range reflect.TypeFor[Settings]().Fields() {
		all = append(all, strings.Split(f.Tag.Get("yaml"), ",")[0])
	}
	return all
}

// in says in which combination an error lies.
func in(names map[string]string, err error) error {
	if len(names) == 0 {
		return err
	}
	return fmt.Errorf("with %s: %w", described(names), err)
}

// described are names of values in the order of their paths.
func described(names map[string]string) string {
	var all []string
	for _, path := range slices.Sorted(maps.Keys(names)) {
		all = append(all, path+" "+names[path])
	}
	return strings.Join(all, ", ")
}

func (f *File) each(tree map[string]any, axis int, names map[string]string, do func(map[string]any, map[string]string) error) error {
	if axis == len(f.Grid) {
		return do(tree, names)
	}
	a := f.Grid[axis]
	for _, v := range a.Values {
		varied, err := set(tree, a.path(), v.To)
		if err != nil {
			return fmt.Errorf("grid: %s: %w", a.Path, err)
		}
		names[a.Path] = v.Name
		if err := f.each(varied, axis+1, names, do); err != nil {
			return err
		}
	}
	delete(names, a.Path)
	return nil
}

// set gives the tree with a value at a path; the tree itself stays as it is.
func set(tree map[string]any, path []string, value any) (map[string]any, error) {
	if len(path) == 0 {
		both, ok := merged(tree, value).(map[string]any)
		if !ok {
			return nil, errors.New("each value is a mapping, which is merged into all settings")
		}
		return both, nil
	}
	varied := maps.Clone(tree)
	if varied == nil {
		varied = make(map[string]any)
	}
	if len(path) > 1 {
		below, ok := tree[path[0]].(map[string]any)
		if !ok && tree[path[0]] != nil {
			return nil, fmt.Errorf("%s is no mapping", path[0])
		}
		under, err := set(below, path[1:], value)
		varied[path[0]] = under
		return varied, err
	}
	if path[0] == "" {
		return nil, errors.New("a path is names of keys with points between them")
	}
	varied[path[0]] = merged(tree[path[0]], value)
	if value == nil {
		delete(varied, path[0])
	}
	return varied, nil
}

// merged is a mapping merged into another, or else the value.
func merged(old, value any) any {
	from, mapping := value.(map[string]any)
	into, was := old.(map[string]any)
	if !mapping {
		return value
	}
	both := make(map[string]any)
	if was {
		both = maps.Clone(into)
	}
	for key, v := range from {
		if v == nil {
			delete(both, key)
		} else {
			both[key] = merged(both[key], v)
		}
	}
	return both
}

// treeOf and settingsOf are the way between settings and the tree of their keys.
func treeOf(s Settings) (map[string]any, error) {
	text, err := yaml.Marshal(s)
	if err != nil {
		return nil, err
	}
	tree := make(map[string]any)
	return tree, yaml.Unmarshal(text, &tree)
}

func settingsOf(tree map[string]any) (s Settings, err error) {
	text, err := yaml.Marshal(tree)
	if err != nil {
		return s, err
	}
	if err := decode(text, &s); err != nil {
		_, said, _ := strings.Cut(strings.TrimPrefix(err.Error(), ":"), ": ")
		return s, errors.New(said) // the line is of no file
	}
	return s, nil
}
