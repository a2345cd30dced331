package lang

import "golang.org/x/text/feature/plural"

// What earlier agreements told of one unit, beside what a new one allows.
func englishSpent() texts {
	return texts{
		EarlierUnbounded:  "agreement %[1]s (%[2]s): without noise, so that no number bounds what it told of a single patient",
		EarlierBudget:     "agreement %[1]s (%[2]s): told of %[3]s at most ε = %[4]s of the agreed %[5]s, at δ = %[6]s",
		EarlierTotal:      "With what the new agreement allows, that is at most ε = %[2]s at δ = %[3]s of %[1]s whose rows are under all of them. It is a plain sum, an upper bound.",
		EarlierOtherUnits: plural.Selectf(1, "%d", plural.One, "%[1]d earlier budget is for another unit and is not added.", plural.Other, "%[1]d earlier budgets are for other units and are not added."),
		EarlierBlurred:    "Some of these sums are over the same participants as this agreement has. That tells none of them from the others, but whoever reads both has the difference, with the noise of both in it: about what has changed in the rows since, or in which of them are held back. What that tells of one unit is bounded by the ε of both.",
		EarlierWasBare:    "The new agreement has noise, and an earlier one over some of the same participants has none. For rows that were in its sums, what noise promises holds for the new sums alone, not for both together: whoever has the earlier sums has exact numbers of them.",
		EarlierIsBare:     "The new agreement has no noise, and an earlier one over some of the same participants has. For rows that are in both, this undoes what its noise promised: the new sums are exact, and no ε bounds what both together tell of one patient.",
	}
}

func swedishSpent() texts {
	return texts{
		EarlierUnbounded:  "överenskommelse %[1]s (%[2]s): utan brus, så att inget tal begränsar vad den sagt om en enskild patient",
		EarlierBudget:     "överenskommelse %[1]s (%[2]s): har om %[3]s sagt högst ε = %[4]s av avtalade %[5]s, vid δ = %[6]s",
		EarlierTotal:      "Tillsammans med det som den nya överenskommelsen tillåter är det högst ε = %[2]s vid δ = %[3]s om %[1]s vars rader omfattas av alla. Det är en ren summa, en övre gräns.",
		EarlierOtherUnits: plural.Selectf(1, "%d", plural.One, "%[1]d tidigare budget gäller en annan enhet och är inte medräknad.", plural.Other, "%[1]d tidigare budgetar gäller andra enheter och är inte medräknade."),
		EarlierBlurred:    "Några av dessa summor är över samma deltagare som denna överenskommelse har. Det skiljer ingen av dem från de övriga, men den som läser båda har skillnaden, med bådas brus i: ungefär det som sedan dess har ändrats i raderna, eller i vilka av dem som undantas. Vad det säger om en enskild enhet begränsas av bådas ε.",
		EarlierWasBare:    "Den nya överenskommelsen har brus, och en tidigare över några av samma deltagare har inget. För rader som ingick i dess summor gäller det som bruset lovar bara de nya summorna, inte båda tillsammans: den som har de tidigare summorna har exakta tal om dem.",
		EarlierIsBare:     "Den nya överenskommelsen har inget brus, och en tidigare över några av samma deltagare har det. För rader som ingår i båda upphäver detta vad dess brus lovade: de nya summorna är exakta, och inget ε begränsar vad båda tillsammans säger om en patient.",
	}
}
