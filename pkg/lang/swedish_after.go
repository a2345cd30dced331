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
	}
}
