package lang

// What verify and report say of ledgers. Arguments in the comments.
const (
	LedgerUnended       Key = "ledger.unended"         //
	LedgerForeign       Key = "ledger.foreign"         // file, its agreement
	LedgerApart         Key = "ledger.apart"           // file, party
	OneLedgerLimit      Key = "ledger.limit"           //
	SessionOf           Key = "ledger.session"         // parties
	LedgerProblems      Key = "error.ledgers"          // number
	BundleProblems      Key = "error.bundle"           // number
	BesideProblems      Key = "error.beside"           // number
	LedgersAbsent       Key = "error.absent"           // parties
	LedgersAbsentHint   Key = "error.absent-hint"      //
	EventsAbsent        Key = "events.absent"          // parties, events of which they are the other end, events that are contradicted
	VerdictGood         Key = "verdict.good"           //
	VerdictBad          Key = "verdict.bad"            // problems
	VerdictPart         Key = "verdict.part"           // parties, events
	LedgerEvidence      Key = "error.ledgers-hint"     //
	LedgerTwice         Key = "error.twice"            // file, another file, party
	LedgerTwiceHint     Key = "error.twice-hint"       //
	NoneOfAgreement     Key = "error.none-agreed"      // file, its agreement, the agreement named
	NoneOfAgreementHint Key = "error.none-agreed-hint" //

	OutcomeUnended Key = "contradiction.outcome" // rounds that the outcome has, round in which the ledger ends
	EndNoOutcome   Key = "contradiction.end"     //
	RoundsDiffer   Key = "contradiction.rounds"  // rounds that the outcome has, rounds that the ledger has
	ModelDiffers   Key = "contradiction.model"   // file, its digest, the digest in the outcome
	ModelMissing   Key = "contradiction.missing" // file
)

// What report says of the model, what predict warns of, what init tells.
const (
	CoefficientsHead Key = "coefficients"           //
	CoefficientHead  Key = "coefficients.column"    //
	PerSD            Key = "coefficients.sd"        //
	RatioPerSD       Key = "coefficients.sd-ratio"  //
	SDHead           Key = "coefficients.deviation" //
	PerUnit          Key = "coefficients.unit"      //
	RatioPerUnit     Key = "coefficients.ratio"     //
	InterceptLine    Key = "coefficients.intercept" // at the means, as text; at zero, as text
	CoefficientsNote Key = "coefficients.note"      //

	NetworkHead Key = "network"      //
	NetworkLine Key = "network.line" // widths, activation, loss, number of weights, as texts
	NetworkNote Key = "network.note" //

	PredictFar     Key = "predict.far"         // feature, mean, deviation, as texts
	PredictFarRows Key = "predict.far-rows"    // number of rows
	OutExists      Key = "error.out-exists"    // file
	OutHint        Key = "error.out-hint"      //
	InitPrint      Key = "init.fingerprint"    // id, fingerprint
	InitCompare    Key = "init.compare"        //
	InitDir        Key = "error.init-dir"      //
	InitDirHint    Key = "error.init-dir-hint" //
	InitExists     Key = "error.init-exists"   //
	InitName       Key = "init.name"           // in place of a name that is not known
)

// Prefixes of keys that are completed with a code: why something was refused.
const RefusalCode Key = "refusal"
