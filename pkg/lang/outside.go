package lang

import "golang.org/x/text/feature/plural"

// A site's own training program.
func englishOutside() texts {
	return texts{
		TrainerOutside:    "This site trains with its own program: %[1]s. What it does with the data is outside of what the ledger shows.",
		CheckStaysOutside: "That is so of this program. What this site's own training program does with the rows, this site must see to.",
		TrainerStandIn:    "No program trains in this rehearsal: a stand-in answers, which reads no data and learns nothing.",
		TrainerNoUse:      "the agreed model is %[1]s, which has no use for --trainer: remove the flag",
		TrainerMissing:    "the agreed model is %[1]s: give --trainer, the command of this organisation's own training program; see docs/trainer.md",
		DataNoUse:         "the agreed model is %[1]s: the program that --trainer names reads this organisation's data, remove --data",

		LearnExternal:    "learning round %[1]d: loss %[2]s a row, as the programs measure it, largest change of a parameter %[3]s",
		LearnTested:      plural.Selectf(1, "%d", plural.One, "evaluated on %[1]d test row of %[2]d sites: mean loss %[3]s, as the programs measure it", plural.Other, "evaluated on %[1]d test rows of %[2]d sites: mean loss %[3]s, as the programs measure it"),
		LearnNotTested:   "not evaluated: no program has test rows",
		ExternalHead:     plural.Selectf(1, "%d", plural.One, "Quality of the joint model on %[1]d test row of all sites, as their own programs measure it", plural.Other, "Quality of the joint model on %[1]d test rows of all sites, as their own programs measure it"),
		ExternalLoss:     "mean loss %[1]s",
		ExternalUntested: "There is a joint model, and no program measured it on test rows.",
		TrainerNotShown:  "What this site's own training program did with the data is in no ledger; how much one patient moves its updates was bounded by nobody.",

		"warned.external": "Each site trains with a program of its own: what it does with the data is outside of what the ledgers show.",
		"contents.update": "change of the model by the site's training, bounded as a whole",
	}
}

func swedishOutside() texts {
	return texts{
		TrainerOutside:    "Denna deltagare tränar med ett eget program: %[1]s. Vad det gör med uppgifterna ligger utanför det som granskningsloggen visar.",
		CheckStaysOutside: "Så är det med detta program. Vad deltagarens eget träningsprogram gör med raderna måste deltagaren själv se till.",
		TrainerStandIn:    "Inget program tränar i denna repetition: en ersättare svarar, som inte läser några uppgifter och inte lär sig något.",
		TrainerNoUse:      "den avtalade modellen är %[1]s, som inte har användning för --trainer: ta bort flaggan",
		TrainerMissing:    "den avtalade modellen är %[1]s: ange --trainer, kommandot för den egna organisationens träningsprogram; se docs/trainer.md",
		DataNoUse:         "den avtalade modellen är %[1]s: programmet som --trainer anger läser den egna organisationens uppgifter, ta bort --data",

		LearnExternal:    "inlärningsomgång %[1]d: förlust %[2]s per rad, så som programmen mäter den, största ändring av en parameter %[3]s",
		LearnTested:      plural.Selectf(1, "%d", plural.One, "utvärderat på %[1]d testrad från %[2]d deltagare: genomsnittlig förlust %[3]s, så som programmen mäter den", plural.Other, "utvärderat på %[1]d testrader från %[2]d deltagare: genomsnittlig förlust %[3]s, så som programmen mäter den"),
		LearnNotTested:   "inte utvärderat: inget program har testrader",
		ExternalHead:     plural.Selectf(1, "%d", plural.One, "Den gemensamma modellens kvalitet på %[1]d testrad från alla deltagare, så som deras egna program mäter den", plural.Other, "Den gemensamma modellens kvalitet på %[1]d testrader från alla deltagare, så som deras egna program mäter den"),
		ExternalLoss:     "genomsnittlig förlust %[1]s",
		ExternalUntested: "Det finns en gemensam modell, och inget program mätte den på testrader.",
		TrainerNotShown:  "Vad deltagarens eget träningsprogram gjorde med uppgifterna står inte i någon logg; hur mycket en patient påverkar dess uppdateringar begränsades inte av någon.",

		"warned.external": "Varje deltagare tränar med ett eget program: vad det gör med uppgifterna ligger utanför det som granskningsloggarna visar.",
		"contents.update": "modellens ändring genom deltagarens träning, begränsad i sin helhet",
	}
}
