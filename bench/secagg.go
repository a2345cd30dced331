package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"samband/pkg/secagg"
)

// budget is how long the contributions of all participants may take to make,
// for each scheme and cell; a sum over fewer is then checked, and the row says so.
const budget = time.Minute

// secaggFlags are what a person asks for.
type secaggFlags struct {
	participants []int
	values       []int
	bits         int
	schemes      []secagg.Scheme
	json         string
	repetitions  int
	memory       bool
	peers        bool
	round        bool
	readme       bool
}

func parseSecagg(arguments []string, progress io.Writer) (*secaggFlags, error) {
	f := &secaggFlags{schemes: secagg.Schemes(), participants: []int{2, 8, 64}, values: []int{1 << 20}}
	flags := flag.NewFlagSet("secagg", flag.ContinueOnError)
	flags.SetOutput(progress)
	flags.Func("participants", "numbers of participants, separated by commas (default 2,8,64)", numbers(&f.participants))
	flags.Func("values", "numbers of values, separated by commas (default 1048576)", numbers(&f.values))
	flags.IntVar(&f.bits, "bits", 16, "bits of a value, 2 to 24")
	flags.Func("schemes", fmt.Sprintf("schemes, separated by commas (default all: %v)", secagg.Schemes()), func(text string) error {
		f.schemes = nil
		for name := range strings.SplitSeq(text, ",") {
			f.schemes = append(f.schemes, secagg.Scheme(name))
		}
		return nil
	})
	flags.StringVar(&f.json, "json", "", "file that the lines of JSON go to, in place of the terminal")
	flags.IntVar(&f.repetitions, "repetitions", 9, "how often each step is timed; the median counts")
	flags.BoolVar(&f.memory, "memory", true, "measure memory, each role in a process of its own")
	flags.BoolVar(&f.peers, "peers", false, "run what others have published too: bench/peers/run.py, set up before")
	flags.BoolVar(&f.round, "round", false, "measure whole rounds too, as go run ./bench round does")
	flags.BoolVar(&f.readme, "readme", false, "write the tables and charts anew from what was measured")
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	return f, f.check(flags.Args())
}

func (f *secaggFlags) check(rest []string) error {
	for _, s := range f.schemes {
		if err := s.Check(); err != nil {
			return err
		}
	}
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is not understood; every argument is a flag", rest[0])
	case slices.Min(f.participants) < 2 || slices.Max(f.participants) > 1000:
		return fmt.Errorf("participants are 2 to 1000, not %v", f.participants)
	case slices.Min(f.values) < 1 || slices.Max(f.values) > 100<<20:
		return fmt.Errorf("values are 1 to 100 Mi, not %v", f.values)
	case f.bits < 2 || f.bits > 24:
		return fmt.Errorf("a value has 2 to 24 bits, not %d", f.bits)
	case f.repetitions < 1:
		return fmt.Errorf("each step is timed at least once, not %d times", f.repetitions)
	case f.readme && f.json == "":
		return fmt.Errorf("-readme needs -json: tables and charts come out of that file")
	}
	return nil
}

// numbers reads a list for a flag.
func numbers(to *[]int) func(string) error {
	return func(text string) error {
		*to = nil
		for one := range strings.SplitSeq(text, ",") {
			n, err := strconv.Atoi(one)
			if err != nil {
				return err
			}
			*to = append(*to, n)
		}
		return nil
	}
}

func secaggCommand(arguments []string, out, progress io.Writer) error {
	f, err := parseSecagg(arguments, progress)
	if err != nil {
		return err
	}
	r := newRun(out, progress)
	if f.json != "" {
		file, err := os.Create(f.json)
		if err != nil {
			return err
		}
		defer file.Close()
		r.out = file
	}
	if f.round {
		if err := r.rounds(cell{2, 4 << 20, f.bits}, max(leastOften, f.repetitions/2), 2, hundred); err != nil {
			return err
		}
	}
	if f.peers {
		if err := r.peers(f); err != nil {
			return err
		}
	}
	for _, values := range f.values {
		for _, n := range f.participants {
			if err := r.cell(f, cell{n, values, f.bits}); err != nil {
				return err
			}
		}
	}
	if f.readme {
		return writeReadme(f.json, readmeDir)
	}
	return nil
}

// run is one run: everything that may be compared.
type run struct {
	out, progress io.Writer
	machine       machine
	versions      map[string]string
	began         string
}

func newRun(out, progress io.Writer) *run {
	return &run{out, progress, thisMachine(), versions(), time.Now().UTC().Format(time.RFC3339)}
}

// write stamps a row and writes it.
func (r *run) write(one row) error {
	one.Run = r.began
	if one.Machine == (machine{}) {
		one.Machine = r.machine
	}
	if one.Versions == nil {
		one.Versions = r.versions
	}
	return writeRow(r.out, one)
}

func (r *run) say(format string, arguments ...any) {
	fmt.Fprintf(r.progress, format+"\n", arguments...)
}

// cell measures everything in one setting.
func (r *run) cell(f *secaggFlags, c cell) error {
	r.say("%v", c)
	all, err := baselines(c)
	if err != nil {
		return err
	}
	for _, name := range f.schemes {
		r.say("  %s: contributions of all", name)
		one, err := contend(name, c, budget, f.memory)
		if err != nil {
			return fmt.Errorf("%s, %v: %w", name, c, err)
		}
		all = append(all, one)
	}
	r.say("  times, %d repetitions", f.repetitions)
	most := load()
	if err := measure(all, f.repetitions); err != nil {
		return err
	}
	if after := load(); most != nil && after != nil {
		most = float(max(*most, *after))
	}
	for _, one := range all {
		if one.row.EncryptSeconds != nil {
			one.row.Load = most
		}
		if err := r.write(one.row); err != nil {
			return err
		}
	}
	return nil
}
