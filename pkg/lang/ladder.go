package lang

func englishLadder() texts {
	return texts{
		LadderHead:      "FOUR AGREEMENTS FOR ONE SMALL TRAINING",
		LadderRunning:   "%[1]s: %[2]s",
		LadderMatrix:    "Who could see what, computed from the runs",
		LadderNoise:     "*: with noise in it. Updates: of the others. Derivable: never received, but can be computed. A dash: not in this run. In a and b north runs the hub: it sees what hub with north see.",
		LadderFigures:   "Measured",
		LadderDerived:   "values of %[2]s that %[1]s derives exactly",
		LadderExact:     "%[1]s of %[2]s",
		LadderMembers:   "who is in the model: AUC, on the rows of %[1]s",
		LadderQuality:   "quality of the model: AUC on all test rows",
		LadderSent:      "sent by %[1]s",
		LadderBound:     "bound on that AUC by noise",
		LadderNext:      "Step %[1]s",
		LadderChanges:   "changes:",
		LadderUnchanged: "does not change:",

		"ladder.step.a":  "two sites, one of which (north) runs the coordinator, in plaintext: the arrangement of the pilot's published code",
		"ladder.step.b":  "the same, with one-time-he",
		"ladder.step.c":  "a neutral coordinator and three sites",
		"ladder.step.d":  "the same, with noise for each patient (ε = 4, one round of learning)",
		"ladder.gains.b": "The coordinator by itself reads neither a contribution nor the sum, and nor does whoever breaks into it.",
		"ladder.stays.b": "North runs it and is one of two: it subtracts what it sent and has all that south sent. The model is the same, and tells the same about who is in it.",
		"ladder.gains.c": "No participant alone, and not the coordinator alone, derives what one site sent: it is hidden among the two others. The coordinator is no participant.",
		"ladder.stays.c": "Two participants together derive the third's. Every participant reads the sum, in which small groups can show. The released model tells what it tells.",
		"ladder.gains.d": "Of one patient, all sums and the model together tell at most what ε and δ allow, whoever looks and whatever they know of others.",
		"ladder.stays.d": "Who receives what is as before. What a site sent as a whole is blurred, not hidden, for two who derive it. The model is less accurate.",
	}
}

func swedishLadder() texts {
	return texts{
		LadderHead:      "FYRA ÖVERENSKOMMELSER FÖR EN LITEN TRÄNING",
		LadderRunning:   "%[1]s: %[2]s",
		LadderMatrix:    "Vem kunde se vad, räknat ur körningarna",
		LadderNoise:     "*: med brus i. Uppdateringar: de andras. Härledbart: aldrig mottaget, men går att räkna ut. Streck: finns inte i den körningen. I a och b driver north samordnaren (hub): den ser vad de ser tillsammans.",
		LadderFigures:   "Uppmätt",
		LadderDerived:   "värden från %[2]s som %[1]s härleder exakt",
		LadderExact:     "%[1]s av %[2]s",
		LadderMembers:   "vem som finns i modellen: AUC, på raderna hos %[1]s",
		LadderQuality:   "modellens kvalitet: AUC på alla testrader",
		LadderSent:      "skickat av %[1]s",
		LadderBound:     "gräns för den AUC:n genom brus",
		LadderNext:      "Steg %[1]s",
		LadderChanges:   "ändrar:",
		LadderUnchanged: "ändrar inte:",

		"ladder.step.a":  "två parter, av vilka den ena (north) driver samordnaren, i klartext: uppställningen i pilotens publicerade kod",
		"ladder.step.b":  "densamma, med one-time-he",
		"ladder.step.c":  "en fristående samordnare och tre parter",
		"ladder.step.d":  "densamma, med brus för varje patient (ε = 4, en inlärningsomgång)",
		"ladder.gains.b": "Samordnaren för sig läser varken ett bidrag eller summan, och det gör inte heller den som bryter sig in i den.",
		"ladder.stays.b": "North driver den och är en av två: den drar ifrån vad den själv sänt och har allt som south sänt. Modellen är densamma och berättar detsamma om vem som finns i den.",
		"ladder.gains.c": "Ingen deltagare ensam, och inte samordnaren ensam, härleder vad en part sänt: det är dolt bland de två andras. Samordnaren är ingen deltagare.",
		"ladder.stays.c": "Två deltagare tillsammans härleder den tredjes. Varje deltagare läser summan, där små grupper kan synas. Den färdiga modellen berättar vad den berättar.",
		"ladder.gains.d": "Om en patient berättar alla summor och modellen tillsammans högst vad ε och δ tillåter, vem som än tittar och vad de än vet om andra.",
		"ladder.stays.d": "Vem som tar emot vad är som förut. Vad en part sänt som helhet är suddigt, inte dolt, för två som härleder det. Modellen är mindre träffsäker.",
	}
}
