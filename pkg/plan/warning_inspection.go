package plan

import "fmt"

// inspection states the price of contributions that can be opened later.
func (p *Plan) inspection() (Warning, bool) {
	until := p.Agreement.InspectionUntil
	return Warning{Inspection,
		fmt.Sprintf("Until %s each participant keeps what its contributions were made of, sealed to a key of its own, so that an inspector can have any line of its ledger opened. The price is forward secrecy until that day: whoever gets hold of that file and key reads the contributions, and can decrypt ciphertexts that were recorded on the way. "+
			"What to do: keep the key apart from the run's directory; or leave inspection_until out.", until),
		fmt.Sprintf("Till och med %s sparar varje deltagare vad dess bidrag gjordes av, förseglat till en egen nyckel, så att en granskare kan få vilken rad som helst i dess granskningslogg öppnad. Priset är framåtsekretess till den dagen: den som kommer över filen och nyckeln läser bidragen, och kan dekryptera chiffertexter som spelats in på vägen. "+
			"Åtgärd: förvara nyckeln skild från körningens katalog; eller utelämna inspection_until.", until)}, until != ""
}
