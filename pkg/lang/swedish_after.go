package lang

import (
	"golang.org/x/text/feature/plural"
)

func swedishAfter() texts {
	return texts{
		RehearsalUnsigned: "En repetition behöver inga underskrifter. För en verklig körning saknas eller är fel:",
		RehearsalRows:     plural.Selectf(1, "%d", plural.One, "%[1]d rad skapad ur schemat.", plural.Other, "%[1]d rader skapade ur schemat."),
		RehearsalModel:    "REPETITION: modellen kommer från skapade rader; det den förutsäger betyder ingenting.",
		AllRounds:         "alla omgångar",
		MetricsAt:         "Mätvärden för Prometheus finns på %[1]s.",

		PredictModel:   "Modell %[1]s från överenskommelse %[2]s, sannolikhet för %[3]s.",
		PredictScored:  plural.Selectf(1, "%d", plural.One, "%[1]d rad beräknad.", plural.Other, "%[1]d rader beräknade."),
		PredictMissing: plural.Selectf(1, "%d", plural.One, "%[1]d rad är INTE beräknad eftersom ett värde saknas (%[2]s).", plural.Other, "%[1]d rader är INTE beräknade eftersom ett värde saknas (%[2]s)."),
		PredictOutside: plural.Selectf(1, "%d", plural.One, "%[1]d rad har ett värde utanför det intervall som modellen tränades på: dess sannolikhet är en extrapolering.", plural.Other, "%[1]d rader har ett värde utanför det intervall som modellen tränades på: deras sannolikheter är extrapoleringar."),
	}
}
