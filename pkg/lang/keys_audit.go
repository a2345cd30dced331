package lang

// What client audit says. Arguments in the comments.
const (
	AuditRound        Key = "audit.round"          // number, as text
	AuditHead         Key = "audit.head"           // party, short hash of the agreement, short digest of the model
	AuditSample       Key = "audit.sample"         // rows trained on, rows not, as texts
	AuditPatients     Key = "audit.patients"       //
	AuditSeed         Key = "audit.seed"           // seed, shadows
	AuditFewer        Key = "audit.fewer"          // shadow models, as are usual, time, time of the usual number
	AuditOtherRows    Key = "audit.other-rows"     // directory of the run
	AuditOtherRowsTip Key = "audit.other-rows-tip" //
	AuditRefused      Key = "audit.refused"        // number
	AuditMembers      Key = "audit.members"        //
	AuditFinal        Key = "audit.final"          //
	AuditAUC          Key = "audit.auc"            //
	AuditTPR          Key = "audit.tpr"            // false-positive rate
	AuditBound        Key = "audit.bound"          //
	AuditRead         Key = "audit.read"           //
	AuditUnresolved   Key = "audit.unresolved"     //
	AuditReadBy       Key = "audit.read-by"        // who can read a contribution
	AuditNobody       Key = "audit.nobody"         //
	AuditRecords      Key = "audit.records"        //
	AuditBatch        Key = "audit.batch"          //
	AuditShare        Key = "audit.share"          //
	AuditGiven        Key = "audit.given"          // values, facts, largest error, as texts
	AuditCells        Key = "audit.cells"          // number
	AuditLimitsHead   Key = "audit.limits-head"    //
	AuditNoModel      Key = "audit.no-model"       // directory
	AuditNoModelTip   Key = "audit.no-model-tip"   //
	AuditData         Key = "error.audit-data"     //
	AuditDone         Key = "audit.done"           // duration
)

// Prefixes of keys that are completed with a name.
const (
	AuditStage Key = "audit.stage" // kinds of stages
	AuditShort Key = "audit.short" // kinds of membership tests
	AuditLimit Key = "audit.limit" // what the tests do not cover
)
