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

		PredictModel:   "Model %[1]s of agreement %[2]s, probability of %[3]s.",
		PredictScored:  plural.Selectf(1, "%d", plural.One, "%[1]d row scored.", plural.Other, "%[1]d rows scored."),
		PredictMissing: plural.Selectf(1, "%d", plural.One, "%[1]d row NOT scored because a value is missing (%[2]s).", plural.Other, "%[1]d rows NOT scored because a value is missing (%[2]s)."),
		PredictOutside: plural.Selectf(1, "%d", plural.One, "%[1]d row has a value outside the range that the model was trained on: its probability is an extrapolation.", plural.Other, "%[1]d rows have a value outside the range that the model was trained on: their probabilities are extrapolations."),
	}
}
