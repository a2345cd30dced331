package lang

import (
	"golang.org/x/text/feature/plural"
)

func swedishAfter() texts {
	return texts{
		RehearsalUnsigned: "En repetition behöver inga underskrifter. För en verklig körning saknas eller är fel:",
		RehearsalRows:     plural.Selectf(1, "%d", plural.One, "%[1]d rad skapad ur schemat.", plural.Other, "%[1]d rader skapade ur schemat."),
		RehearsalStamp:    "REPETITION",
		RehearsalModel:    "REPETITION: modellen kommer från skapade rader; det den förutsäger betyder ingenting.",
		AllRounds:         "alla omgångar",
		MetricsAt:         "Mätvärden för Prometheus finns på %[1]s.",

		PredictModel:   "Modell %[1]s från överenskommelse %[2]s, sannolikhet för %[3]s.",
		PredictScored:  plural.Selectf(1, "%d", plural.One, "%[1]d rad beräknad.", plural.Other, "%[1]d rader beräknade."),
		PredictMissing: plural.Selectf(1, "%d", plural.One, "%[1]d rad är INTE beräknad eftersom ett värde saknas (%[2]s).", plural.Other, "%[1]d rader är INTE beräknade eftersom ett värde saknas (%[2]s)."),
		PredictLacks:   "ett värde saknas",
		PredictBeyond:  "%[1]s ligger utanför %[2]s till %[3]s",
		PredictOutside: plural.Selectf(1, "%d", plural.One, "%[1]d rad har ett värde utanför det intervall som modellen tränades på: dess sannolikhet är en extrapolering.", plural.Other, "%[1]d rader har ett värde utanför det intervall som modellen tränades på: deras sannolikheter är extrapoleringar."),

		DeclaredPurpose:   "Ändamål (uppgivet i överenskommelsen): %[1]s",
		DeclaredBasis:     "Rättslig grund (uppgiven i överenskommelsen, inte bedömd här): %[1]s",
		DeclaredRetention: "Bevarande (uppgivet i överenskommelsen): %[1]s",
		HowFar:            "Läge: %[1]s. Omgångar: %[2]d, försök: %[3]d.",
		FromTo:            "Första händelsen %[1]s, sista händelsen %[2]s, enligt denna parts klocka.",
		SentHead:          plural.Selectf(2, "%d", plural.One, "Vad %[1]s skickade: %[2]d meddelande, %[3]s", plural.Other, "Vad %[1]s skickade: %[2]d meddelanden, %[3]s"),
		ReceivedHead:      plural.Selectf(2, "%d", plural.One, "Vad %[1]s tog emot: %[2]d meddelande, %[3]s", plural.Other, "Vad %[1]s tog emot: %[2]d meddelanden, %[3]s"),
		NothingRefused:    "Ingenting avvisades.",
		RefusalsHead:      "Avvisningar (av vem, om vem, omgång, kod, antal)",
		InRound:           "omgång %[1]d",
		MetricsHead:       plural.Selectf(1, "%d", plural.One, "Den gemensamma modellens kvalitet på %[1]d testrad från alla deltagare (positiva: %[2]d)", plural.Other, "Den gemensamma modellens kvalitet på %[1]d testrader från alla deltagare (positiva: %[2]d)"),
		AUCLine:           "AUC %[1]s (mellan %[2]s och %[3]s, ur ett histogram med 32 fack)",
		LossLine:          "genomsnittlig logaritmisk förlust %[1]s",
		NoMetrics:         "Det finns ingen färdig modell och därför inga mätvärden.",
		ModelLine:         "Modell %[1]s i %[2]s",
		LedgerStands:      plural.Selectf(2, "%d", plural.One, "Granskningsloggen %[1]s är hel och undertecknad (%[2]d händelse).", plural.Other, "Granskningsloggen %[1]s är hel och undertecknad (%[2]d händelser)."),
		Disposed:          "Det som bara körningen behövde är raderat, och det står i granskningsloggen.",
		NotDisposed:       "Att det som bara körningen behövde är raderat står INTE i granskningsloggen: använd close när inget program längre körs här.",
		OneLedger:         "Detta kommer ur en parts granskningslogg. Om de andras säger detsamma visar verify, med allas loggar.",
		OtherProgram:      "Vad andra program, personer och säkerhetskopior på samma dator har gjort står inte i någon logg.",
		ModelTells:        "Vad den färdiga modellen själv berättar om rader har inte mätts.",
		NoRuns:            "Det finns ingen körning i %[1]s.",
		LastEvent:         "Sista händelsen: %[1]s",
		CloseDeleted:      "Raderat: %[1]s",
		CloseNothing:      "Det fanns inget kvar att radera i %[1]s.",
		CloseRemains:      "Vad som finns kvar, och varför:",
		CloseTorn:         "Granskningsloggen slutade mitt i en rad, som efter en krasch; den raden är borttagen, och det står i loggen.",
		CloseDisk:         "Radering frigör en fils block men skriver inte över dem, och säkerhetskopior behåller vad de har: använd en krypterad disk och undanta round/ och session.json från säkerhetskopior.",

		"category.update": "bidrag", "category.sum": "summa", "category.group-key": "gruppnyckel", "category.key-shares": "nyckelandelar",
		"category.key-share-sum": "summor av nyckelandelar", "category.public-keys": "publika nycklar", "category.digests": "kontrollsummor och underskrifter",
		"category.control": "styrning", "category.unknown": "okänt",
		"run-state.waiting": "ingen omgång har börjat", "run-state.open": "påbörjad, varken klar eller avbruten (den pågår, eller så avbröts programmet)",
		"run-state.done": "klar", "run-state.stopped": "avbruten i förtid",
		"remains.ledger.jsonl":   "posterna om varje flöde; med dem granskar parterna varandra",
		"remains.sets.jsonl":     "vilka summor denna part har låtit öppna; så länge filen finns kan ingen andra session ställas mot den första",
		"remains.run.json":       "vems körning detta är",
		"remains.agreement.yaml": "vad som överenskommits",
		"remains.model.json":     "den gemensamma modellen; överenskommelsen säger hur länge",
		"remains.outcome.json":   "omgångar, mätvärden och kapade värden; radera den tillsammans med modellen",
	}
}
