package lang

// A site's own training program, and the model that only it knows. Arguments in
// the comments.
const (
	CheckStaysOutside Key = "check.stays.outside" //
	TrainerOutside    Key = "trainer.outside"     // command
	TrainerStandIn    Key = "trainer.stand-in"    //
	TrainerNoUse      Key = "trainer.no-use"      // model
	TrainerMissing    Key = "trainer.missing"     // model
	DataNoUse         Key = "data.no-use"         // model

	LearnExternal    Key = "learn.external"    // learning round, loss a row as text, largest change as text
	LearnTested      Key = "learn.tested"      // test rows, sites, loss as text
	LearnNotTested   Key = "learn.untested"    //
	ExternalHead     Key = "metrics.outside"   // number of test rows
	ExternalUntested Key = "metrics.untested"  //
	TrainerNotShown  Key = "not-shown.trainer" //
	ExternalLoss     Key = "metrics.mean"      // loss
)
