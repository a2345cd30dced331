package lang

// Words and units.
const (
	And        Key = "and"
	UnitMinute Key = "unit.minute"
	UnitHour   Key = "unit.hour"
	UnitDay    Key = "unit.day"
)

// Prefixes of keys that are completed with a name; see Lang.Named.
const (
	Phase    Key = "phase"    // moments, newton, evaluate
	Form     Key = "form"     // the forms of package ledger
	Sees     Key = "sees"     // the levels of package exposure
	Asset    Key = "asset"    // the assets of package exposure
	Seat     Key = "seat"     // parties of package exposure that no agreement names
	Status   Key = "status"   // the statuses of package finding
	Vantage  Key = "vantage"  // the vantages of package finding
	Trust    Key = "trust"    // names of schemes
	Warned   Key = "warned"   // codes of a plan's warnings: each in one line
	Severity Key = "severity" // debug, info, warn, error: of a log line

	Contents  Key = "contents"  // segments of package plan: what the values are
	Release   Key = "release"   // model, metrics
	Noise     Key = "noise"     // none, discrete-gaussian, skellam
	Class     Key = "class"     // positive, negative: of the outcome
	Looks     Key = "looks"     // of a column, in package profile
	Statement Key = "statement" // codes of package profile

	PerPatient Key = "patients" // other keys: the sentences of those that count patients, and not rows
)

// Who takes part, before anything moves. Arguments in the comments.
const (
	Agreement            Key = "agreement"             // title, short hash
	WholeHash            Key = "whole-hash"            // hash in groups
	Signed               Key = "signed"                // number of parties
	Participants         Key = "participants"          // number, names
	Building             Key = "building"              //
	FullOutput           Key = "full-output"           // files
	Coordinator          Key = "coordinator"           // name, who operates it
	Connected            Key = "connected"             // name
	Listening            Key = "listening"             // address
	Connecting           Key = "connecting"            // address
	NotConnected         Key = "not-connected"         // why, until when it is tried
	Disconnected         Key = "disconnected"          // why, until when it is tried
	ConnectedFirst       Key = "connected.first"       //
	ConnectedAgain       Key = "connected.again"       //
	WarnedInFull         Key = "warned-in-full"        //
	WaitingFor           Key = "waiting-for"           // list of names
	AllThere             Key = "all-there"             // number
	Rehearsal            Key = "rehearsal"             //
	SyntheticData        Key = "synthetic-data"        //
	RowsRead             Key = "rows-read"             // number of rows, file
	RowsDropped          Key = "rows-dropped"          // number of rows
	SplitByPatient       Key = "split.patient"         // one patient in so many
	TemplateParticipants Key = "template.participants" // so many, fewest, most
	SplitByOwnHash       Key = "split.own"             // share
	SplitByRow           Key = "split.row"             // share
	SchemeSentence       Key = "scheme-sentence"       // scheme, trust statement
	Collusion            Key = "collusion"             // number of colluding participants
	TwoParty             Key = "two-party"             // two names
	TwoPartyMeaning      Key = "two-party.newton"      //
	TwoPartyAverages     Key = "two-party.averages"    // the same where models are averaged
	TwoPartyAdvice       Key = "two-party.advice"      //
)

// A run as it goes.
const (
	RoundLine     Key = "round"           // round, name of the phase
	RoundAttempt  Key = "round.attempt"   // round, attempt, name of the phase
	StepsDone     Key = "steps-done"      // so many, of so many
	RoundDone     Key = "round.done"      // number of contributors
	TimeLeft      Key = "time-left"       // duration
	SentReceived  Key = "sent-received"   // size, size
	Clipped       Key = "clipped"         // number of values, of so many, segment
	Finished      Key = "finished"        // number of rounds, duration
	ModelSaved    Key = "model-saved"     // path
	LedgerSaved   Key = "ledger-saved"    // number of events, path
	Refused       Key = "refused"         // by whom, what
	GoesOn        Key = "goes-on"         // in which round
	GoesOnWithout Key = "goes-on-without" // whom, in which round
	TooLate       Key = "too-late"        // who, in which round
	SessionAgain  Key = "session-again"   // who lost what it held
	PeerFailed    Key = "peer-failed"     // who
	NeverCame     Key = "never-came"      // who, duration
	Stopped       Key = "stopped"         // why
	RoundRepeated Key = "round.repeated"  // round, why
	Resumed       Key = "resumed"         // name, round
)

// Results.
const (
	Difference     Key = "difference"     // largest difference of coefficients, as text
	BytesHead      Key = "bytes"          //
	Sent           Key = "bytes.sent"     //
	Received       Key = "bytes.received" //
	Float32        Key = "bytes.float32"  //
	Packed         Key = "bytes.packed"   //
	Ratio          Key = "bytes.ratio"    //
	BytesNote      Key = "bytes.note"     // number of values, number of rounds
	BreakEven      Key = "break-even"     // number of values
	LocalOnly      Key = "local-only"     //
	Joint          Key = "joint"          //
	Pooled         Key = "pooled"         //
	Overall        Key = "overall"        //
	LogLoss        Key = "log-loss"       //
	Undefined      Key = "undefined"      //
	VisibilityHead Key = "visibility"     //
	Together       Key = "together"       // two parties
	SeenAs         Key = "seen-as"        //
	HidingSet      Key = "hiding-set"     // whose update, number of participants in the smallest group
	EventsMatched  Key = "events"         // number of events, number unexplained
	EventsLost     Key = "events-lost"    // number
	Verified       Key = "verified"       // file, number of events, number of checkpoints
	NotVerified    Key = "not-verified"   // file, number of problems
	NotReviewed    Key = "not-reviewed"   //
	NotShown       Key = "not-shown"      //
	MissingCosign  Key = "missing-cosign" // names
	WrittenTo      Key = "written-to"     // path
	Replaced       Key = "replaced"       // directory
	NoConclusion   Key = "no-conclusion"  //
	SourceLine     Key = "source"         // source
	StatedBy       Key = "stated-by"      // by whom
	HintLine       Key = "hint"           // what to do
	ErrorLine      Key = "error-line"     // what happened
	Interrupted    Key = "interrupted"    //
	FileMissing    Key = "file-missing"   // file
	FileForbidden  Key = "file-forbidden" // file
	FileExists     Key = "file-exists"    // file
	FileFolder     Key = "file-folder"    // file
)

// What check says about a plan and a table, before anybody signs.
const (
	CheckParty        Key = "check.party"         // name
	CheckLeaves       Key = "check.leaves"        //
	CheckPhase        Key = "check.phase"         // phase, times, values, bits, form, size, size of the rest
	CheckSegment      Key = "check.segment"       // what, values, bits of each
	CheckTotal        Key = "check.total"         // rounds, values, size
	CheckTo           Key = "check.to"            //
	CheckCoordinator  Key = "check.coordinator"   // name, who operates it
	CheckReleased     Key = "check.released"      // names, what
	CheckLimits       Key = "check.limits"        // rows, duration, noise
	CheckRetention    Key = "check.retention"     // words of the agreement
	CheckStays        Key = "check.stays"         //
	CheckStaysRows    Key = "check.stays-rows"    //
	CheckStaysClear   Key = "check.stays-clear"   //
	CheckSees         Key = "check.sees"          //
	CheckUpdate       Key = "check.update"        //
	CheckUpdateNoised Key = "check.update-noised" //
	CheckHides        Key = "check.hides"         // number of participants
	CheckEach         Key = "check.each"          // number of participants
	CheckWith         Key = "check.with"          // coordinator, participant
	CheckWithOneOf    Key = "check.with-one"      // coordinator, participants
	CheckTable        Key = "check.table"         //
	CheckNoTable      Key = "check.no-table"      //
	CheckUnread       Key = "check.unread"        // file
	CheckRows         Key = "check.rows"          // rows, file, kept, left out
	CheckMissing      Key = "check.missing"       // columns with counts
	CheckLearn        Key = "check.learn"         // rows, positive, share
	CheckEvaluate     Key = "check.evaluate"      // rows, positive, share
	CheckCounted      Key = "check.counted"       // rows to learn from, rows kept
	CheckPatients     Key = "check.patients"      // patients, most rows of one
	CheckUnused       Key = "check.unused"        // names
	CheckMore         Key = "check.more"          // how many
	CheckValues       Key = "check.values"        //
	CheckNumber       Key = "check.number"        // name, smallest, largest, declared smallest, declared largest, different values
	CheckNoneSmall    Key = "check.none-small"    // least count
	CheckSmall        Key = "check.small"         // groups, least count
	CheckCell         Key = "check.cell"          // where, rows; patients
	CheckLeaveOut     Key = "check.leave-out"     // features
	CheckMerge        Key = "check.merge"         // feature, levels
	CheckLeft         Key = "check.left"          // groups
	CheckNotices      Key = "check.notices"       //
	CheckRefusals     Key = "check.refusals"      //
	CheckRefusedOne   Key = "check.refused-one"   // reason
	CheckRefused      Key = "check.refused"       // number of reasons
	CheckHint         Key = "check.hint"          //
	CheckPassed       Key = "check.passed"        //
	CheckNothingLeft  Key = "check.nothing"       //
	CheckOnlyPlan     Key = "check.only-plan"     //
)
