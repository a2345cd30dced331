package lang

// Rehearsals, and what is said after a run: reports, predictions, disposal.
const (
	RehearsalUnsigned Key = "rehearsal.unsigned" //
	RehearsalRows     Key = "rehearsal.rows"     // number of rows
	RehearsalModel    Key = "rehearsal.model"    //
	AllRounds         Key = "all-rounds"         //
	MetricsAt         Key = "metrics-at"         // address
)
