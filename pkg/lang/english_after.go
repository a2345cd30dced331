package lang

import (
	"golang.org/x/text/feature/plural"
)

func englishAfter() texts {
	return texts{
		RehearsalUnsigned: "A rehearsal needs no signatures. For a real run these are missing or wrong:",
		RehearsalRows:     plural.Selectf(1, "%d", plural.One, "%[1]d row generated from the schema.", plural.Other, "%[1]d rows generated from the schema."),
		RehearsalStamp:    "REHEARSAL",
		RehearsalModel:    "REHEARSAL: the model comes from generated rows; its predictions mean nothing.",
		AllRounds:         "all rounds",
		MetricsAt:         "Figures for Prometheus at %[1]s.",

		PredictModel:   "Model %[1]s of agreement %[2]s, probability of %[3]s.",
		PredictScored:  plural.Selectf(1, "%d", plural.One, "%[1]d row scored.", plural.Other, "%[1]d rows scored."),
		PredictMissing: plural.Selectf(1, "%d", plural.One, "%[1]d row NOT scored because a value is missing (%[2]s).", plural.Other, "%[1]d rows NOT scored because a value is missing (%[2]s)."),
		PredictLacks:   "a value is missing",
		PredictBeyond:  "%[1]s is outside %[2]s to %[3]s",
		PredictOutside: plural.Selectf(1, "%d", plural.One, "%[1]d row has a value outside the range that the model was trained on: its probability is an extrapolation.", plural.Other, "%[1]d rows have a value outside the range that the model was trained on: their probabilities are extrapolations."),

		DeclaredPurpose:   "Purpose (declared in the agreement): %[1]s",
		DeclaredBasis:     "Legal basis (declared in the agreement, not assessed here): %[1]s",
		DeclaredRetention: "Retention (declared in the agreement): %[1]s",
		HowFar:            "State: %[1]s. Rounds: %[2]d, attempts: %[3]d.",
		FromTo:            "First event %[1]s, last event %[2]s, by this party's clock.",
		SentHead:          plural.Selectf(2, "%d", plural.One, "What %[1]s sent: %[2]d message, %[3]s", plural.Other, "What %[1]s sent: %[2]d messages, %[3]s"),
		ReceivedHead:      plural.Selectf(2, "%d", plural.One, "What %[1]s received: %[2]d message, %[3]s", plural.Other, "What %[1]s received: %[2]d messages, %[3]s"),
		NothingRefused:    "Nothing was refused.",
		RefusalsHead:      "Refusals (by whom, about whom, round, code, times)",
		InRound:           "round %[1]d",
		MetricsHead:       plural.Selectf(1, "%d", plural.One, "Quality of the joint model on %[1]d test row of all sites (positive: %[2]d)", plural.Other, "Quality of the joint model on %[1]d test rows of all sites (positive: %[2]d)"),
		AUCLine:           "AUC %[1]s (between %[2]s and %[3]s, from a histogram of 32 bins)",
		LossLine:          "mean log-loss %[1]s",
		NoMetrics:         "There is no finished model, so no metrics.",
		ModelLine:         "Model %[1]s in %[2]s",
		LedgerStands:      plural.Selectf(2, "%d", plural.One, "The ledger %[1]s is whole and signed (%[2]d event).", plural.Other, "The ledger %[1]s is whole and signed (%[2]d events)."),
		Disposed:          "What only the run needed was deleted, and the ledger says so.",
		NotDisposed:       "What only the run needed has NOT been recorded as deleted: use close when no program runs here any more.",
		OneLedger:         "This comes from one party's ledger. Whether the others' say the same, verify shows with all of them.",
		OtherProgram:      "What other programs, people and backups on the same machine did is in no ledger.",
		ModelTells:        "What the finished model itself tells about rows was not measured.",
		NoRuns:            "There is no run in %[1]s.",
		LastEvent:         "Last event: %[1]s",
		CloseDeleted:      "Deleted: %[1]s",
		CloseNothing:      "Nothing was left to delete in %[1]s.",
		CloseRemains:      "What remains, and why:",
		CloseTorn:         "The ledger ended within a line, as a crash leaves it; that line was removed, and the ledger says so.",
		CloseDisk:         "Deleting frees the blocks of a file and does not overwrite them, and backups keep what they have: use an encrypted disk, and leave round/ and session.json out of backups.",

		"category.update": "contribution", "category.sum": "sum", "category.group-key": "group key", "category.key-shares": "key shares",
		"category.key-share-sum": "sums of key shares", "category.public-keys": "public keys", "category.digests": "digests and signatures",
		"category.control": "control", "category.unknown": "unknown",
		"run-state.waiting": "no round has begun", "run-state.open": "begun, neither done nor stopped (it runs, or its program was cut off)",
		"run-state.done": "done", "run-state.stopped": "stopped early",
		"remains.ledger.jsonl":   "the record of every flow; the parties check each other's with it",
		"remains.sets.jsonl":     "which sums this party let be opened; while it is there, no second session can be held against the first",
		"remains.run.json":       "whose run this is",
		"remains.agreement.yaml": "what was agreed",
		"remains.model.json":     "the joint model; the agreement says for how long",
		"remains.outcome.json":   "rounds, metrics and clipped values; delete it with the model",
	}
}
