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
	Dropout      = "dropout-derivable"
	Drawn        = "drawn-groups"
	SmallCells   = "small-cells"
	Stationarity = "stationarity"
	OperatedBy   = "coordinator-operated-by-participant"
	InClear      = "plaintext"
	External     = "external"
	Inspection   = "inspection"
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
	for _, w := range []func() (Warning, bool){p.inClear, p.twoParties, p.dropout, p.outside, p.operatedBy, p.inspection, p.smallCells, p.stationarity} {
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
	if p.Agreement.Privacy.Noised() {
		return p.twoNoised(), true
	}
	a, b := p.Agreement.Parties[0], p.Agreement.Parties[1]
	gives, ger := p.update()
	noise, brus := "or add noise at both sites (privacy.noise), which bounds what is told of each patient", "eller lägg till brus hos båda (privacy.noise), vilket begränsar vad som sägs om varje patient"
	if p.external() {
		noise, brus = "or add noise at both sites for whole participants (privacy.unit: participant), the only noise that external models take, which leaves little of an update of only two", "eller lägg till brus hos båda för hela deltagare (privacy.unit: participant), det enda brus som externa modeller tar, vilket lämnar lite kvar av en uppdatering från bara två"
	}
	return Warning{TwoParties,
		fmt.Sprintf("With two participants, %s (%s) and %s (%s) can each subtract their own contribution from the sum and have the other's exactly; encryption does not change that. %s "+
			"What to do: bring a third participant; %s; or accept it with acknowledge: [%s].",
			a.Name, a.ID, b.Name, b.ID, gives, noise, agreement.AckTwoParties),
		fmt.Sprintf("Med två deltagare kan %s (%s) och %s (%s) var för sig dra sitt eget bidrag från summan och får då den andras bidrag exakt; krypteringen ändrar inte det. %s "+
			"Åtgärd: ta med en tredje deltagare; %s; eller godta det med acknowledge: [%s].",
			a.Name, a.ID, b.Name, b.ID, ger, brus, agreement.AckTwoParties)}, true
}

func (p *Plan) dropout() (Warning, bool) {
	if !p.Agreement.Acknowledged(agreement.AckDropout) {
		return Warning{}, false
	}
	which := "the sums of this run and those under other agreements"
	vilka := "summorna i denna körning och dem under andra överenskommelser"
	if p.MinContributors < len(p.Participants) {
		which = "two sums of this run, since participants may be missing from one and be in the next, and between " + which
		vilka = "två summor i denna körning, eftersom deltagare kan saknas i en och ingå i nästa, och mellan " + vilka
	}
	return Warning{Dropout,
		fmt.Sprintf("Differences by few participants are accepted between %s. Whoever reads two such sums has what these few contributed, exactly where the others contribute the same to both; encryption does not change that. "+
			"What to do: remove %s from acknowledge, so that the programs refuse such sums; or accept it.", which, agreement.AckDropout),
		fmt.Sprintf("Skillnader på några få deltagare godtas mellan %s. Den som läser två sådana summor har vad dessa få bidragit med, exakt där de övriga bidrar med detsamma till båda; krypteringen ändrar inte det. "+
			"Åtgärd: ta bort %s ur acknowledge, så att programmen vägrar sådana summor; eller godta det.", vilka, agreement.AckDropout)}, true
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
			fmt.Sprintf("%s är deltagare och driver samordnaren %s: allt som samordnaren och en deltagare kan se tillsammans ser denna organisation. Åtgärd: låt någon som inte bidrar med rader driva den, eller läs raden \"%s med %s\" i insynstabellen som det den ser.",
				party.Name, c.ID, c.ID, party.ID)}, true
	}
	return Warning{}, false
}

func (p *Plan) smallCells() (Warning, bool) {
	if p.external() {
		return Warning{}, false // no count of rows of a kind is summed
	}
	if p.Agreement.Privacy.Noised() {
		return Warning{}, false // no count in a sum is exact
	}
	cells, cell := p.indicators(), p.Agreement.Privacy.MinCell
	if p.Agreement.Algorithm.BySite() { // the number of rows of each kind stays at the site
		return Warning{SmallCells,
			fmt.Sprintf("Sums can show small groups however many take part. The evaluation shows all participants, over all sites together, %d counts of test rows by score and outcome. "+
				"Nobody can look at a sum before it is opened, so the agreed minimum of %d cannot be checked on it then. What to do: accept it; or bring more test rows.", 2*Bins, cell.Count),
			fmt.Sprintf("Summor kan visa små grupper hur många som än deltar. Utvärderingen visar alla deltagare, för alla sammantagna, %d antal testrader efter poäng och utfall. "+
				"Ingen kan se en summa innan den öppnas, så det avtalade minsta antalet %d kan inte kontrolleras på den då. Åtgärd: godta det; eller ta med fler testrader.", 2*Bins, cell.Count)}, true
	}
	pairs, par := "", ""
	if n := cells * (cells - 1) / 2; p.Learning() == Newton {
		pairs = fmt.Sprintf(", and from the first Newton sum with each of their %d pairs", n)
		par = fmt.Sprintf(", och ur den första Newtonsumman för vart och ett av deras %d par", n)
		switch n {
		case 0:
			pairs, par = "", ""
		case 1:
			pairs, par = ", and from the first Newton sum with both of them", ", och ur den första Newtonsumman för båda tillsammans"
		}
	}
	return Warning{SmallCells,
		fmt.Sprintf("Sums can show small groups however many take part. All participants learn, over all sites together, the number of rows with each of %d binary and one-hot columns%s; the evaluation shows %d counts of test rows by score and outcome. "+
			"Nobody can look at a sum before it is opened, so the agreed minimum of %d cannot be checked on it then. What to do: let each site look for groups below %d in its own rows first, and merge rare levels in the schema.",
			cells, pairs, 2*Bins, cell.Count, cell.Count),
		fmt.Sprintf("Summor kan visa små grupper hur många som än deltar. Alla deltagare får veta, för alla deltagare sammantagna, antalet rader för var och en av %d binära och indikatorkodade kolumner%s; utvärderingen visar %d antal testrader efter poäng och utfall. "+
			"Ingen kan se en summa innan den öppnas, så det avtalade minsta antalet %d kan inte kontrolleras på den då. Åtgärd: låt varje deltagare först leta efter grupper under %d i sina egna rader, och slå ihop sällsynta nivåer i schemat.",
			cells, par, 2*Bins, cell.Count, cell.Count)}, true
}

func (p *Plan) stationarity() (Warning, bool) {
	if p.Agreement.Privacy.Noised() {
		return Warning{}, false // at no point do the sites' own gradients cancel
	}
	n := len(p.Participants)
	who := fmt.Sprintf("any %d of the %d participants together can compute", n-1, n)
	vem := fmt.Sprintf("vilka %d av de %d deltagarna som helst tillsammans räkna ut", n-1, n)
	left, kvar := "the one left", "den återstående deltagaren"
	if n == 2 {
		who, vem = "each of the two participants can compute", "var och en av de två deltagarna räkna ut"
		left, kvar = "the other", "den andra"
	}
	const do = " What to do: no scheme prevents it; decide with that in mind who gets the model."
	const atgard = " Åtgärd: inget sätt att summera hindrar det; bestäm med det i åtanke vem som får modellen."
	if p.Agreement.Algorithm.Averages() {
		return Warning{Stationarity,
			fmt.Sprintf("The released model itself says something. Where averaging no longer changes it, the changes that the sites' training would make to it, weighted by rows, add up to zero: from the model and the numbers of rows %s how the rows of %s would change it.", who, left) + do,
			fmt.Sprintf("Den färdiga modellen säger något i sig. När medelvärdesbildningen inte längre ändrar den är summan av de ändringar som deltagarnas träning skulle göra, vägda med antal rader, noll: ur modellen och antalen rader kan %s hur raderna hos %s skulle ändra den.", vem, kvar) + atgard}, true
	}
	sum, summa := fmt.Sprintf("minus that of the penalty, ridge (%g) times the coefficients", p.Agreement.Algorithm.Ridge),
		fmt.Sprintf("lika med straffets med omvänt tecken, ridge (%g) gånger koefficienterna", p.Agreement.Algorithm.Ridge)
	if p.Agreement.Algorithm.Ridge == 0 {
		sum, summa = "zero", "noll"
	}
	return Warning{Stationarity,
		fmt.Sprintf("The released model itself says something. At the optimum the gradients of all sites add up to %s: from the model alone %s the gradient of %s there.", sum, who, left) + do,
		fmt.Sprintf("Den färdiga modellen säger något i sig. I optimum är summan av alla deltagares gradienter %s: enbart ur modellen kan %s gradienten hos %s där.", summa, vem, kvar) + atgard}, true
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
