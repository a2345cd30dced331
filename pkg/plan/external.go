package plan

import (
	"math/bits"

	"samband/pkg/agreement"
	"samband/pkg/vector"
)

// external tells whether only the sites' own programs know the model and read
// the rows.
func (p *Plan) external() bool { return p.Agreement.Model == agreement.External }

// externalPhases are those of an external model: nothing is standardised here.
func (p *Plan) externalPhases() []string { return []string{p.Learning(), Evaluate} }

// externalEvaluation is the layout of the evaluation of an external model.
func (p *Plan) externalEvaluation() vector.Layout {
	most := p.Agreement.Algorithm.MaxRows
	return layout(
		vector.Segment{Name: "loss", Length: 1, Bits: wide, Clip: 16 * float64(most)},
		vector.Segment{Name: "rows", Length: 1, Bits: bits.Len(uint(most)) + 1, Clip: float64(most)})
}

// outside warns of what nobody but the sites' own programs can see to.
func (p *Plan) outside() (Warning, bool) {
	what, vad := "how much one patient moves an update is not bounded by anybody, and numbers of rows and losses are what the programs say", "hur mycket en patient påverkar en uppdatering begränsas inte av någon, och antal rader och förluster är vad programmen uppger"
	if p.Agreement.Privacy.Noised() {
		what, vad = "what is bounded and noised here is an update as a whole", "det som begränsas och brusas här är en uppdatering i sin helhet"
	}
	return Warning{External,
		"Each site trains with a program of its own. What that program reads, keeps or sends elsewhere is outside of what the ledgers show, and " + what + ". " +
			"What to do: at each site, let somebody who may read the data look at that program, and run it where it reaches nothing that it does not need.",
		"Varje deltagare tränar med ett eget program. Vad det programmet läser, sparar eller skickar någon annanstans ligger utanför det som granskningsloggarna visar, och " + vad + ". " +
			"Åtgärd: låt hos varje deltagare någon som får läsa uppgifterna granska programmet, och kör det där det inte når mer än det behöver."}, p.external()
}
