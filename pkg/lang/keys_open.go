package lang

// What open says. Arguments in the comments.
const (
	OpenWhat    Key = "error.open-what" //
	OpenAgrees  Key = "open.agrees"     // line, round, attempt, bytes, digest as text
	OpenDiffers Key = "open.differs"    // line, round, attempt, bytes, digest as text
	OpenLimit   Key = "open.limit"      //
	OpenBad     Key = "error.open"      //

	OpenReceived    Key = "open.received"     // behind one of the lines above
	OpenNotReceived Key = "open.not-received" // behind one of the lines above
	OpenOwnWord     Key = "open.own-word"     //
)
