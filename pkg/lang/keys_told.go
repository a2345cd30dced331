package lang

// What package evidence says of what parties measured. Arguments in the
// comments; numbers are texts unless the comment says number.
const (
	EvTested             Key = "ev.tested"              // who, what it found
	EvAUCRounds          Key = "ev.auc-rounds"          // as EvAUC
	EvSubtracted         Key = "ev.subtracted"          // who, from whom, values, facts
	EvSubtractionChecked Key = "ev.subtraction-checked" // who, from whom, values, values that differ
	EvSubtractionError   Key = "ev.subtraction-error"   // facts, about whom, relative error
	EvSubtractionNoised  Key = "ev.subtraction-noised"  // facts, about whom, share
	EvGiven              Key = "ev.given"               // who, values, facts, relative error, small counts, minimum as a number
	EvAttribute          Key = "ev.attribute"           // feature, who, shares inside, outside, of the most frequent value, advantage in points, low, high
	EvRebuilt            Key = "ev.rebuilt"             // list
	EvRebuiltAt          Key = "ev.rebuilt-at"          // rows, share
	EvMerged             Key = "ev.merged"              // number
	EvTableCells         Key = "ev.table-cells"         // minimum, small groups, small pairs, as numbers
	EvTableKept          Key = "ev.table-kept"          //
	EvNoTableOf          Key = "ev.no-table-of"         // participant
	EvCells              Key = "ev.cells"               // participant; groups seen, minimum, small ones of all, of the others, as numbers
	EvNoCells            Key = "ev.no-cells"            //
	EvCellsNoised        Key = "ev.cells-noised"        //
	EvAccountsExact      Key = "ev.accounts-exact"      //
	EvUntested           Key = "ev.untested"            // participant
	EvMethod             Key = "ev.method"              // participant, seed, shadows as a number
	EvJointBetter        Key = "ev.joint-better"        // site, difference, low, high
	EvAloneBetter        Key = "ev.alone-better"        // the same
	EvNeitherBetter      Key = "ev.neither-better"      // the same
	EvGroups             Key = "ev.groups"              // site, groups, hidden groups, as numbers
	EvGroupLowest        Key = "ev.group-lowest"        // site, group, rows as a number, AUC, low, high
	EvGroupHighest       Key = "ev.group-highest"       // the same
	EvGroupOver          Key = "ev.group-over"          // site, group, rows as a number, points, low, high
	EvGroupUnder         Key = "ev.group-under"         // the same
	EvGroupValue         Key = "ev.group-value"         // feature, value
	EvAlike              Key = "ev.alike"               // kinds of messages, bytes, as numbers
	EvReplay             Key = "ev.replay"              // kinds of messages, those that differ, as numbers; size; rounds of the run, of the rehearsal
	EvReplayOff          Key = "ev.replay-off"          // list
	EvReplayEmpty        Key = "ev.replay-empty"        //
	EvGroupRange         Key = "ev.group-range"         // feature, from, to
)

// What client audit says of the sums, of values that were guessed and of what the
// model is worth. Numbers are texts unless the comment says number.
const (
	AuditSums        Key = "audit.sums"         // minimum, as a number
	AuditSumsHave    Key = "audit.sums-have"    // groups seen, small ones of all, of the others, as numbers
	AuditSmallAll    Key = "audit.small-all"    //
	AuditSmallOthers Key = "audit.small-others" //
	AuditSubtracted  Key = "audit.subtracted"   // values, facts, from whom
	AuditAttributes  Key = "audit.attributes"   //
	AuditAttribute   Key = "audit.attribute"    //
	AuditInside      Key = "audit.inside"       //
	AuditOutside     Key = "audit.outside"      //
	AuditFrequent    Key = "audit.frequent"     //
	AuditAdvantage   Key = "audit.advantage"    //
	AuditAdvantageIs Key = "audit.advantage-is" //
	AuditWorth       Key = "audit.worth"        // test rows, as a number
	AuditAlone       Key = "audit.alone"        //
	AuditJoint       Key = "audit.joint"        //
	AuditGroup       Key = "audit.group"        //
	AuditRows        Key = "audit.rows"         //
	AuditExcess      Key = "audit.excess"       //
	AuditExcessIs    Key = "audit.excess-is"    //
	AuditHidden      Key = "audit.hidden"       // number
	AuditScoreBin    Key = "audit.score-bin"    // number of the bin
)

// ReplayHead is above the comparison with a rehearsal.
const ReplayHead Key = "replay.head"

// What the examples say of leakage tests.
const (
	ExampleTests     Key = "example.tests"     //
	ExampleUntested  Key = "example.untested"  //
	ExampleRehearses Key = "example.rehearses" //
)
