package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// both writes both halves of a report.
func both(r *Report, out io.Writer, l *lang.Lang) error {
	return errors.Join(r.WriteAgreement(out, l), r.WriteTable(out, l))
}

// planned reads an agreement of package agreement's tests, changed.
func planned(t *testing.T, name string, changes ...string) *plan.Plan {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../agreement/testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse(name, []byte(strings.NewReplacer(changes...).Replace(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rows makes a table for the two hospitals: n patients without anything odd.
func rows(n int) [][]string {
	all := [][]string{{"patient", "age", "female", "nyha", "readmitted", "note"}}
	for i := range n {
		all = append(all, []string{fmt.Sprint("p", i), fmt.Sprint(40 + i%31), fmt.Sprint(i / 2 % 2), fmt.Sprint(1 + i/4%4), fmt.Sprint(i % 2), "-"})
	}
	return all
}

func write(t *testing.T, rows [][]string) string {
	t.Helper()
	var text strings.Builder
	for _, r := range rows {
		text.WriteString(strings.Join(r, ";") + "\n")
	}
	path := filepath.Join(t.TempDir(), "north.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, p *plan.Plan, rows [][]string) *Report {
	t.Helper()
	r, err := Read(p, "north", write(t, rows))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codes(all []Statement) []string {
	list := []string{}
	for _, s := range all {
		list = append(list, strings.TrimSuffix(s.Code+" "+s.Column, " "))
	}
	return list
}

func TestWhatIsRefusedAndWhatIsSaid(t *testing.T) {
	const two = "two-hospitals.yaml"
	set := func(column int, value func(i int) string) func([][]string) {
		return func(rows [][]string) {
			for i := range rows[1:] {
				rows[i+1][column] = value(i)
			}
		}
	}
	person := func(i int) string { return "18" + personal(90, 1+i%12, 1+i%28, i) }
	age := "{name: age, type: number, unit: years, min: 18, max: 110}"
	wide := "{name: age, type: number, min: 0, max: 1000000000000}"
	excused := "{name: age, type: number, min: 0, max: 1000000000000, identifying_because: no other column will do}"
	refuse := []string{"action: merge", "action: refuse"}
	rare := func(rows [][]string) { rows[1][3], rows[2][3] = "4", "4" }
	three := func(i int) string { return fmt.Sprint(1 + i/4%3) }
	for name, c := range map[string]struct {
		change    func([][]string)
		agreement []string
		refused   []string
		noticed   []string
	}{
		"nothing":            {nil, nil, nil, nil},
		"persons":            {set(1, person), []string{age, wide}, []string{"personal-identity-number age"}, nil},
		"persons, excused":   {set(1, person), []string{age, excused}, nil, []string{"justified age"}},
		"persons, unused":    {set(5, person), nil, nil, []string{"unused-persons note"}},
		"persons, patient":   {set(0, person), nil, nil, nil},
		"record number":      {set(1, func(i int) string { return fmt.Sprint(5000 + i) }), []string{age, wide}, []string{"near-unique age"}, nil},
		"text, unused":       {set(5, func(int) string { return "came by ambulance at night" }), nil, nil, []string{"unused-text note"}},
		"text":               {set(3, func(int) string { return "came by ambulance at night" }), nil, []string{"free-text nyha"}, nil}, // of which no cell is shown
		"levels in words":    {set(3, func(i int) string { return []string{"a", "b", "came by ambulance"}[i/4%3] }), []string{`["1", "2", "3", "4"]`, `["a", "b", "came by ambulance"]`}, nil, nil},
		"outcome in words":   {set(4, func(i int) string { return []string{"stays at home", "is back again"}[i%2] }), []string{`positive: "= 1", min: 0, max: 1`, `positive: "is is back again", levels: ["stays at home", "is back again"]`}, nil, nil},
		"one class":          {set(4, func(int) string { return "1" }), nil, nil, []string{"one-class"}},
		"other class":        {set(4, func(int) string { return "0" }), nil, nil, []string{"one-class"}},
		"constant":           {set(1, func(int) string { return "50" }), nil, nil, []string{"constant age"}},
		"many rows":          {nil, []string{"max_rows: 10000", "max_rows: 200"}, []string{"max-rows"}, nil},
		"few patients":       {set(0, func(i int) string { return fmt.Sprint("p", i%8) }), []string{"noise: none", "rows_per_patient: 3\n  noise: none"}, []string{"rows-patient"}, []string{"small-cells"}},
		"small, merged":      {func(r [][]string) { set(3, three)(r); rare(r) }, nil, nil, []string{"small-cells"}},
		"small, refused":     {func(r [][]string) { set(3, three)(r); rare(r) }, refuse, []string{"small-cells"}, nil},
		"no row to learn by": {set(4, func(int) string { return "" }), nil, []string{"unreadable"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			table := rows(400)
			if c.change != nil {
				c.change(table)
			}
			r := read(t, planned(t, two, c.agreement...), table)
			noticed := slices.DeleteFunc(codes(r.Notices), func(code string) bool { return code == SmallScores })
			if got := codes(r.Refusals); !slices.Equal(got, c.refused) {
				t.Errorf("refused %q, want %q", got, c.refused)
			}
			if !slices.Equal(noticed, c.noticed) {
				t.Errorf("noticed %q, want %q", noticed, c.noticed)
			}
			for _, tag := range []string{"en", "sv"} {
				l, err := lang.New(tag)
				if err != nil {
					t.Fatal(err)
				}
				var out bytes.Buffer
				if err := both(r, &out, l); err != nil {
					t.Fatal(err)
				}
				for _, bad := range []string{"%!", "check.", "statement.", "contents.", "phase.", "looks."} {
					if strings.Contains(out.String(), bad) {
						t.Errorf("%s: the text has %q in it:\n%s", tag, bad, &out)
					}
				}
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOnlyParticipantsHaveATable(t *testing.T) {
	if _, err := Read(planned(t, "two-hospitals.yaml"), "hub", "x.csv"); err == nil {
		t.Error("the coordinator has a profile")
	}
}

// What sums hold depends on the algorithm: without a Hessian there are no counts
// of pairs of features.
func TestPairsAreThoseOfTheAlgorithm(t *testing.T) {
	table := rows(400)
	for i := range table[1:] { // nyha 4 and female together: few
		row := table[i+1]
		if row[2] == "1" && row[3] == "4" && i > 30 {
			row[3] = "3"
		}
	}
	newton := read(t, planned(t, "two-hospitals.yaml"), table)
	averaged := read(t, planned(t, "two-hospitals.yaml", "name: newton", "name: fedavg\n  rate: 0.1\n  steps: 1"), table)
	has := func(r *Report) bool {
		return slices.ContainsFunc(r.Table.Small, func(c Cell) bool {
			return len(c.Where) == 2 && c.Where[0].Column == "female" && c.Where[1].Column == "nyha"
		})
	}
	if !has(newton) || has(averaged) {
		t.Errorf("small groups under Newton %v, under averaging %v", newton.Table.Small, averaged.Table.Small)
	}
	if len(averaged.Leaves.Phases) != 3 || averaged.Leaves.Phases[1].Name != plan.FedAvg || averaged.Leaves.Phases[1].Rounds != 10 {
		t.Errorf("phases %+v", averaged.Leaves.Phases)
	}
}

func TestLeavesAreThoseOfThePlan(t *testing.T) {
	p := planned(t, "four-hospitals.yaml")
	l := leaves(p)
	values, bytes := 0, 0
	for _, phase := range l.Phases {
		n := 0
		for _, s := range phase.Segments {
			n += s.Values
		}
		if n != phase.Values {
			t.Errorf("%s: segments have %d values, the phase %d", phase.Name, n, phase.Values)
		}
		values += phase.Rounds * phase.Values
		bytes += phase.Rounds * (phase.Body + phase.Rest)
	}
	if values != l.Values || bytes > l.Bytes || l.Bytes-bytes > 10_000 || l.Form != "ciphertext" || l.To != "hub" {
		t.Errorf("%d values and %d bytes in the phases of %+v", values, bytes, l)
	}
	if plain := leaves(planned(t, "four-hospitals.yaml", "scheme: one-time-he", "scheme: plaintext", "retention:", "acknowledge: [plaintext]\nretention:")); plain.Form != "plain" {
		t.Errorf("plaintext is sent as %s", plain.Form)
	}
}

// Under the plaintext scheme the text promises nothing that only encryption
// keeps.
func TestPlaintextIsCalledPlaintext(t *testing.T) {
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	say := func(changes ...string) string {
		r, err := Read(planned(t, "two-hospitals.yaml", changes...), "north", "")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := both(r, &out, l); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	clear := say("scheme: one-time-he", "scheme: plaintext", "[two-party-derivable]", "[two-party-derivable, plaintext]")
	for _, promise := range []string{l.Text(lang.CheckStaysClear), "sent as ciphertext", "key share"} {
		if strings.Contains(clear, promise) {
			t.Errorf("plaintext, and the text says %q", promise)
		}
		if !strings.Contains(say(), promise) {
			t.Errorf("encrypted, and the text does not say %q", promise)
		}
	}
}

func TestViewsAreOfThisSite(t *testing.T) {
	two, err := sees(planned(t, "two-hospitals.yaml"), "north")
	if err != nil {
		t.Fatal(err)
	}
	four, err := sees(planned(t, "four-hospitals.yaml"), "zurich")
	if err != nil {
		t.Fatal(err)
	}
	describe := func(views []View) (list []string) {
		for _, v := range views {
			list = append(list, fmt.Sprintf("%v %v %d %s", v.Parties, v.Coordinator, v.Group, v.Seen["individual update"]))
		}
		return list
	}
	others := "[cleveland budapest long-beach]"
	for _, c := range []struct{ got, want []string }{
		{describe(two), []string{"[] true 0 ciphertext", "[south] false 1 derivable", "[south] true 1 derivable", "[recipient of the final model] false 0 none", "[network observer] false 0 ciphertext"}},
		{describe(four), []string{"[] true 0 ciphertext", others + " false 3 none", others + " true 3 ciphertext", "[recipient of the final model] false 0 none", "[network observer] false 0 ciphertext"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("got %q\nwant %q", c.got, c.want)
		}
	}
}
