package plan

import (
	"fmt"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/schema"
)

// Codes of warnings.
const (
	TwoParties   = "two-party-derivable"
	SmallCells   = "small-cells"
	Stationarity = "stationarity"
	OperatedBy   = "coordinator-operated-by-participant"
	InClear      = "plaintext"
)

// Warning is something that the parties should know before they sign, in
// English and Swedish. The Swedish terms have not been checked by a lawyer.
type Warning struct {
	Code string
	En   string
	Sv   string
}

// Warnings of the plan, the gravest first. They state what can be derived or
// read, whether or not the agreement acknowledges it.
func (p *Plan) Warnings() []Warning {
	var all []Warning
	for _, w := range []func() (Warning, bool){p.inClear, p.twoParties, p.operatedBy, p.smallCells, p.stationarity} {
		if warning, applies := w(); applies {
			all = append(all, warning)
		}
	}
	return all
}

func (p *Plan) inClear() (Warning, bool) {
	return Warning{InClear,
		fmt.Sprintf("The scheme is plaintext: the coordinator %s reads the contribution of every participant in every round, and every sum. What to do: write scheme: %s.",
			p.Agreement.Coordinator.ID, agreement.OneTimeHE),
		fmt.Sprintf("Aggregeringen sker i klartext: samordnaren %s läser varje deltagares bidrag i varje omgång och alla summor. Åtgärd: skriv scheme: %s.",
			p.Agreement.Coordinator.ID, agreement.OneTimeHE)}, !p.encrypted()
}

func (p *Plan) twoParties() (Warning, bool) {
	if len(p.Participants) != 2 {
		return Warning{}, false
	}
	a, b := p.Agreement.Parties[0], p.Agreement.Parties[1]
	cells := p.indicators()
	return Warning{TwoParties,
		fmt.Sprintf("With two participants, %s (%s) and %s (%s) can each subtract their own contribution from the sum and have the other's exactly; encryption does not change that. "+
			"For Newton it is the other's number of rows, the mean and variance of each column, and its gradient and Hessian in every round. In the first Newton round all weights are zero and the Hessian is a quarter of X'X: "+
			"with the means it gives the other's every two-way count of its %d binary and one-hot columns. "+
			"What to do: bring a third participant; or add noise at the level of patients at both sites, which this version cannot; or accept it with acknowledge: [%s].",
			a.Name, a.ID, b.Name, b.ID, cells, agreement.AckTwoParties),
		fmt.Sprintf("Med två deltagare kan %s (%s) och %s (%s) var för sig dra ifrån sitt eget bidrag från summan och får då den andras bidrag exakt; krypteringen ändrar inte det. "+
			"För Newton är det den andras antal rader, medelvärde och varians för varje kolumn samt gradient och hessian i varje omgång. I den första Newtonomgången är alla vikter noll och hessianen en fjärdedel av X'X: "+
			"tillsammans med medelvärdena ger den alla den andras korstabeller över två av de %d binära och indikatorkodade kolumnerna. "+
			"Åtgärd: ta med en tredje deltagare; eller lägg till brus på patientnivå hos båda, vilket denna version inte kan; eller godta det med acknowledge: [%s].",
			a.Name, a.ID, b.Name, b.ID, cells, agreement.AckTwoParties)}, true
}

func (p *Plan) operatedBy() (Warning, bool) {
	c := p.Agreement.Coordinator
	for _, party := range p.Agreement.Parties {
		if c.OperatedBy != string(party.ID) && !strings.EqualFold(strings.TrimSpace(c.OperatedBy), party.Name) {
			continue
		}
		return Warning{OperatedBy,
			fmt.Sprintf("%s takes part and operates the coordinator %s: whatever the coordinator together with one participant can see, this organisation sees. What to do: let somebody who brings no rows operate it, or read the row \"%s with %s\" of the visibility matrix as what it sees.",
				party.Name, c.ID, c.ID, party.ID),
			fmt.Sprintf("%s är deltagare och driver samordnaren %s: allt som samordnaren och en deltagare kan se tillsammans ser denna organisation. Åtgärd: låt någon som inte bidrar med rader driva den, eller läs raden \"%s with %s\" i insynstabellen som det den ser.",
				party.Name, c.ID, c.ID, party.ID)}, true
	}
	return Warning{}, false
}

func (p *Plan) smallCells() (Warning, bool) {
	cells, cell := p.indicators(), p.Agreement.Privacy.MinCell
	pairs := cells * (cells - 1) / 2
	return Warning{SmallCells,
		fmt.Sprintf("Sums can show small groups however many take part. All participants learn, over all sites together, the number of rows with each of %d binary and one-hot columns, and from the first Newton sum with each of their %d pairs; the evaluation shows %d counts of test rows by score and outcome. "+
			"Nobody can look at a sum before it is opened, so the agreed minimum of %d cannot be checked on it then. What to do: let each site look for groups below %d in its own rows first, and merge rare levels in the schema.",
			cells, pairs, 2*Bins, cell.Count, cell.Count),
		fmt.Sprintf("Summor kan visa små grupper hur många som än deltar. Alla deltagare får veta, för alla deltagare sammantagna, antalet rader för var och en av %d binära och indikatorkodade kolumner, och ur den första Newtonsumman för vart och ett av deras %d par; utvärderingen visar %d antal testrader efter poäng och utfall. "+
			"Ingen kan se en summa innan den öppnas, så det avtalade minsta antalet %d kan inte kontrolleras på den då. Åtgärd: låt varje deltagare först leta efter grupper under %d i sina egna rader, och slå ihop sällsynta nivåer i schemat.",
			cells, pairs, 2*Bins, cell.Count, cell.Count)}, true
}

func (p *Plan) stationarity() (Warning, bool) {
	n := len(p.Participants)
	who := fmt.Sprintf("any %d of the %d participants together can compute the gradient of the one left", n-1, n)
	vem := fmt.Sprintf("vilka %d av de %d deltagarna som helst tillsammans räkna ut den återstående deltagarens gradient", n-1, n)
	if n == 2 {
		who, vem = "each of the two participants can compute the other's gradient", "var och en av de två deltagarna räkna ut den andras gradient"
	}
	return Warning{Stationarity,
		fmt.Sprintf("The released model itself says something. At the optimum the gradients of all sites add up to minus that of the penalty, ridge (%g) times the coefficients: from the model alone %s there. What to do: no scheme prevents it; decide with that in mind who gets the model.",
			p.Agreement.Algorithm.Ridge, who),
		fmt.Sprintf("Den färdiga modellen säger något i sig. I optimum är summan av alla deltagares gradienter lika med straffets med omvänt tecken, ridge (%g) gånger koefficienterna: enbart ur modellen kan %s där. Åtgärd: inget sätt att summera hindrar det; bestäm med det i åtanke vem som får modellen.",
			p.Agreement.Algorithm.Ridge, vem)}, true
}

// indicators counts the columns that are 0 or 1.
func (p *Plan) indicators() int {
	n := 0
	for _, c := range p.columns {
		if p.Agreement.Schema.Features[c.Feature].Type != schema.Number {
			n++
		}
	}
	return n
}
