package document

import (
	"regexp"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// Forms of sources that package evidence writes, beside paths in the agreement
// and names of documents, which stay as they are.
var (
	ledgerLines  = regexp.MustCompile(`^([a-z0-9-]+) ledger:([0-9]+)(?:-([0-9]+))?$`)
	ledgerOf     = regexp.MustCompile(`^(?:([a-z0-9-]+) )?ledgers?$`)
	partyID      = regexp.MustCompile(`^[a-z0-9-]+$`)
	accountOf    = regexp.MustCompile(`^account of ([a-z0-9-]+)(?:: .*)?$`)
	countOutside = regexp.MustCompile(`^flows(?: of (.+))?$`)
)

// source says in words where a statement can be looked up; JSON has it as it is.
// The parts of one are separated by commas: those of ledgers are gathered, and
// the first ones of many are named.
func (p *page) source(s string) string {
	const most, named = 160, 4 // characters, ledgers
	if s == evidence.Nowhere {
		return ""
	}
	var said, ledgers, bare []string // bare names may be of the ledgers that follow
	for _, part := range strings.Split(s, ", ") {
		m, whole := ledgerLines.FindStringSubmatch(part), ledgerOf.FindStringSubmatch(part)
		switch {
		case m != nil && m[3] != "":
			ledgers, bare = append(append(ledgers, bare...), p.l.Text(lang.WhereLines, m[1], m[2], m[3])), nil
		case m != nil:
			ledgers, bare = append(append(ledgers, bare...), p.l.Text(lang.WhereLine, m[1], m[2])), nil
		case whole != nil && whole[1] != "":
			ledgers, bare = append(append(ledgers, bare...), whole[1]), nil
		case partyID.MatchString(part):
			bare = append(bare, part)
		default:
			said = append(said, p.lookup(part))
		}
	}
	for _, part := range bare {
		said = append(said, p.lookup(part))
	}
	if more := len(ledgers) - named; more > 1 {
		ledgers = append(ledgers[:named], p.l.Text(lang.WhereMore, more))
	}
	if len(ledgers) > 0 {
		said = append([]string{p.l.Text(lang.WhereLedgers, strings.Join(ledgers, ", "))}, said...)
	}
	return short(strings.Join(said, ", "), most)
}

// lookup is a source of one part, in words where there are some.
func (p *page) lookup(s string) string {
	if m := accountOf.FindStringSubmatch(s); m != nil {
		return p.l.Text(lang.WhereAccount, m[1])
	}
	if m := countOutside.FindStringSubmatch(s); m != nil && m[1] != "" {
		return p.l.Text(lang.WhereFlows, m[1])
	}
	return p.l.Named(lang.WhereName, s)
}

var power = regexp.MustCompile(`\b([0-9]+(?:[.,][0-9]+)?)e([+-])0*([0-9]+)\b`)

// powers writes 4.3e-08 as 4.3·10⁻⁸.
func powers(s string) string {
	return power.ReplaceAllStringFunc(s, func(one string) string {
		m := power.FindStringSubmatch(one)
		raised := strings.Map(func(r rune) rune { return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0'] }, m[3])
		if m[2] == "-" {
			raised = "⁻" + raised
		}
		return m[1] + "·10" + raised
	})
}
