package lang

// Prefixes of the names of three models: alone, joint, personal.
const (
	PersonalModel Key = "personal.model"
)

// What the joint model is worth at one site. Arguments in the comments.
const (
	PersonalHead    Key = "personal.head"     // test rows of the site, positive ones
	PersonalQuality Key = "personal.quality"  // name of a model, log-loss, AUC, as texts
	PersonalNone    Key = "personal.no-model" // name of a model
	PersonalAlone   Key = "personal.alone"    // difference of log-loss, lowest, highest, as texts
	PersonalJoint   Key = "personal.together" // the same
	PersonalBetter  Key = "personal.better"   // the same
	PersonalWorse   Key = "personal.worse"    // the same
	PersonalChance  Key = "personal.chance"   //
	PersonalLocal   Key = "personal.local"    //
	PersonalSaved   Key = "personal.saved"    // file
)
