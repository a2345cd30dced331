package lang

import "golang.org/x/text/feature/plural"

// What noise promises about one unit.
func englishPrivacy() texts {
	return texts{
		PromiseHead:                  "WHAT NOISE PROMISES",
		PromiseNone:                  "No noise is added: nothing bounds what the sums and the model tell of a single one of those whose rows are in them.",
		PromiseNoise:                 "Each site adds integer noise to what it sends, before encryption (%[1]s). All that the run opens then tells of %[2]s at most ε = %[3]s, at δ = %[4]s.",
		PromiseUnit + ".patient":     "one patient",
		PromiseUnit + ".record":      "one row",
		PromiseUnit + ".participant": "one participant with all its rows",
		PromiseRows: plural.Selectf(1, "%d", plural.One, "One row of each patient counts; further ones are left out.",
			plural.Other, "Up to %[1]d rows of each patient count; further ones are left out."),
		PromiseRecord: "The unit is a row and not a patient: of a patient with several rows, more is told.",
		PromiseInsiders: plural.Selectf(1, "%d",
			plural.One, "That holds also against a participant who subtracts its own contribution and noise: the noise of the others in a sum, at least %[2]d, is enough.",
			plural.Other, "That holds also against %[1]d participants who together subtract their own contributions and noise: the noise of the others in a sum, at least %[2]d, is enough."),
		PromiseObjective: "Each site fits a model of its own, with noise in what the fit makes small: of deviation %[2]s in each component of its gradient, rows scaled down to a norm of %[1]s. That bounds what the site's model tells, whatever noise others add; the noise on what is sent covers rounding only.",
		PromiseAttack:    "Whoever guesses from it who took part finds at most %[1]s of those who did where %[2]s of the others are taken for them, and at most %[3]s where %[4]s are.",
		PromiseUpdate:    "It does not hide what a site contributes as a whole: who can derive that from a sum has it, with that site's noise in it.",
		PromisePlain:     "The scheme is plaintext: the coordinator reads each contribution by itself, with only that site's noise in it. What it can tell of somebody is not bounded by this ε.",
		PromiseCompose:   "Of somebody with rows at two sites more is told than that, up to more than twice the ε; and every further agreement tells something in addition.",
		PromiseSpent:     "Privacy budget: what this site sent comes to ε = %[1]s at δ = %[2]s, of the agreed ε = %[3]s.",
		PromiseSegment:   "%[1]s: %[2]d values, clipped to %[3]s for each unit; noise of deviation %[4]s from each site, %[5]s in the sum",

		TwoPartyNoised:                 "WITH TWO PARTICIPANTS EACH HAS THE OTHER'S CONTRIBUTION, WITH NOISE: %[1]s can subtract its own contribution and has that of %[2]s, with the noise that was added there, and the other way round. The noise bounds what that tells of a single patient; about the other's rows as a whole it still says much.",
		SubtractionHead:                "WHAT SUBTRACTION YIELDS",
		SubtractionDone:                "%[1]s: %[2]s subtracts what it sent from each of %[4]d sums and has what %[3]s sent; of %[6]d values %[5]d differ from what %[3]s did send.",
		SubtractionLosses:              "Followed from round to round: the mean loss of the training rows of %[1]s alone, at each model: %[2]s.",
		SubtractionModels:              "And the model that %[1]s trained by itself, in each of %[2]d rounds.",
		SubtractionAbout:               "about the other's training rows",
		SubtractionDerived:             "derived",
		SubtractionTrue:                "true",
		SubtractionWith:                "with noise, ε = %[1]s",
		SubtractionNone:                "without noise",
		SubtractionMeans:               "Behind ± stands the standard deviation of the other's noise. The runs hold back other rows, so that what is true differs a little. With it, what was sent as a whole is still there, blurred; of a single patient it tells at most ε = %[1]s at δ = %[2]s.",
		SubtractionFact + ".rows":      "rows%[1]s",
		SubtractionFact + ".positives": "positive outcomes%[1]s",
		SubtractionFact + ".mean":      "mean of %[1]s",
		SubtractionFact + ".count":     "rows with %[1]s",
		SubtractionFact + ".outcomes":  "positive outcomes with %[1]s",
		UtilityHead:                    "What noise costs: the joint model with noise beside the one without, on the same test rows",

		Noise + ".discrete-gaussian": "discrete Gaussian",
		Noise + ".skellam":           "Skellam",
	}
}

func swedishPrivacy() texts {
	return texts{
		PromiseHead:                  "VAD BRUSET UTLOVAR",
		PromiseNone:                  "Inget brus läggs till: ingenting begränsar vad summorna och modellen säger om en enskild av dem vars rader ingår.",
		PromiseNoise:                 "Varje deltagare lägger heltalsbrus till det den sänder, före kryptering (%[1]s). Allt som körningen öppnar säger då om %[2]s högst ε = %[3]s, vid δ = %[4]s.",
		PromiseUnit + ".patient":     "en patient",
		PromiseUnit + ".record":      "en rad",
		PromiseUnit + ".participant": "en deltagare med alla dess rader",
		PromiseRows: plural.Selectf(1, "%d", plural.One, "En rad per patient räknas; ytterligare rader utelämnas.",
			plural.Other, "Upp till %[1]d rader per patient räknas; ytterligare rader utelämnas."),
		PromiseRecord: "Enheten är en rad och inte en patient: om en patient med flera rader sägs mer.",
		PromiseInsiders: plural.Selectf(1, "%d",
			plural.One, "Det gäller också mot en deltagare som drar ifrån sitt eget bidrag och brus: bruset från de övriga i en summa, minst %[2]d, räcker.",
			plural.Other, "Det gäller också mot %[1]d deltagare som tillsammans drar ifrån sina egna bidrag och sitt brus: bruset från de övriga i en summa, minst %[2]d, räcker."),
		PromiseObjective: "Varje deltagare anpassar en egen modell, med brus i det som anpassningen gör litet: med standardavvikelsen %[2]s i varje del av gradienten, och rader nedskalade till normen %[1]s. Det begränsar vad deltagarens modell säger, vilket brus andra än lägger till; bruset på det som skickas täcker bara avrundning.",
		PromiseAttack:    "Den som gissar utifrån detta vilka som var med finner högst %[1]s av dem som var det när %[2]s av de övriga tas för att vara det, och högst %[3]s när %[4]s gör det.",
		PromiseUpdate:    "Det döljer inte vad en deltagare bidrar med som helhet: den som kan härleda det ur en summa har det, med den deltagarens brus i.",
		PromisePlain:     "Aggregeringen sker i klartext: samordnaren läser varje bidrag för sig, med bara den deltagarens brus i. Vad den kan säga om någon begränsas inte av detta ε.",
		PromiseCompose:   "Om någon med rader hos två deltagare sägs mer än så, upp till mer än två gånger ε; och varje ytterligare överenskommelse säger något därtill.",
		PromiseSpent:     "Integritetsbudget: det som denna deltagare har sänt kommer till ε = %[1]s vid δ = %[2]s, av avtalade ε = %[3]s.",
		PromiseSegment:   "%[1]s: %[2]d värden, beskurna till %[3]s per enhet; brus med standardavvikelsen %[4]s från varje deltagare, %[5]s i summan",

		TwoPartyNoised:                 "MED TVÅ DELTAGARE HAR VAR OCH EN DEN ANDRAS BIDRAG, MED BRUS: %[1]s kan dra ifrån sitt eget bidrag och har det från %[2]s, med det brus som lades till där, och omvänt. Bruset begränsar vad det säger om en enskild patient; om den andras rader som helhet säger det fortfarande mycket.",
		SubtractionHead:                "VAD SUBTRAKTION GER",
		SubtractionDone:                "%[1]s: %[2]s drar ifrån vad den sänt från var och en av %[4]d summor och har det som %[3]s sänt; av %[6]d värden skiljer sig %[5]d från vad %[3]s verkligen sände.",
		SubtractionLosses:              "Följt från runda till runda: den genomsnittliga förlusten för enbart träningsraderna hos %[1]s, vid varje modell: %[2]s.",
		SubtractionModels:              "Och den modell som %[1]s tränade på egen hand, i var och en av %[2]d rundor.",
		SubtractionAbout:               "om den andras träningsrader",
		SubtractionDerived:             "härlett",
		SubtractionTrue:                "sant",
		SubtractionWith:                "med brus, ε = %[1]s",
		SubtractionNone:                "utan brus",
		SubtractionMeans:               "Efter ± står standardavvikelsen för den andras brus. Körningarna undantar olika rader, så vad som är sant skiljer sig något. Med det finns det som sändes som helhet kvar, suddigt; om en enskild patient säger det högst ε = %[1]s vid δ = %[2]s.",
		SubtractionFact + ".rows":      "rader%[1]s",
		SubtractionFact + ".positives": "positiva utfall%[1]s",
		SubtractionFact + ".mean":      "medelvärde av %[1]s",
		SubtractionFact + ".count":     "rader med %[1]s",
		SubtractionFact + ".outcomes":  "positiva utfall med %[1]s",
		UtilityHead:                    "Vad bruset kostar: den gemensamma modellen med brus bredvid den utan, på samma testrader",

		Noise + ".discrete-gaussian": "diskret normalfördelning",
		Noise + ".skellam":           "Skellamfördelning",
	}
}
