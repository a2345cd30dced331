package pkg

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module  = "samband/"
	lattigo = "github.com/tuneinsight/lattigo"
)

// mayImportLattigo are the packages that do ring arithmetic.
var mayImportLattigo = []string{"he", "he/direct"}

// blind are the packages that could read a row, a key or an update.
var blind = []string{"data", "network", "model", "algorithm", "dp", "he", "keyshare", "seal", "attack", "trainer", "secagg/site", "protocol/site"}

// entry is one line of the map in doc.go.
type entry struct {
	layer   int
	imports []string // of ours, sorted
}

var (
	layerLine = regexp.MustCompile(`^// Layer (\d+), .*:$`)
	mapLine   = regexp.MustCompile(`^//\t([a-z][a-z0-9/]*) +([^<]*[^< ])(?: <- ([a-z0-9/ ]+))?$`)
)

// readMap reads the map out of doc.go.
func readMap(t *testing.T) map[string]entry {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	m, layer := make(map[string]entry), -1
	for i, line := range strings.Split(string(text), "\n") {
		if l := layerLine.FindStringSubmatch(line); l != nil {
			layer, _ = strconv.Atoi(l[1])
		}
		if !strings.HasPrefix(line, "//\t") {
			continue
		}
		l := mapLine.FindStringSubmatch(line)
		if l == nil || layer < 0 {
			t.Fatalf("doc.go:%d: not a line of the map: %q", i+1, line)
		}
		if _, twice := m[l[1]]; twice {
			t.Errorf("doc.go:%d: %s is in the map twice", i+1, l[1])
		}
		imports := strings.Fields(l[3])
		if !slices.IsSorted(imports) {
			t.Errorf("doc.go:%d: the imports of %s are not sorted", i+1, l[1])
		}
		m[l[1]] = entry{layer, imports}
	}
	return m
}

// listed is what go list says of one package.
type listed struct {
	ImportPath string
	Imports    []string // of files that are not tests
}

// list runs go list at the root of the module.
func list(t *testing.T, arguments ...string) []listed {
	t.Helper()
	look(t)
	c := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports"}, arguments...)...)
	c.Dir = ".."
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list %v: %v\n%s", arguments, err, &stderr)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		t.Fatalf("go list %v: nothing", arguments)
	}
	return all
}

// look opens every folder of the module, so that go test does not take the
// result of an earlier run when a file has changed since: it knows what this
// process opened, not what go list did.
func look(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a file that another test made and removed
		}
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// short is the name of one of our packages as the map has it.
func short(path string) (string, bool) {
	name, ours := strings.CutPrefix(path, module)
	return strings.TrimPrefix(name, "pkg/"), ours
}

// code is what the packages really import. A folder beside the programs that
// imports nothing holds tests only and is no part of them.
func code(t *testing.T) map[string][]string {
	m := make(map[string][]string)
	for _, p := range list(t, "./pkg/...", "./coordinator/...", "./client/...") {
		name, _ := short(p.ImportPath)
		program := strings.HasPrefix(name, "coordinator") || strings.HasPrefix(name, "client")
		if name == "pkg" || program && len(p.Imports) == 0 {
			continue
		}
		m[name] = nil
		for _, i := range p.Imports {
			if other, ours := short(i); ours {
				m[name] = append(m[name], other)
			}
		}
		slices.Sort(m[name])
	}
	return m
}

// TestMap: every package has its line and every line its package; every import
// is in the map and every import in the map is in the code.
func TestMap(t *testing.T) {
	drawn, real := readMap(t), code(t)
	for _, name := range slices.Sorted(maps.Keys(real)) {
		e, ok := drawn[name]
		if !ok {
			t.Errorf("%s has no line in the map in pkg/doc.go", name)
			continue
		}
		for _, i := range real[name] {
			if !slices.Contains(e.imports, i) {
				t.Errorf("%s imports %s, which the map in pkg/doc.go does not allow", name, i)
			}
		}
		for _, i := range e.imports {
			if !slices.Contains(real[name], i) {
				t.Errorf("%s does not import %s: take it out of the map in pkg/doc.go", name, i)
			}
		}
	}
	for name := range drawn {
		if _, ok := real[name]; !ok {
			t.Errorf("the map in pkg/doc.go has %s, which does not exist", name)
		}
	}
}

// TestLayers: nothing imports from a higher layer.
func TestLayers(t *testing.T) {
	drawn := readMap(t)
	for name, e := range drawn {
		for _, i := range e.imports {
			if below, ok := drawn[i]; ok && below.layer > e.layer {
				t.Errorf("%s of layer %d imports %s of layer %d", name, e.layer, i, below.layer)
			}
		}
	}
}

// TestLattigo: ring arithmetic stays where its traps are known.
func TestLattigo(t *testing.T) {
	found := false
	for _, p := range list(t, "./...") {
		for _, i := range p.Imports {
			if !strings.HasPrefix(i, lattigo) {
				continue
			}
			found = true
			if name, _ := short(p.ImportPath); !slices.Contains(mayImportLattigo, name) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
	if !found {
		t.Error("nothing imports lattigo: this test looks at the wrong thing")
	}
}

// No byte from outside reaches lattigo's decoders, which recurse without end on
// a short input and take a length at its word: nothing that imports lattigo
// names a decoder or a reader of it, and he imports of it only the ring.
func TestLattigoDecodesNothing(t *testing.T) {
	for folder, allowed := range map[string][]string{
		"he":        {"ring"},
		"he/direct": {"core/rlwe", "he/hefloat", "he/heint", "mhe", "ring"},
	} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			decodesNothing(t, file, allowed)
		}
	}
}

func decodesNothing(t *testing.T, file string, allowed []string) {
	decodes := regexp.MustCompile(`\.(UnmarshalBinary|UnmarshalJSON|UnmarshalText|ReadFrom|GobDecode)\b`)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if found := decodes.Find(text); found != nil && !strings.HasSuffix(file, "_test.go") {
		t.Errorf("%s uses %s", file, found)
	}
	for _, imported := range regexp.MustCompile(`"`+lattigo+`/v5/([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		if !slices.Contains(allowed, imported[1]) {
			t.Errorf("%s imports %s", file, imported[0])
		}
	}
}

// TestCoordinatorIsBlind: the coordinator's program holds no code that could
// read a row, a key or an update.
func TestCoordinatorIsBlind(t *testing.T) {
	if seen := sees(list(t, "-deps", "./coordinator")); len(seen) > 0 {
		t.Errorf("the coordinator's program contains %s", strings.Join(seen, ", "))
	}
	// The participant's program must be seen to hold such code, or else the
	// check above could not fail.
	if seen := sees(list(t, "-deps", "./client")); len(seen) < 6 {
		t.Errorf("the participant's program contains only %v of what is looked for", seen)
	}
}

// sees lists what a blind program may not contain.
func sees(packages []listed) []string {
	var seen []string
	for _, p := range packages {
		name, ours := short(p.ImportPath)
		for _, b := range blind {
			if ours && (name == b || strings.HasPrefix(name, b+"/")) {
				seen = append(seen, name)
			}
		}
		if strings.HasPrefix(p.ImportPath, lattigo) {
			seen = append(seen, p.ImportPath)
		}
	}
	return seen
}
