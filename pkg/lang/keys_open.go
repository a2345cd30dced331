package lang

// What open says. Arguments in the comments.
const (
	OpenWhat    Key = "error.open-what" //
	OpenAgrees  Key = "open.agrees"     // line, round, attempt, bytes, short digest as text
	OpenDiffers Key = "open.differs"    // line, round, attempt, bytes, short digest as text
	OpenLimit   Key = "open.limit"      //
	OpenBad     Key = "error.open"      //
)
