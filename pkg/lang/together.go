package lang

import "golang.org/x/text/feature/plural"

// Who opens a sum, and what sums show together.
func englishTogether() texts {
	return texts{
		CommitteeAll:   "Each of the %[1]d participants holds a key share of every sum.",
		CommitteeNamed: "%[1]d of the %[2]d participants hold key shares of every sum: %[3]s.",
		CommitteeOpens: "%[1]d of them together open it; %[2]d must first agree on whose contributions are in it.",
		CommitteeSilent: plural.Selectf(1, "%d",
			"=0", "Once its contributions are in, all of them are needed until it is opened.", plural.Other, "Once its contributions are in, %[1]d of them may fall silent and it is opened nevertheless."),
		CommitteeLeast: plural.Selectf(1, "%d",
			"=0", "Every sum has the contributions of all %[2]d participants; each of them then reads it.",
			plural.One, "A sum has at least %[2]d contributions: the first can be made without %[1]d of the participants. All of them then read it.",
			plural.Other, "A sum has at least %[2]d contributions: the first can be made without %[1]d of the participants. All of them then read it."),
		CommitteeNoBound:    "How many participants may work with the coordinator is not claimed, because the agreement acknowledges %[1]s.",
		CommitteeNoised:     "How many participants may work with the coordinator is not claimed, because the noise is for whole participants: it bounds what a sum, or the difference of two, tells of each.",
		LeavingNoised:       "Participants may be missing from one sum and be in the next, one by one: the difference of two sums shows what a few contributed, with their noise in it.",
		LeavingNobody:       "Whoever contributed to the first sum is needed in every later one: if one of them is away for longer than a step may take, the run rests: all programs end, and go on from there when all are started again. This is because the difference of two sums would show what it contributed.",
		LeavingCould:        "The agreement could name groups of at least %[1]d participants that leave and return whole (aggregation: groups).",
		LeavingGroups:       "These groups leave a run and return to it only whole, so that the difference of two sums shows nobody alone: %[1]s.",
		LeavingAcknowledged: "Participants may be missing from one sum and be in the next, one by one. Where two sums differ by a few participants, whoever reads both can work out what these few contributed together: exactly, where the others contribute the same to both.",
		LeavingElsewhere:    "Every sum of this run is over all participants, but sums under other agreements may be over others. Where two sums differ by a few participants, whoever reads both can work out what these few contributed together: exactly, where the others contribute the same to both.",

		EarlierHead:   "SUMS UNDER EARLIER AGREEMENTS",
		EarlierNone:   "This party's directory knows of no sum under another agreement that any of these participants was in.",
		EarlierOnce:   "%[1]s, agreement %[2]s (%[3]s), round %[4]d: sum over %[5]s",
		EarlierRounds: "%[1]s, agreement %[2]s (%[3]s), rounds %[4]d to %[5]d: sums over %[6]s",
		EarlierNoDate: "date unknown",
		EarlierSame:   "Some of these sums are over the same participants as this agreement has. That tells none of them from the others, but whoever reads both has the difference: what has changed in the rows since, or in which of them are held back. If only one participant's rows have changed, it is that one's change, down to a single patient.",
		EarlierOne:    "%[1]s would stand alone: nobody else was and would be in the same sums.",
		EarlierSmall:  "%[1]s would stand apart: they alone were and would be in the same sums, %[2]d participants, and this agreement asks for at least %[3]d.",
		EarlierEach:   "each of %[1]s",
		EarlierDifference: "What %[2]s contributed could be worked out by %[1]s, from the difference of two sums: that of round %[3]d under agreement %[4]s (%[5]s), " +
			"and the first under this agreement.",
		EarlierAlone:     "What %[2]s contributed could be worked out by %[1]s, from one sum of two contributors: that of round %[3]d under agreement %[4]s (%[5]s).",
		EarlierPlanned:   "What %[2]s contributed could be worked out by %[1]s, from one sum of two contributors: the first under this agreement.",
		EarlierPooled:    "No participant alone could work it out from two of these sums; several who put together what they have could.",
		EarlierExact:     "A difference is exact where the others contribute the same to both sums, as they do to counts and means if their rows are the same and the same rows are held back. Otherwise it is off by what has changed at the others.",
		EarlierMissing:   plural.Selectf(1, "%d", plural.One, "The first sum under this agreement can be made without %[1]d of the participants. With the sums above, that one could be told from the others.", plural.Other, "The first sum under this agreement can be made without up to %[1]d of the participants. With the sums above, those could be told from the others."),
		EarlierAccepted:  "The agreement acknowledges this: %[1]s.",
		EarlierLimit:     "Only what lies in this party's directory is known here. Sums of another directory, or under another key, are not.",
		EarlierRefused:   "The agreement is refused: with earlier sums it would show what few participants contributed: %[1]s",
		EarlierHint:      "agree with the same participants as before, or see to it that those who join, those who leave and those who stay are each at least %[1]d or none; or write acknowledge: [%[2]s] if all parties accept what can then be worked out",
		EarlierLoose:     "The agreement is refused: the first sum can be made without %[1]d of the participants, and with earlier sums that would show what few of them contributed",
		EarlierLooseHint: "write min_contributors: %[1]d under aggregation, so that every sum is over all participants; or write acknowledge: [%[2]s] if all parties accept what can then be worked out",
	}
}

func swedishTogether() texts {
	return texts{
		CommitteeAll:   "Var och en av de %[1]d deltagarna har en nyckelandel för varje summa.",
		CommitteeNamed: "%[1]d av de %[2]d deltagarna har nyckelandelar för varje summa: %[3]s.",
		CommitteeOpens: "%[1]d av dem öppnar den tillsammans; %[2]d måste först vara överens om vilkas bidrag som ingår.",
		CommitteeSilent: plural.Selectf(1, "%d",
			"=0", "När bidragen väl är inne behövs alla dessa tills den är öppnad.", plural.Other, "När bidragen väl är inne får %[1]d av dem tystna, och den öppnas ändå."),
		CommitteeLeast: plural.Selectf(1, "%d",
			"=0", "Varje summa har bidrag från alla %[2]d deltagare; var och en av dem läser den sedan.",
			plural.One, "En summa har minst %[2]d bidrag: den första kan göras utan %[1]d av deltagarna. Alla läser den sedan.",
			plural.Other, "En summa har minst %[2]d bidrag: den första kan göras utan %[1]d av deltagarna. Alla läser den sedan."),
		CommitteeNoBound:    "Hur många deltagare som får samarbeta med samordnaren utlovas inte, eftersom överenskommelsen godtar %[1]s.",
		CommitteeNoised:     "Hur många deltagare som får samarbeta med samordnaren utlovas inte, eftersom bruset gäller hela deltagare: det begränsar vad en summa, eller skillnaden mellan två, säger om var och en.",
		LeavingNoised:       "Deltagare kan saknas i en summa och ingå i nästa, en och en: skillnaden mellan två summor visar vad några få bidragit med, med deras brus i.",
		LeavingNobody:       "Den som bidrog till den första summan behövs i varje senare: är en av dem borta längre än ett steg får ta vilar körningen: alla program slutar, och fortsätter därifrån när alla startas igen. Skälet är att skillnaden mellan två summor skulle visa vad den bidragit med.",
		LeavingCould:        "Överenskommelsen kan ange grupper om minst %[1]d deltagare som lämnar och kommer tillbaka i sin helhet (aggregation: groups).",
		LeavingGroups:       "Dessa grupper lämnar en körning och kommer tillbaka till den bara i sin helhet, så att skillnaden mellan två summor inte visar någon ensam: %[1]s.",
		LeavingAcknowledged: "Deltagare kan saknas i en summa och ingå i nästa, en och en. Där två summor skiljer sig åt med några få deltagare kan den som läser båda räkna ut vad dessa få tillsammans bidragit med: exakt, där de övriga bidrar med detsamma till båda.",
		LeavingElsewhere:    "Varje summa i denna körning är över alla deltagare, men summor under andra överenskommelser kan vara över andra. Där två summor skiljer sig åt med några få deltagare kan den som läser båda räkna ut vad dessa få tillsammans bidragit med: exakt, där de övriga bidrar med detsamma till båda.",

		EarlierHead:   "SUMMOR UNDER TIDIGARE ÖVERENSKOMMELSER",
		EarlierNone:   "Denna parts katalog känner inte till någon summa under en annan överenskommelse som någon av dessa deltagare ingick i.",
		EarlierOnce:   "%[1]s, överenskommelse %[2]s (%[3]s), omgång %[4]d: summa över %[5]s",
		EarlierRounds: "%[1]s, överenskommelse %[2]s (%[3]s), omgång %[4]d till %[5]d: summor över %[6]s",
		EarlierNoDate: "okänt datum",
		EarlierSame:   "Några av dessa summor är över samma deltagare som denna överenskommelse har. Det skiljer ingen av dem från de övriga, men den som läser båda har skillnaden: det som sedan dess har ändrats i raderna, eller i vilka av dem som undantas. Har bara en deltagares rader ändrats är det dennas ändring, ända ned till en enda patient.",
		EarlierOne:    "%[1]s skulle stå ensam: ingen annan har ingått och skulle ingå i samma summor.",
		EarlierSmall:  "%[1]s skulle stå för sig: bara de har ingått och skulle ingå i samma summor, %[2]d deltagare, och denna överenskommelse kräver minst %[3]d.",
		EarlierEach:   "var och en av %[1]s",
		EarlierDifference: "Vad %[2]s bidragit med skulle kunna räknas ut av %[1]s, ur skillnaden mellan två summor: den i omgång %[3]d under överenskommelse %[4]s (%[5]s), " +
			"och den första under denna överenskommelse.",
		EarlierAlone:     "Vad %[2]s bidragit med skulle kunna räknas ut av %[1]s, ur en enda summa av två bidrag: den i omgång %[3]d under överenskommelse %[4]s (%[5]s).",
		EarlierPlanned:   "Vad %[2]s bidragit med skulle kunna räknas ut av %[1]s, ur en enda summa av två bidrag: den första under denna överenskommelse.",
		EarlierPooled:    "Ingen deltagare skulle ensam kunna räkna ut det ur två av dessa summor; flera som lägger ihop vad de har skulle kunna det.",
		EarlierExact:     "En skillnad är exakt där de övriga bidrar med detsamma till båda summorna, som de gör till antal och medelvärden om deras rader är desamma och samma rader undantas. Annars är den fel med det som har ändrats hos de övriga.",
		EarlierMissing:   plural.Selectf(1, "%d", plural.One, "Den första summan under denna överenskommelse kan göras utan %[1]d av deltagarna. Med summorna ovan skulle den deltagaren kunna skiljas från de övriga.", plural.Other, "Den första summan under denna överenskommelse kan göras utan upp till %[1]d av deltagarna. Med summorna ovan skulle de kunna skiljas från de övriga."),
		EarlierAccepted:  "Överenskommelsen godtar detta: %[1]s.",
		EarlierLimit:     "Här är bara det känt som ligger i denna parts katalog. Summor i en annan katalog, eller under en annan nyckel, är det inte.",
		EarlierRefused:   "Överenskommelsen avvisas: tillsammans med tidigare summor skulle den visa vad några få deltagare bidragit med: %[1]s",
		EarlierHint:      "kom överens mellan samma deltagare som förut, eller se till att de som tillkommer, de som lämnar och de som är kvar var för sig är minst %[1]d eller inga; eller skriv acknowledge: [%[2]s] om alla parter godtar det som då kan räknas ut",
		EarlierLoose:     "Överenskommelsen avvisas: den första summan kan göras utan %[1]d av deltagarna, och tillsammans med tidigare summor skulle det visa vad några få av dem bidragit med",
		EarlierLooseHint: "skriv min_contributors: %[1]d under aggregation, så att varje summa är över alla deltagare; eller skriv acknowledge: [%[2]s] om alla parter godtar det som då kan räknas ut",
	}
}
