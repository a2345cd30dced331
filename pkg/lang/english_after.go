package lang

import (
	"golang.org/x/text/feature/plural"
)

func englishAfter() texts {
	return texts{
		RehearsalUnsigned: "A rehearsal needs no signatures. For a real run these are missing or wrong:",
		RehearsalRows:     plural.Selectf(1, "%d", plural.One, "%[1]d row generated from the schema.", plural.Other, "%[1]d rows generated from the schema."),
		RehearsalModel:    "REHEARSAL: the model comes from generated rows; its predictions mean nothing.",
		AllRounds:         "all rounds",
		MetricsAt:         "Figures for Prometheus at %[1]s.",
	}
}
