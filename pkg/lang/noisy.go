package lang

import "golang.org/x/text/feature/plural"

// What a participant's learning says after a sum with noise in it.
func englishNoisy() texts {
	return texts{
		NoisyMoments:      plural.Selectf(1, "%d", plural.One, "standardised on about %[1]d training row of %[2]d sites, as far as the noise lets it be known", plural.Other, "standardised on about %[1]d training rows of %[2]d sites, as far as the noise lets it be known"),
		NoisyStep:         "learning round %[1]d, with noise: largest change of a coefficient %[2]s",
		NoisyWeights:      "learning round %[1]d, with noise: largest change of a weight %[2]s",
		NoisyEvaluated:    plural.Selectf(1, "%d", plural.One, "evaluated on about %[1]d test row of %[2]d sites", plural.Other, "evaluated on about %[1]d test rows of %[2]d sites"),
		NoisyLoss:         "log-loss %[1]s (%[2]s to %[3]s)",
		NoisyAUC:          "AUC %[1]s (%[2]s to %[3]s)",
		NoisyInterval:     "the intervals are 95 %%, for the noise and for the test rows at hand",
		NoisyUnknown:      "%[1]s cannot be told from the noise: too few test rows for the agreed epsilon",
		NoisyUnits:        plural.Selectf(1, "%d", plural.One, "at this site: %[1]d unit, %[2]d shortened to privacy.clip", plural.Other, "at this site: %[1]d units, %[2]d shortened to privacy.clip"),
		NoisyMetrics:      "Quality of the joint model, as far as the noise lets it be told",
		NoisyCoefficients: "Noise is in these numbers. ± is the standard error and in brackets are 95 %% intervals, for the noise; where neither can be told there is no odds ratio.",
		NoisyPredict:      "This model was learnt with noise, which puts its probabilities off; each line says by how much, where that can be told. 'client report' of its run says how good it seems.",
		NoEvaluation:      "This run opened no evaluation, so there are no metrics of the joint model.",
		NoisyLeft:         plural.Selectf(1, "%d", plural.One, "%[1]d row of this site left out, beyond what counts of one patient", plural.Other, "%[1]d rows of this site left out, beyond what counts of one patient"),
		NoisyHead:         "what the noise leaves", NoisyHides: "cannot be told: noise may have made all of it", NoisyTenfold: "cannot be told to within a factor of ten", NoisySign: "raises or lowers: cannot be told",
		NoisyOff: "%[1]s ± %[2]s", NoisyBetween: "%[1]s (%[2]s to %[3]s)", NoisyIntercept: "intercept %[1]s ± %[2]s at the training means",
		NoisyAlone:   "The intervals are not about which rows there were, nor about what clipping and few rounds do: both make what is not known larger.",
		NoisyNote:    "They are penalised (ridge): they test no feature and show no cause.",
		NoisyNetwork: "Noise is in its weights; how far that puts its predictions off cannot be told.",
		NoisyRow:     "learnt with noise: how far off cannot be told", NoisyRange: "for the noise alone %[1]s to %[2]s",
		NoisyScaled: "standardised on the training rows of %[1]d sites; how many these are cannot be told from the noise",
		NoisyTested: "evaluated on the test rows of %[1]d sites; how many these are cannot be told from the noise",
		NoisyRows:   plural.Selectf(1, "%d", plural.One, "on about %[1]d test row of all sites (positive: %[2]s), from counts with noise in few bins", plural.Other, "on about %[1]d test rows of all sites (positive: %[2]s), from counts with noise in few bins"),
		NoisyAbout:  "about %[1]s", NoisyUntold: "cannot be told", NoisyBoth: "log-loss and AUC",
	}
}

func swedishNoisy() texts {
	return texts{
		NoisyMoments:      plural.Selectf(1, "%d", plural.One, "standardiserat på omkring %[1]d träningsrad från %[2]d deltagare, så noga som bruset låter det bli känt", plural.Other, "standardiserat på omkring %[1]d träningsrader från %[2]d deltagare, så noga som bruset låter det bli känt"),
		NoisyStep:         "inlärningsomgång %[1]d, med brus: största ändring av en koefficient %[2]s",
		NoisyWeights:      "inlärningsomgång %[1]d, med brus: största ändring av en vikt %[2]s",
		NoisyEvaluated:    plural.Selectf(1, "%d", plural.One, "utvärderat på omkring %[1]d testrad från %[2]d deltagare", plural.Other, "utvärderat på omkring %[1]d testrader från %[2]d deltagare"),
		NoisyLoss:         "logaritmisk förlust %[1]s (%[2]s till %[3]s)",
		NoisyAUC:          "AUC %[1]s (%[2]s till %[3]s)",
		NoisyInterval:     "intervallen är 95 %%, för bruset och för de testrader som finns",
		NoisyUnknown:      "%[1]s går inte att skilja från bruset: för få testrader för avtalat epsilon",
		NoisyUnits:        plural.Selectf(1, "%d", plural.One, "hos denna deltagare: %[1]d enhet, %[2]d kortad till privacy.clip", plural.Other, "hos denna deltagare: %[1]d enheter, %[2]d kortade till privacy.clip"),
		NoisyMetrics:      "Den gemensamma modellens kvalitet, så långt som bruset låter den bli känd",
		NoisyCoefficients: "Det är brus i dessa tal. ± är medelfelet och inom parentes står 95 %%-intervall, för bruset; där de inte går att säga finns ingen oddskvot.",
		NoisyPredict:      "Denna modell är inlärd med brus, som gör dess sannolikheter fel; varje rad säger hur mycket, där det går att säga. 'client report' för körningen säger hur bra den verkar vara.",
		NoEvaluation:      "Denna körning öppnade ingen utvärdering, så det finns inga mått på den gemensamma modellen.",
		NoisyLeft:         plural.Selectf(1, "%d", plural.One, "%[1]d rad hos denna deltagare utelämnad, utöver vad som räknas av en patient", plural.Other, "%[1]d rader hos denna deltagare utelämnade, utöver vad som räknas av en patient"),
		NoisyHead:         "vad bruset lämnar kvar", NoisyHides: "går inte att säga: bruset kan ha gjort alltihop", NoisyTenfold: "går inte att säga närmare än på en faktor tio", NoisySign: "höjer eller sänker: går inte att säga",
		NoisyOff: "%[1]s ± %[2]s", NoisyBetween: "%[1]s (%[2]s till %[3]s)", NoisyIntercept: "intercept %[1]s ± %[2]s vid träningsradernas medelvärden",
		NoisyAlone:   "Intervallen gäller inte vilka rader som fanns, och inte vad kortning och få omgångar gör: båda gör det okända större.",
		NoisyNote:    "De är krympta (ridge): de prövar ingen variabel och visar ingen orsak.",
		NoisyNetwork: "Det är brus i dess vikter; hur fel det gör dess förutsägelser går inte att säga.",
		NoisyRow:     "inlärd med brus: hur fel går inte att säga", NoisyRange: "för bruset allena %[1]s till %[2]s",
		NoisyScaled: "standardiserat på träningsraderna från %[1]d deltagare; hur många de är går inte att skilja från bruset",
		NoisyTested: "utvärderat på testraderna från %[1]d deltagare; hur många de är går inte att skilja från bruset",
		NoisyRows:   plural.Selectf(1, "%d", plural.One, "på omkring %[1]d testrad från alla deltagare (positiva: %[2]s), ur antal med brus i några få fack", plural.Other, "på omkring %[1]d testrader från alla deltagare (positiva: %[2]s), ur antal med brus i några få fack"),
		NoisyAbout:  "omkring %[1]s", NoisyUntold: "går inte att säga", NoisyBoth: "logaritmisk förlust och AUC",
	}
}
