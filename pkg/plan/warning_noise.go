package plan

import (
	"fmt"

	"samband/pkg/agreement"
)

// twoNoised says what two participants have of each other where both add noise.
func (p *Plan) twoNoised() Warning {
	a, b, privacy := p.Agreement.Parties[0], p.Agreement.Parties[1], p.Agreement.Privacy
	unit, enhet := "row", "rad"
	switch privacy.Unit {
	case agreement.Patient:
		unit, enhet = "patient", "patient"
	case agreement.Participant:
		unit, enhet = "participant", "deltagare"
	}
	rest := "The other's contribution as a whole, such as about how many rows and positive outcomes it has, is not hidden. "
	resten := "Den andras bidrag som helhet, till exempel ungefär hur många rader och positiva utfall den har, döljs inte. "
	if privacy.Unit == agreement.Participant {
		rest, resten = "What is sent is an update as a whole, and no numbers of rows. ", "Det som sänds är en uppdatering som helhet, och inga antal rader. "
	}
	return Warning{TwoParties,
		fmt.Sprintf("With two participants, %s (%s) and %s (%s) can each subtract their own contribution from the sum and have the other's, with the other's noise in it; encryption does not change that. "+
			"What it tells of one %s is bounded by ε = %g at δ = %g, against the other participant too. %s"+
			"What to do: bring a third participant; or accept it with acknowledge: [%s].",
			a.Name, a.ID, b.Name, b.ID, unit, privacy.Epsilon, privacy.Delta, rest, agreement.AckTwoParties),
		fmt.Sprintf("Med två deltagare kan %s (%s) och %s (%s) var för sig dra sitt eget bidrag från summan och får då den andras, med den andras brus i; krypteringen ändrar inte det. "+
			"Vad det säger om en enskild %s begränsas av ε = %g vid δ = %g, också mot den andra deltagaren. %s"+
			"Åtgärd: ta med en tredje deltagare; eller godta det med acknowledge: [%s].",
			a.Name, a.ID, b.Name, b.ID, enhet, privacy.Epsilon, privacy.Delta, resten, agreement.AckTwoParties)}
}
