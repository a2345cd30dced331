package lang

// The summary of a document in sentences, for who reads nothing else. Arguments
// in the comments.
const (
	BriefRan         Key = "brief.ran"         // names of participants, outcome
	BriefRehearsed   Key = "brief.rehearsed"   // likewise
	BriefPlanned     Key = "brief.planned"     // likewise
	BriefStopped     Key = "brief.stopped"     // likewise
	BriefOthers      Key = "brief.others"      // names, how many more
	BriefPurpose     Key = "brief.purpose"     // purpose
	BriefHub         Key = "brief.hub"         // coordinator, who operates it
	BriefContent     Key = "brief.content"     //
	BriefNoField     Key = "brief.no-field"    //
	BriefSent        Key = "brief.sent"        // values, rounds, form, size of all that a site sent
	BriefWouldSend   Key = "brief.would-send"  // likewise
	BriefNotSent     Key = "brief.not-sent"    //
	BriefSees        Key = "brief.sees"        // what the coordinator sees of contribution, sum, model
	BriefReaders     Key = "brief.readers"     //
	BriefHubReads    Key = "brief.hub-reads"   //
	BriefAlone       Key = "brief.alone"       // one who can, alone; whose contribution
	BriefEach        Key = "brief.each"        // those who can, each alone
	BriefEachNoised  Key = "brief.each-noised" // likewise
	BriefEncryption  Key = "brief.encryption"  //
	BriefTogether    Key = "brief.together"    // how many parties at least, an example
	BriefNobody      Key = "brief.nobody"      // size of coalitions
	BriefNoised      Key = "brief.noised"      //
	BriefNoiseNone   Key = "brief.noise-none"  //
	BriefNoise       Key = "brief.noise"       // unit, ε, δ
	BriefMembers     Key = "brief.members"     // area, low, high, whose rows
	BriefNoMembers   Key = "brief.no-members"  //
	BriefGain        Key = "brief.gain"        // test rows, alone, joint
	BriefGainAt      Key = "brief.gain-at"     // site, test rows, alone, joint
	BriefChances     Key = "brief.chances"     //
	BriefChance      Key = "brief.chance"      //
	BriefTo          Key = "brief.to"          // low, high
	BriefMoreSites   Key = "brief.more-sites"  // number
	BriefMatched     Key = "brief.matched"     // EventsMatched
	BriefUnknown     Key = "brief.unknown"     // statements, general limits, both, section that lists them
	BriefNoLaw       Key = "brief.no-law"      //
	BriefSection     Key = "brief.section"     // number of a section
	BriefReading     Key = "brief.reading"     //
	BriefMoreFaults  Key = "brief.more-faults" // number
	WhereLines       Key = "where.lines"       // party, first and last line of its ledger
	WhereLine        Key = "where.line"        // party, line of its ledger
	WhereLedgers     Key = "where.ledgers"     // parties or lines
	WhereMore        Key = "where.more"        // number of ledgers
	WhereAccount     Key = "where.account"     // party
	WhereFlows       Key = "where.flows"       // who counted
	BriefNotReviewed Key = "brief.not-reviewed"
)

// Prefixes of keys that are completed with a code: what the paragraphs of the
// summary are about, kinds of messages and of tests, sources of statements.
const (
	Brief       Key = "brief-about"
	MessageKind Key = "message-kind"
	TestKind    Key = "test-kind" // of membership
	WhereName   Key = "where-name"
)
