package lang

// Prefixes of what noise promises.
const (
	PromiseUnit     Key = "promise.unit"     // patient, record, participant
	SubtractionFact Key = "subtraction.fact" // rows, positives, mean, count; argument: columns
)

// What noise promises. Arguments in the comments.
const (
	PromiseHead      Key = "promise.head"      //
	PromiseNone      Key = "promise.none"      //
	PromiseNoise     Key = "promise.noise"     // kind of noise, unit, ε, δ
	PromiseRows      Key = "promise.rows"      // number of rows
	PromiseRecord    Key = "promise.record"    //
	PromiseInsiders  Key = "promise.insiders"  // number of insiders, of others in every sum
	PromiseObjective Key = "promise.objective" // norm of a row, deviation
	PromiseAttack    Key = "promise.attack"    // found and taken for them, twice
	PromiseUpdate    Key = "promise.update"    //
	PromisePlain     Key = "promise.plain"     //
	PromiseCompose   Key = "promise.compose"   //
	PromiseSpent     Key = "promise.spent"     // ε, δ, agreed ε
	PromiseSegment   Key = "promise.segment"   // contents, number of values, clip, deviation of a site, of the sum

	SubtractionHead    Key = "subtraction.head"    //
	SubtractionDone    Key = "subtraction.done"    // which run, by whom, of whom, rounds, values that differ, values
	SubtractionLosses  Key = "subtraction.losses"  // of whom, numbers
	SubtractionModels  Key = "subtraction.models"  // of whom, how many
	SubtractionAbout   Key = "subtraction.about"   //
	SubtractionDerived Key = "subtraction.derived" //
	SubtractionTrue    Key = "subtraction.true"    //
	SubtractionWith    Key = "subtraction.with"    // ε
	SubtractionNone    Key = "subtraction.none"    //
	SubtractionMeans   Key = "subtraction.means"   // ε, δ
	UtilityHead        Key = "utility.head"        //
	TwoPartyNoised     Key = "two-party.noised"    // names
	TwoPartyBounded    Key = "two-party.bounded"   // names
)
