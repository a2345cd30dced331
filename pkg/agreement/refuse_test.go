package agreement

import (
	"fmt"
	"strings"
	"testing"
)

// change replaces old by its successor in the four-hospital agreement, or in
// the two-hospital one where the case needs n = 2.
type change struct {
	name, file, old, new string
	want                 string // part of the message
	at                   string // text of the line that must be blamed, in the changed file
}

const (
	two  = "two-hospitals.yaml"
	four = "four-hospitals.yaml"
)

var refusals = []change{
	{"unknown key", four, "retention:", "retentoin:", "no such key here", "retentoin:"},
	{"duplicate key", four, "retention:", "title: again\nretention:", "already defined", "title: again"},
	{"missing key", four, "model: logistic-regression\n", "", "the key model is missing (Kind of model. mlp:", ""},
	{"no name", two, "    name: Region South\n", "", "the key name is missing", "  - id: south"},
	{"other version", four, "version: 1", "version: 2", "is 2, must be 1", "version: 2"},
	{"text for number", four, "ridge: 1", "ridge: much", "\"much\" is text, it must be a number", "ridge: much"},
	{"duplicate id", four, "id: budapest", "id: cleveland", "cleveland is also parties[0]", ""},
	{"duplicate name", two, "name: Region South", "name: region  north", "also the name of parties[0]", "name: region  north"},
	{"bad id", four, "id: budapest", "id: Budapest", "\"Budapest\" is not written as it must be: a letter a to z, then up to 31 of", "id: Budapest"},
	{"id of a device", two, "id: south", "id: nul", "parties[1].id: \"nul\" cannot be a party's id: on Windows", "id: nul"},
	{"coordinator's id of a device", two, "id: hub", "id: com1", "on Windows it is the name of a device", "id: com1"},
	{"coordinator's id", two, "id: hub", "id: south", "south is also parties[1]", ""},
	{"ridge missing", four, "  ridge: 1\n", "", "the key ridge is missing", "algorithm:"},
	{"ridge below zero", four, "ridge: 1", "ridge: -1", "must be at least 0", "ridge: -1"},
	{"ridge huge", four, "ridge: 1", "ridge: 1e9", "must be at most", "ridge: 1e9"},
	{"ridge not a number", four, "ridge: 1", "ridge: .nan", "it must be a number", "ridge: .nan"},
	{"ridge infinite", four, "ridge: 1", "ridge: .inf", "it must be a number", "ridge: .inf"},
	{"no rounds", four, "rounds: 10", "rounds: 0", "must be at least 1", "rounds: 0"},
	{"too many rounds", four, "rounds: 10", "rounds: 1001", "must be at most 1000", "rounds: 1001"},
	{"unknown algorithm", four, "name: newton", "name: adam", "must be one of newton, fedavg", "name: adam"},
	{"fedavg without steps", four, "name: newton", "name: fedavg\n  rate: 0.5", "fedavg needs it: write for example steps: 5", "algorithm:"},
	{"fedavg without rate", four, "name: newton", "name: fedavg\n  steps: 5", "fedavg needs it: write for example rate: 0.5", "algorithm:"},
	{"newton with steps", four, "name: newton", "name: newton\n  steps: 5", "newton has no use for it: remove the key", "steps: 5"},
	{"newton with rate", four, "name: newton", "name: newton\n  rate: 0.5", "newton has no use for it: remove the key", "rate: 0.5"},
	{"no steps", four, "name: newton", "name: fedavg\n  rate: 0.5\n  steps: 0", "must be at least 1", "steps: 0"},
	{"rate zero", four, "name: newton", "name: fedavg\n  rate: 0\n  steps: 5", "must be above 0", "rate: 0"},
	{"unknown model", four, "model: logistic-regression", "model: tree", "must be one of logistic-regression, mlp, external", "model: tree"},
	{"unknown scheme", four, "scheme: one-time-he", "scheme: rot13", "must be one of one-time-he, pairwise-masks, direct-bgv, direct-ckks, plaintext", "scheme: rot13"},
	{"bits", four, "threshold: 4", "bits: 60", "must be at most", "bits: 60"},
	{"clip", four, "threshold: 4", "clip: 0", "must be above 0", "clip: 0"},
	{"threshold above n", four, "threshold: 4", "threshold: 5", "5 of 4 members can never come together: write 4", "threshold: 5"},
	{"threshold one", four, "threshold: 4", "threshold: 1", "each member alone could open every update", "threshold: 1"},
	{"committee of strangers", two, "deadline: 30s", "committee: [north, west]", "west is not a participant", "committee: [north, west]"},
	{"committee twice", two, "deadline: 30s", "committee: [north, north]", "listed twice", "committee: [north, north]"},
	{"few contributors", four, "min_contributors: 4", "min_contributors: 3", "write at least 4", "min_contributors: 3"},
	{"many contributors", four, "min_contributors: 4", "min_contributors: 5", "write at most 4", "min_contributors: 5"},
	{"small group", four, "threshold: 4", "threshold: 2\n  groups: [[cleveland, budapest, zurich], [long-beach]]", "a group of 1 that comes and goes", "groups:"},
	{"member of two groups", four, "threshold: 4", "threshold: 4\n  groups: [[cleveland, budapest, zurich, long-beach, zurich]]", "zurich is listed twice", "groups:"},
	{"in no group", four, "threshold: 4", "threshold: 2\n  groups: [[cleveland, budapest, zurich]]", "in no group: long-beach", "groups:"},
	{"stranger in a group", four, "threshold: 4", "threshold: 4\n  groups: [[cleveland, budapest, zurich, long-beach, mars]]", "mars is not a participant", "groups:"},
	{"short deadline", four, "deadline: 10m", "deadline: 0.5s", "between 1s and 168h0m0s", "deadline: 0.5s"},
	{"endless deadline", four, "deadline: 10m", "deadline: 9999999999999h", "is not written as it must be", "deadline: 9999999999999h"},
	{"damaged key", two, "Asn0MI8", "Asn0MI9", "is no public key", "key: samband1:fUdH"},
	{"unquoted seed", two, `seed: "20240101"`, "seed: 20240101", "put it in quotes", "seed: 20240101"},
	{"unquoted levels", two, `["1", "2", "3", "4"]`, `["1", "2", 010, "4"]`, "put it in quotes", "010"},
	{"long deadline", four, "deadline: 10m", "deadline: 400h", "between 1s and 168h0m0s", "deadline: 400h"},
	{"deadline without unit", four, "deadline: 10m", "deadline: '10'", "10 has no unit: write 10s for seconds, 10m for minutes or 10h for hours", "deadline: '10'"},
	{"plaintext", four, "scheme: one-time-he", "scheme: plaintext", "acknowledge: [plaintext]", "scheme: plaintext"},
	{"two participants", two, "acknowledge: [two-party-derivable]", "acknowledge: []", "north and south can each subtract", "parties:"},
	{"unknown acknowledgement", two, "[two-party-derivable]", "[two-party-derivable, everything]", "\"everything\", must be one of plaintext,", "[two-party-derivable, everything]"},
	{"noise", two, "noise: none", "noise: gaussian", "must be one of none, discrete-gaussian, skellam", "noise: gaussian"},
	{"epsilon without noise", two, "noise: none", "noise: none\n  epsilon: 1", "belong to noise, and noise is none", "noise: none"},
	{"patient not recognisable", two, "  patient_id: patient\n", "", "without schema.patient_id", "unit: patient"},
	{"too many patients for the test", two, "test: 0.25", "test: 0.6", "write at most 0.5", "test: 0.6"},
	{"name of a data set", four, "dataset: heart-disease", "dataset: hjärta", "a letter A to Z or digit, then up to 63", "dataset: hjärta"},
	{"spaces in a feature's name", four, "name: fbs", "name: fasting blood sugar", "up to 63 letters, digits, _ . and -; no spaces", "name: fasting blood sugar"},
	{"rule without a space", four, `"> 0"`, `">0"`, `write "> 0"`, `">0"`},
	{"empty text", two, "title: Readmission after heart failure, two care providers", "title: ''", "is empty: write some text (Name of the collaboration", "title: ''"},
	{"left as in the template", two, "name: Region South", "name: <name of organisation 2>", "is still what the template has here", "name: <name"},
	{"no value", two, "ridge: 1", "ridge:", "has no value, it must be a number", "ridge:"},
	{"long name", two, "name: Region South", "name: " + strings.Repeat("x", 201), "has 201 characters, must have at most 200", ""},
	{"decimal comma", two, "ridge: 1", "ridge: 0,5", "0,5 has a decimal comma: write 0.5", "ridge: 0,5"},
	{"decimal comma between braces", two, "test: 0.25", "test: 0,25", "decimal point", "test: 0,25"},
	{"quoted number", two, "ridge: 1", "ridge: '1'", "is text because of its quotes", "ridge: '1'"},
	{"spaced number", two, "max_rows: 10000", "max_rows: 10 000", "has signs between its digits: write 10000", "max_rows: 10 000"},
	{"half a row", two, "max_rows: 10000", "max_rows: 10000.5", "is 10000.5, it must be a whole number", "max_rows: 10000.5"},
	{"list for text", two, "retention: Model", "retention: [Model]\ntitle2: Model", "is a list, it must be text", "retention:"},
	{"number for duration", two, "deadline: 30s", "deadline: 600", "600 has no unit: write 600s for seconds", "deadline: 600"},
	{"minutes in words", two, "deadline: 30s", "deadline: 10 minuter", "write 10m", "deadline: 10 minuter"},
	{"days", two, "deadline: 30s", "deadline: 2 d", "no unit of days: write 48h", "deadline: 2 d"},
	{"comma in a duration", two, "deadline: 30s", "deadline: 1,5h", "write 1.5h", "deadline: 1,5h"},
	{"acknowledged twice", two, "[two-party-derivable]", "[two-party-derivable, two-party-derivable]", "entries 1 and 2 are the same", "acknowledge:"},
	{"two parties where there are four", four, "retention:", "acknowledge: [two-party-derivable]\nretention:", "there are 4 participants, with whom it does not apply: remove it", "acknowledge:"},
	{"plaintext where it is not", two, "[two-party-derivable]", "[two-party-derivable, plaintext]", "the scheme is one-time-he, with which it does not apply: remove it", "acknowledge:"},
	{"semi-honest where it is not", two, "[two-party-derivable]", "[two-party-derivable, semi-honest-parties]", "the scheme is one-time-he, with which it does not apply: remove it", "acknowledge:"},
	{"masks", four, "scheme: one-time-he", "scheme: pairwise-masks", "acknowledge: [semi-honest-coordinator]", "scheme: pairwise-masks"},
	{"direct", four, "scheme: one-time-he", "scheme: direct-ckks", "acknowledge: [semi-honest-parties]", "scheme: direct-ckks"},
	{"direct, not all", four, "scheme: one-time-he\n  threshold: 4", "scheme: direct-bgv\n  threshold: 3", "all 4 are needed for every sum", "threshold: 3"},
	{"rows per patient", four, "unit: record", "unit: record\n  rows_per_patient: 3", "the unit is record", "rows_per_patient: 3"},
	{"insiders", two, "noise: none", "noise: none\n  insiders: 2", "leave nobody to protect", "insiders: 2"},
	{"min_cell", two, "action: merge", "action: hide", "must be one of merge, refuse", "action: hide"},
	{"recipient unknown", four, "[cleveland, budapest, zurich, long-beach]", "[cleveland, budapest, zurich, long-beach, press]", "press is not a party", "press]"},
	{"recipient coordinator", four, "[cleveland, budapest, zurich, long-beach]", "[cleveland, budapest, zurich, long-beach, hub]", "this version gives no model", "hub]"},
	{"recipient left out", four, "[cleveland, budapest, zurich, long-beach]", "[cleveland, budapest, zurich]", "long-beach takes part", "zurich]"},
	{"inspection day", two, "retention:", "inspection_until: 2030-02-31\nretention:", "is no day", "inspection_until:"},
	{"feature range", four, "min: 18, max: 110", "min: 110, max: 18", "feature \"age\"", "name: age"},
	{"feature twice", four, "name: fbs", "name: sex", "sex", ""},
	{"feature type", four, "{name: sex, type: binary}", "{name: sex, type: image}", "must be one of number, binary, category", "type: image"},
	{"one level", four, `levels: ["0", "1", "2"]`, `levels: ["0"]`, "must have at least 2", `levels: ["0"]`},
	{"rule", four, `"> 0"`, `"at least 1"`, "comparison", "at least 1"},
	{"anchor", two, "retention: Model", "retention: &x Model", "anchors, aliases", "&x"},
	{"tag", two, "ridge: 1", "ridge: !!float 1", "anchors, aliases, merge keys and tags", "!!float"},
	{"second document", two, "retention:", "---\nretention:", "2 YAML documents", ""},
	{"hidden character", two, "Neutral", "Neu\u202etral", "invisible character U+202E", "Neu"},
	{"control character", two, "Neutral", "Neu\x1btral", "invisible character U+001B", "Neu"},
	{"hidden character behind an escape", two, "title: Readmission", `title: "A\u202eB" #`, "title: invisible character U+202E", "title:"},
	{"terminal sequence behind an escape", two, "title: Readmission", `title: "\x1b[2J" #`, "title: invisible character U+001B", "title:"},
	{"zero behind an escape", two, "title: Readmission", `title: "A\0" #`, "title: invisible character U+0000", "title:"},
	{"line behind an escape", two, "title: Readmission", `title: "A\nB" #`, "title: holds a line break", "title:"},
	{"line in a block", two, "title: Readmission", "title: |-\n  A\n  B\n#", "title: holds a line break", "title:"},
	{"line at the end of a block", two, "retention: Model", "retention: >\n  A\n  B\n#", "holds a line break: write it on one line, or write >- and", "retention:"},
	{"terminal sequence in a long text", two, "retention: Model", `retention: "\e[2J" #`, "retention: invisible character U+001B", "retention:"},
	{"name that looks like another", two, "name: Region South", `name: "Region\u200b North"`, "parties[1].name: invisible character U+200B", `name: "Region`},
	{"name in wide letters", two, "name: Region South", "name: Ｒegion\u00a0North", "also the name of parties[0]", "name: Ｒegion"},
	{"name filled up", two, "name: Region South", "name: Region\u3164 North", "invisible character U+3164", "name: Region\u3164"},
	{"hidden variant", two, "name: Region South", `name: "Region\ufe0f North"`, "invisible character U+FE0F", `name: "Region`},
	{"hidden level", two, `["1", "2", "3", "4"]`, `["1", "2", "3", "4\u2060"]`, ".levels[3]: invisible character U+2060", `"4\u2060"`},
	{"hidden in a key", two, "title: Readmission", `"title\e[2J": Readmission`, `no key "title\x1b[2J"`, `"title\e[2J"`},
	{"hidden in a feature", four, "name: fbs", `name: "f\u200bbs"`, ".name: invisible character U+200B", `"f\u200bbs"`},
	{"hidden in a unit", four, "name: fbs", `unit: "m\u00adg", name: fbs`, ".unit: invisible character U+00AD", `"m\u00adg"`},
	{"hidden in a description", four, "name: fbs", `description: "\u2028", name: fbs`, ".description: invisible character U+2028", `"\u2028"`},
	{"octal", two, "rounds: 10", "rounds: 010", "010 is not written as a plain number", "rounds: 010"},
	{"octal with a letter", two, "rounds: 10", "rounds: 0o10", "not written as a plain number", "rounds: 0o10"},
	{"hexadecimal", two, "rounds: 10", "rounds: 0x10", "not written as a plain number", "rounds: 0x10"},
	{"binary", two, "rounds: 10", "rounds: 0b11", "not written as a plain number", "rounds: 0b11"},
	{"underscore", two, "rounds: 10", "rounds: 1_0", "not written as a plain number", "rounds: 1_0"},
	{"plus", two, "rounds: 10", "rounds: +5", "not written as a plain number", "rounds: +5"},
	{"no digit before the point", two, "ridge: 1", "ridge: .5", "not written as a plain number", "ridge: .5"},
	{"no digit behind the point", two, "ridge: 1", "ridge: 1.", "not written as a plain number", "ridge: 1."},
	{"zeros before a fraction", two, "ridge: 1", "ridge: 00.5", "not written as a plain number", "ridge: 00.5"},
	{"underscore in a fraction", two, "ridge: 1", "ridge: 1_0.5", "not written as a plain number", "ridge: 1_0.5"},
	{"plus before a power", two, "ridge: 1", "ridge: +1e1", "not written as a plain number", "ridge: +1e1"},
	{"zeros before a power", two, "ridge: 1", "ridge: 01e1", "not written as a plain number", "ridge: 01e1"},
	{"minus zero", two, "ridge: 1", "ridge: -0.0", "not written as a plain number", "ridge: -0.0"},
	{"directive", two, "retention:", "%YAML 1.2\nretention:", "begins with %", "%YAML"},
	{"bad UTF-8", two, "Neutral", "Neu\xfftral", "not UTF-8", "Neu"},
}

func TestRefused(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			text, _ := load(t, c.file)
			changed := strings.Replace(text, c.old, c.new, 1)
			if changed == text {
				t.Fatalf("%q does not occur", c.old)
			}
			_, err := Parse(c.file, []byte(changed))
			if err == nil {
				t.Fatal("accepted")
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) > 3 {
				t.Errorf("%d lines for one mistake:\n%v", len(lines), err)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("message %q lacks %q", err, c.want)
			}
			if c.at != "" {
				number := 1 + strings.Count(changed[:strings.Index(changed, c.at)], "\n")
				if where := fmt.Sprintf("%s:%d: ", c.file, number); !strings.Contains(err.Error(), where) {
					t.Errorf("message %q does not say %q", err, where)
				}
			}
			t.Log(err)
		})
	}
}

// TestKeysRefused: keys that are shared cannot tell their holders apart.
func TestKeysRefused(t *testing.T) {
	_, a := load(t, two)
	key := a.Parties[0].Key
	for _, c := range []struct {
		name, want string
		set        func(*Agreement)
	}{
		{"two parties", "the same key as parties[0]", func(b *Agreement) { b.Parties[1].Key = key }},
		{"party and coordinator", "the same key as parties[0]", func(b *Agreement) { b.Coordinator.Key = key }},
		{"one party", "must have at least 2", func(b *Agreement) { b.Parties = b.Parties[:1] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, b := load(t, two)
			c.set(b)
			text, err := b.YAML()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Parse("a.yaml", text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestOrderOfProblems: several mistakes come in the order of the text, always.
func TestOrderOfProblems(t *testing.T) {
	text, _ := load(t, two)
	for _, c := range []struct{ old, new string }{{"ridge: 1", "ridge: -1"}, {"version: 1", "version: 2"}, {"id: hub", "id: HUB"}, {"noise: none", "noise: some"}, {"rounds: 10", "rounds: 0"}, {"id: north", "id: 1"}} {
		text = strings.Replace(text, c.old, c.new, 1)
	}
	var first string
	for range 20 {
		_, err := Parse(two, []byte(text))
		if err == nil {
			t.Fatal("accepted")
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Fatalf("another order:\n%v\n%v", first, err)
		}
	}
	last := 0
	for line := range strings.Lines(first) {
		var n int
		if _, err := fmt.Sscanf(line, two+":%d:", &n); err != nil || n < last {
			t.Errorf("line %d comes after line %d (%v)", n, last, err)
		}
		last = n
	}
}

// TestRulesInWords: every pattern of the JSON Schema says in words what it asks
// for.
func TestRulesInWords(t *testing.T) {
	all := rules()
	if len(all) < 7 {
		t.Errorf("only %d patterns were found", len(all))
	}
	for pattern, words := range all {
		if words == "" {
			t.Errorf("no $comment beside %s", pattern)
		}
	}
}
