package lang

// How check judges the agreed noise by the table and by how many take part.
func englishJudged() texts {
	return texts{
		"statement.noise-weighs":     "The noise in the sum of counts has a standard deviation of about %[1]s rows; this site brings %[2]d units to learn from to that sum.",
		"statement.noise-drowns":     "Against what sites of this size bring the noise is so large that next to nothing can be learnt, with %[1]d units here and about as many at each other site. A model comes out all the same, and is mostly noise. More units, a higher epsilon, a lower clip or fewer rounds make it less.",
		"statement.large-delta":      "The agreed δ times the %[2]d units of this site is %[1]s, and should be far below 1 (this is said from %[3]s on): a program that published each unit whole with probability δ would keep the promise.",
		"statement.large-epsilon":    "At ε = %[1]s the promise excludes next to nothing: whoever knows everything else may find up to %[2]s of those who took part, while %[3]s of the others are taken for them.",
		"statement.few-participants": "Noise for whole participants is to hide each of %[1]d: the noise in the sum of updates is about %[2]s times as long as one participant's update may be, and so longer than all together. Next to nothing can be learnt; this unit is for many participants.",
	}
}

func swedishJudged() texts {
	return texts{
		"statement.noise-weighs":     "Bruset i summan av antal har standardavvikelsen omkring %[1]s rader; denna deltagare bidrar med %[2]d enheter att lära av till den summan.",
		"statement.noise-drowns":     "Mot det som deltagare av denna storlek bidrar med är bruset så stort att nästan ingenting går att lära, med %[1]d enheter här och ungefär lika många hos var och en av de andra. En modell kommer ut ändå, och är mest brus. Fler enheter, ett högre epsilon, ett lägre clip eller färre omgångar gör det mindre.",
		"statement.large-delta":      "Avtalat δ gånger de %[2]d enheterna hos denna deltagare är %[1]s, och bör vara långt under 1 (detta sägs från %[3]s): ett program som offentliggjorde varje enhet i sin helhet med sannolikheten δ skulle hålla löftet.",
		"statement.large-epsilon":    "Vid ε = %[1]s utesluter löftet nästan ingenting: den som vet allt annat kan hitta upp till %[2]s av dem som var med, medan %[3]s av de andra tas för dem.",
		"statement.few-participants": "Brus för hela deltagare ska dölja var och en av %[1]d: bruset i summan av uppdateringar är omkring %[2]s gånger så långt som en deltagares uppdatering får vara, och därmed längre än alla tillsammans. Nästan ingenting går att lära; denna enhet är till för många deltagare.",
	}
}
