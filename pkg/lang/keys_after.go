package lang

// Rehearsals, and what is said after a run: reports, predictions, disposal.
const (
	RehearsalUnsigned Key = "rehearsal.unsigned" //
	RehearsalRows     Key = "rehearsal.rows"     // number of rows
	RehearsalStamp    Key = "rehearsal.stamp"    //
	RehearsalModel    Key = "rehearsal.model"    //
	AllRounds         Key = "all-rounds"         //
	MetricsAt         Key = "metrics-at"         // address

	PredictModel   Key = "predict.model"   // model, agreement, outcome
	PredictScored  Key = "predict.scored"  // number of rows
	PredictMissing Key = "predict.missing" // number of rows, columns with counts
	PredictLacks   Key = "predict.lacks"   //
	PredictBeyond  Key = "predict.beyond"  // feature, least and greatest value
	PredictOutside Key = "predict.outside" // number of rows

	DeclaredPurpose   Key = "declared.purpose"   // text
	DeclaredBasis     Key = "declared.basis"     // text
	DeclaredRetention Key = "declared.retention" // text
	HowFar            Key = "how-far"            // state, number of rounds, number of attempts
	FromTo            Key = "from-to"            // two times
	SentHead          Key = "sent-head"          // party, number of messages, size
	ReceivedHead      Key = "received-head"      // party, number of messages, size
	NothingRefused    Key = "refusals.none"      //
	RefusalsHead      Key = "refusals"           //
	InRound           Key = "in-round"           // round
	MetricsHead       Key = "metrics"            // number of test rows, number of positive ones
	AUCLine           Key = "metrics.auc"        // AUC, lowest, highest
	LossLine          Key = "metrics.loss"       // log-loss
	NoMetrics         Key = "metrics.none"       //
	ModelLine         Key = "model"              // short digest, file
	LedgerStands      Key = "ledger.stands"      // file, number of events
	Disposed          Key = "disposed"           //
	NotDisposed       Key = "disposed.not"       //
	OneLedger         Key = "not-shown.ledger"   //
	OtherProgram      Key = "not-shown.program"  //
	ModelTells        Key = "not-shown.model"    //
	ModelTested       Key = "not-shown.tested"   // who tested
	NoRuns            Key = "no-runs"            // directory
	LastEvent         Key = "last-event"         // line
	CloseDeleted      Key = "close.deleted"      // what
	CloseNothing      Key = "close.nothing"      // directory
	CloseRemains      Key = "close.remains"      //
	CloseTorn         Key = "close.torn"         //
	CloseDisk         Key = "close.disk"         //

	HelpFlagsWord Key = "help.flags"   //
	HelpDefault   Key = "help.default" // value

	DataOrRehearse     Key = "error.data-or-rehearse"     //
	ModelHint          Key = "error.model-hint"           //
	ModelWithoutSchema Key = "error.model-schema"         // file
	ModelAgreement     Key = "error.model-agreement"      // file, its agreement, another file, its hash
	ModelAgreementHint Key = "error.model-agreement-hint" //
	RunHint            Key = "error.run-hint"             //
	CloseNoRun         Key = "error.close-no-run"         // directory, agreement, mode
	CloseNoRunHint     Key = "error.close-no-run-hint"    //
	CloseOther         Key = "error.close-other"          // directory, party, agreement, mode
	CloseFaulty        Key = "error.close-faulty"         //
)

// Prefixes of keys that are completed with a name: categories of the ledger,
// states of package report, files that close leaves.
const (
	Category   Key = "category"
	HelpKind   Key = "help.kind"   // of the value of a flag
	LearnEvent Key = "learn.event" // halved, converged, last, stopped
	RunState   Key = "run-state"
	Remains    Key = "remains"
)

// What a participant's learning says after a sum. Arguments in the comments.
const (
	LearnMoments   Key = "learn.moments"   // training rows, sites
	LearnStep      Key = "learn.step"      // learning round, loss a row as text, largest change as text
	LearnWeights   Key = "learn.weights"   // the same, of a network
	LearnKept      Key = "learn.kept"      // learning round
	LearnBegan     Key = "learn.began"     //
	NoisyWeights   Key = "noisy.weights"   // learning round, largest change as text
	LearnHeld      Key = "learn.held"      // loss as text
	LearnEvaluated Key = "learn.evaluated" // test rows, sites, log-loss as text
	LearnAUC       Key = "learn.auc"       // AUC, lowest, highest, as texts
	LearnNoAUC     Key = "learn.no-auc"    //
	LearnWarning   Key = "learn.warning"   // what and what to do

	NoisyMoments      Key = "noisy.moments"        // training rows, sites
	NoisyStep         Key = "noisy.step"           // learning round, largest change as text
	NoisyEvaluated    Key = "noisy.evaluated"      // test rows, sites
	NoisyLoss         Key = "noisy.loss"           // log-loss, lowest, highest, as texts
	NoisyAUC          Key = "noisy.auc"            // AUC, lowest, highest, as texts
	NoisyInterval     Key = "noisy.interval"       //
	NoisyUnknown      Key = "noisy.unknown"        // what is not known
	NoisyUnits        Key = "noisy.units"          // units of this site, clipped ones
	NoisyMetrics      Key = "noisy.metrics"        //
	NoisyCoefficients Key = "noisy.coefficients"   //
	NoisyPredict      Key = "noisy.predict"        //
	NoEvaluation      Key = "report.no-evaluation" //
	NoisyLeft         Key = "noisy.left"           // rows of this site
	NoisyHead         Key = "noisy.head"           //
	NoisyHides        Key = "noisy.hides"          //
	NoisyTenfold      Key = "noisy.tenfold"        //
	NoisySign         Key = "noisy.sign"           //
	NoisyOff          Key = "noisy.off"            // coefficient, standard error, as texts
	NoisyBetween      Key = "noisy.between"        // ratio, lowest, highest, as texts
	NoisyIntercept    Key = "noisy.intercept"      // intercept, standard error, as texts
	NoisyAlone        Key = "noisy.alone"          //
	NoisyNote         Key = "noisy.note"           //
	NoisyNetwork      Key = "noisy.network"        //
	NoisyRow          Key = "noisy.row"            //
	NoisyRange        Key = "noisy.range"          // lowest, highest probability, as texts
	NoisyScaled       Key = "noisy.scaled"         // sites
	NoisyTested       Key = "noisy.tested"         // sites
	NoisyRows         Key = "noisy.rows"           // test rows, positive ones as text
	NoisyAbout        Key = "noisy.about"          // number as text
	NoisyUntold       Key = "noisy.untold"         //
	NoisyBoth         Key = "noisy.both"           //
)
