package plan

import (
	"fmt"

	"samband/pkg/agreement"
)

// update says what one participant's own contributions, in clear, tell about
// its rows.
func (p *Plan) update() (en, sv string) {
	l, values := p.Agreement.Algorithm, p.Parameters()
	switch {
	case p.external():
		return fmt.Sprintf("For an external model it is the other's number of rows, and in every round its loss and the %d parameters that it has after training alone, up to rounding: from the changes of parameters, rows can often be rebuilt where they are few; up to %d rounds.", values, l.Rounds),
			fmt.Sprintf("För en extern modell är det den andras antal rader, och i varje omgång dess förlust och de %d parametrar som den har efter egen träning, så när som på avrundning: ur ändringar av parametrar kan rader ofta återskapas när de är få; i högst %d omgångar.", values, l.Rounds)
	case p.Learning() == Newton:
		cells, tables := p.indicators(), "alla den andras korstabeller över två av de"
		if cells == 2 {
			tables = "den andras korstabell över de"
		}
		return fmt.Sprintf("For Newton it is the other's number of rows and of positive outcomes, the mean and variance of each column, and its gradient and Hessian in every round. In the first Newton round all weights are zero and the Hessian is a quarter of X'X: "+
				"with the means it gives the other's every two-way count of its %d binary and one-hot columns.", cells),
			fmt.Sprintf("För Newton är det den andras antal rader och antal positiva utfall, medelvärde och varians för varje kolumn samt gradient och hessian i varje omgång. I den första Newtonomgången är alla vikter noll och hessianen en fjärdedel av X'X: "+
				"tillsammans med medelvärdena ger den %s %d binära och indikatorkodade kolumnerna.", tables, cells)
	}
	en, sv = p.counted()
	more, mer := "", ""
	if l.Patience > 0 {
		more, mer = ", its loss on the rows that it holds back, and how many these are,", ", dess förlust på de rader som den håller undan, och hur många dessa är,"
	}
	en += fmt.Sprintf(", and in every round its loss%s and the %d weights that it has after training alone. ", more, values)
	sv += fmt.Sprintf(" och i varje omgång dess förlust%s och de %d vikter som den har efter egen träning. ", mer, values)
	walk, gang := p.walked()
	en, sv = en+walk, sv+gang
	en += fmt.Sprintf("and each further round gives %d more equations about its rows, up to %d rounds; where there are few rows, that may be enough to work some of them out.", values, l.Rounds)
	sv += fmt.Sprintf("och varje ytterligare omgång ger %d ekvationer till om dess rader, i högst %d omgångar; är raderna få kan det räcka för att räkna ut några av dem.", values, l.Rounds)
	return en, sv
}

// counted says what the first sum of an averaging algorithm is of.
func (p *Plan) counted() (en, sv string) {
	en = "For federated averaging it is the other's number of rows and of positive outcomes"
	sv = "För federerad medelvärdesbildning är det den andras antal rader och antal positiva utfall"
	if p.Agreement.Algorithm.BySite() {
		return en, sv
	}
	cells := p.indicators()
	return en + fmt.Sprintf(", the mean and variance of each column, so how often each of its %d binary and one-hot columns is 1", cells),
		sv + fmt.Sprintf(", medelvärde och varians för varje kolumn, alltså hur ofta var och en av dess %d binära och indikatorkodade kolumner är 1,", cells)
}

// walked says what weights after training tell about gradients.
func (p *Plan) walked() (en, sv string) {
	l := p.Agreement.Algorithm
	switch {
	case p.Agreement.Model != agreement.Logistic:
		steps := "one step"
		if l.Steps != 1 {
			steps = fmt.Sprintf("%d steps", l.Steps)
		}
		en = fmt.Sprintf("With %s a round they are the sum of its gradients along the way, up to rounding: from the gradients of a network, rows can often be rebuilt where they are few, ", steps)
		sv = fmt.Sprintf("Med %d steg per omgång är de summan av dess gradienter längs vägen, så när som på avrundning: ur ett nätverks gradienter kan rader ofta återskapas när de är få, ", l.Steps)
	case l.Steps == 1 && l.Batch == 0:
		// From zero weights, the first gradient is X'(1/2 − y): sums that the moments
		// give, and sums over the positive rows.
		en = "With one step a round those weights are its gradient, up to rounding: the first one gives the mean of each column among its positive outcomes, "
		sv = "Med ett steg per omgång är dessa vikter dess gradient, så när som på avrundning: den första ger varje kolumns medelvärde bland dess positiva utfall, "
	default:
		en = fmt.Sprintf("With %d steps a round they are the sum of its gradients along the way, up to rounding: the first ones give about the mean of each column among its positive outcomes, ", l.Steps)
		sv = fmt.Sprintf("Med %d steg per omgång är de summan av dess gradienter längs vägen, så när som på avrundning: de första ger ungefär varje kolumns medelvärde bland dess positiva utfall, ", l.Steps)
	}
	if l.Name == agreement.Scaffold {
		en += "its control variate gives no more than that, "
		sv += "dess kontrollvariat ger inte mer än så, "
	}
	return en, sv
}

// drawn says what sums over different groups show.
func (p *Plan) drawn() (Warning, bool) {
	k, groups := p.Draw(), p.Agreement.Aggregation.Groups
	if k == 0 {
		return Warning{}, false
	}
	least := len(p.Participants)
	for _, g := range groups {
		least = min(least, len(g))
	}
	return Warning{Drawn,
		fmt.Sprintf("A learning round is over %d of %d groups. Whoever reads the sums of two rounds with different groups can subtract them and has about what the groups contributed that were in one of the two, the more exactly the less the model changed between them; the smallest group has %d participants. "+
			"Rows that a round leaves out are not protected better for that: no promise of privacy counts on the draw. What to do: make larger groups; or remove algorithm.sample.", k, len(groups), least),
		fmt.Sprintf("En inlärningsomgång är över %d av %d grupper. Den som läser summorna av två omgångar med olika grupper kan dra dem ifrån varandra och har ungefär vad de grupper bidrog med som var med i bara en av dem, desto noggrannare ju mindre modellen ändrades däremellan; den minsta gruppen har %d deltagare. "+
			"Rader som en omgång utelämnar skyddas inte bättre av det: inget löfte om integritet räknar med dragningen. Åtgärd: gör grupperna större; eller ta bort algorithm.sample.", k, len(groups), least)}, true
}
