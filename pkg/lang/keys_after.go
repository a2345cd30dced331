package lang

// Rehearsals, and what is said after a run: reports, predictions, disposal.
const (
	RehearsalUnsigned Key = "rehearsal.unsigned" //
	RehearsalRows     Key = "rehearsal.rows"     // number of rows
	RehearsalModel    Key = "rehearsal.model"    //
	AllRounds         Key = "all-rounds"         //
	MetricsAt         Key = "metrics-at"         // address

	PredictModel   Key = "predict.model"   // model, agreement, outcome
	PredictScored  Key = "predict.scored"  // number of rows
	PredictMissing Key = "predict.missing" // number of rows, columns with counts
	PredictOutside Key = "predict.outside" // number of rows
)
