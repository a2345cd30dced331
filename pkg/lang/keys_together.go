package lang

// Who opens a sum, and what sums show together. Arguments in the comments.
const (
	CommitteeAll        Key = "committee.all"        // number of participants
	CommitteeNamed      Key = "committee.named"      // number of members, of participants, names
	CommitteeOpens      Key = "committee.opens"      // threshold, quorum
	CommitteeSilent     Key = "committee.silent"     // number of members
	CommitteeLeast      Key = "committee.least"      // number that may be missing, least contributors
	CommitteeNoBound    Key = "committee.no-bound"   // word of the agreement
	CommitteeNoised     Key = "committee.noised"     //
	LeavingNoised       Key = "leaving.noised"       //
	LeavingNobody       Key = "leaving.nobody"       //
	LeavingCould        Key = "leaving.could"        // least number in a group
	LeavingGroups       Key = "leaving.groups"       // groups
	LeavingAcknowledged Key = "leaving.acknowledged" //
	LeavingElsewhere    Key = "leaving.elsewhere"    //

	EarlierHead       Key = "earlier.head"       //
	EarlierNone       Key = "earlier.none"       //
	EarlierOnce       Key = "earlier.once"       // date, short hash, title, round, names
	EarlierRounds     Key = "earlier.rounds"     // date, short hash, title, first and last round, names
	EarlierNoDate     Key = "earlier.no-date"    //
	EarlierSame       Key = "earlier.same"       //
	EarlierBlurred    Key = "earlier.blurred"    //
	EarlierWasBare    Key = "earlier.was-bare"   //
	EarlierIsBare     Key = "earlier.is-bare"    //
	EarlierUnbounded  Key = "earlier.unbounded"  // short hash, title
	EarlierBudget     Key = "earlier.budget"     // short hash, title, of whom, ε drawn, ε agreed, δ
	EarlierTotal      Key = "earlier.total"      // of whom, ε, δ
	EarlierOtherUnits Key = "earlier.others"     // number of budgets
	EarlierOne        Key = "earlier.one"        // name
	EarlierSmall      Key = "earlier.small"      // names, how many they are, smallest class
	EarlierEach       Key = "earlier.each"       // names
	EarlierDifference Key = "earlier.difference" // by whom, name, round, short hash, date
	EarlierAlone      Key = "earlier.alone"      // by whom, name, round, short hash, date
	EarlierPlanned    Key = "earlier.planned"    // by whom, name
	EarlierPooled     Key = "earlier.pooled"     //
	EarlierExact      Key = "earlier.exact"      //
	EarlierMissing    Key = "earlier.missing"    // number of participants
	EarlierAccepted   Key = "earlier.accepted"   // word of the agreement
	EarlierLimit      Key = "earlier.limit"      //
	EarlierRefused    Key = "earlier.refused"    // names
	EarlierHint       Key = "earlier.hint"       // smallest class, word of the agreement
	EarlierLoose      Key = "earlier.loose"      // number of participants
	EarlierLooseHint  Key = "earlier.loose-hint" // number of participants, word of the agreement
)
