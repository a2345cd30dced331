package lang

import "golang.org/x/text/feature/plural"

// What a participant's learning says after a sum, and the texts of evidence.go.
func englishLearning() texts {
	return together(together(englishEvidence(), together(englishNoisy(), together(englishJudged(), englishSpent()))), texts{
		LearnMoments:   plural.Selectf(1, "%d", plural.One, "standardised on %[1]d training row of %[2]d sites", plural.Other, "standardised on %[1]d training rows of %[2]d sites"),
		LearnStep:      "learning round %[1]d: loss %[2]s a row, largest change of a coefficient %[3]s",
		LearnWeights:   "learning round %[1]d: loss %[2]s a row, largest change of a weight %[3]s",
		LearnKept:      "kept are the weights after learning round %[1]d, with the lowest loss on the rows held back",
		LearnBegan:     "kept are the weights that learning began with: no round had a lower loss on the rows held back",
		LearnHeld:      "on the rows held back %[1]s",
		LearnEvaluated: plural.Selectf(1, "%d", plural.One, "evaluated on %[1]d test row of %[2]d sites: log-loss %[3]s", plural.Other, "evaluated on %[1]d test rows of %[2]d sites: log-loss %[3]s"),
		LearnAUC:       "AUC %[1]s (between %[2]s and %[3]s: binning error only; not a confidence interval)",
		LearnNoAUC:     "AUC undefined (one outcome only)",
		LearnWarning:   "warning: %[1]s",

		"learn.event.halved":    "the loss rose, the step is halved",
		"learn.event.converged": "converged",
		"learn.event.last":      "the last agreed round",
		"learn.event.stopped":   "the loss on the rows held back fell no further",
	})
}

func swedishLearning() texts {
	return together(together(swedishEvidence(), together(swedishNoisy(), together(swedishJudged(), swedishSpent()))), texts{
		LearnMoments:   plural.Selectf(1, "%d", plural.One, "standardiserat på %[1]d träningsrad från %[2]d deltagare", plural.Other, "standardiserat på %[1]d träningsrader från %[2]d deltagare"),
		LearnStep:      "inlärningsomgång %[1]d: förlust %[2]s per rad, största ändring av en koefficient %[3]s",
		LearnWeights:   "inlärningsomgång %[1]d: förlust %[2]s per rad, största ändring av en vikt %[3]s",
		LearnKept:      "vikterna efter inlärningsomgång %[1]d behålls, med den lägsta förlusten på de undanhållna raderna",
		LearnBegan:     "vikterna från inlärningens början behålls: ingen omgång hade lägre förlust på de undanhållna raderna",
		LearnHeld:      "på de undanhållna raderna %[1]s",
		LearnEvaluated: plural.Selectf(1, "%d", plural.One, "utvärderat på %[1]d testrad från %[2]d deltagare: logaritmisk förlust %[3]s", plural.Other, "utvärderat på %[1]d testrader från %[2]d deltagare: logaritmisk förlust %[3]s"),
		LearnAUC:       "AUC %[1]s (mellan %[2]s och %[3]s: bara felet av indelningen i fack; inget konfidensintervall)",
		LearnNoAUC:     "AUC odefinierad (bara ett utfall)",
		LearnWarning:   "varning: %[1]s",

		"learn.event.halved":    "förlusten ökade, steget halveras",
		"learn.event.converged": "konvergerat",
		"learn.event.last":      "sista avtalade omgången",
		"learn.event.stopped":   "förlusten på de undanhållna raderna minskade inte mer",
	})
}
