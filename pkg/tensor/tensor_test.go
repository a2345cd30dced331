package tensor

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// known is a file as the published form says, put together by hand.
func known() []byte {
	text := `{"__metadata__":{"run":"1"},"parameters":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}      `
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return append(append(b, text...), 0, 0, 0x80, 0xbf, 0, 0, 0x20, 0x41)
}

func TestKnownFile(t *testing.T) {
	f := &File{Metadata: map[string]string{"run": "1"}, Parameters: []float32{-1, 10}}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), known()) {
		t.Errorf("%q\n%q", b.Bytes(), known())
	}
	d, err := f.Digest()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	back, err := Load(path)
	if err != nil || !slices.Equal(back.Parameters, f.Parameters) || !maps.Equal(back.Metadata, f.Metadata) {
		t.Fatal(back, err)
	}
	if sum, err := exec.Command("sha256sum", path).Output(); err != nil {
		t.Log("sha256sum is not here:", err)
	} else if !strings.HasPrefix(string(sum), d.String()) {
		t.Errorf("sha256sum says %s, not %s", sum, d)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Error(info.Mode(), err)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &File{
			Metadata:   rapid.MapOfN(rapid.String(), rapid.String(), 0, 5).Draw(t, "metadata"),
			Parameters: rapid.SliceOfN(rapid.Float32(), 1, 3000).Draw(t, "parameters"),
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			if strings.Contains(err.Error(), "header") {
				t.Skip(err)
			}
			t.Fatal(err)
		}
		back, err := Read(&b, 3000)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range f.Parameters {
			if math.Float32bits(v) != math.Float32bits(back.Parameters[i]) {
				t.Fatal(i, v, back.Parameters[i])
			}
		}
	})
}

// Whatever is not what Write writes is refused.
func TestRefused(t *testing.T) {
	whole := known()
	text := func(old, new string) []byte { return bytes.Replace(whole, []byte(old), []byte(new), 1) }
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":          {nil, "ends too early"},
		"cut":            {whole[:len(whole)-1], "ends too early"},
		"longer":         {append(slices.Clone(whole), 0), "goes on"},
		"huge header":    {bytes.Repeat([]byte{255}, 20), "18446744073709551615 bytes"},
		"no JSON":        {text(`{"__`, `["__`), "header"},
		"another type":   {text("F32", "I32"), "header"},
		"another name":   {text("parameters", "parametres"), "not 0"},
		"another order":  {text(`"__metadata__":{"run":"1"},`, `                           `), "header"},
		"other offsets":  {text("[0,8]", "[0,4]"), "header"},
		"negative shape": {text("[2]", "[-]"), "header"},
		"no numbers":     {text("[2]", "[0]"), "not 0"},
		"too many":       {text("[2]", "[9]"), "not 9"},
		"not a number":   {append(slices.Clone(whole[:len(whole)-4]), 0, 0, 0xc0, 0x7f), "NaN"},
		"infinite":       {append(slices.Clone(whole[:len(whole)-4]), 0, 0, 0x80, 0x7f), "+Inf"},
	} {
		if f, err := Read(bytes.NewReader(c.file), 8); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	for _, f := range []*File{{}, {Parameters: []float32{float32(math.NaN())}}, {Parameters: []float32{1}, Metadata: map[string]string{"a": strings.Repeat("a", 5000)}}} {
		if err := f.Save(filepath.Join(t.TempDir(), "x")); err == nil {
			t.Error("written:", f)
		}
	}
}

// What is read is what was written, and no more memory is taken than the file
// has bytes.
func FuzzRead(f *testing.F) {
	f.Add(known())
	f.Add([]byte{})
	f.Add(bytes.Replace(known(), []byte("[2]"), []byte("[9]"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Read(bytes.NewReader(b), 1000)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := file.Write(&again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), b) {
			t.Errorf("read as something else: %q", b)
		}
	})
}
