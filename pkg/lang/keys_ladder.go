package lang

// What examples/ladder says. Arguments in the comments.
const (
	LadderHead      Key = "ladder"            //
	LadderRunning   Key = "ladder.running"    // step, what it is
	LadderMatrix    Key = "ladder.matrix"     //
	LadderNoise     Key = "ladder.noise"      //
	LadderFigures   Key = "ladder.figures"    //
	LadderDerived   Key = "ladder.derived"    // by whom, of whom
	LadderExact     Key = "ladder.exact"      // values that are exact, values
	LadderMembers   Key = "ladder.members"    // whose rows
	LadderQuality   Key = "ladder.quality"    //
	LadderSent      Key = "ladder.sent"       // by whom
	LadderBound     Key = "ladder.bound"      //
	LadderEverybody Key = "ladder.everybody"  // who sees the same as all others
	LadderEach      Key = "ladder.each"       //
	LadderWithOne   Key = "ladder.with-one"   // the coordinator
	LadderSites     Key = "ladder.sites"      // number of participants
	LadderTakes     Key = "ladder.takes"      //
	LadderPooled    Key = "ladder.pooled"     //
	LadderOpened    Key = "ladder.opened"     //
	LadderCompare   Key = "ladder.compare"    //
	LadderCells     Key = "ladder.cells"      // whose cells have changed, and which
	LadderNext      Key = "ladder.next"       // step
	LadderChanges   Key = "ladder.changes-in" //
	LadderUnchanged Key = "ladder.unchanged"  //
)

// Prefixes of keys that are completed with a step, a to d.
const (
	LadderStep  Key = "ladder.step"  // what it is
	LadderGains Key = "ladder.gains" // what it changes
	LadderStays Key = "ladder.stays" // what it does not
)
