package lang

// What documents say beside the answers of package evidence. Arguments in the
// comments.
const (
	DocRun              Key = "doc.run"               //
	DocPlan             Key = "doc.plan"              //
	DocRehearsal        Key = "doc.rehearsal"         //
	DocPlanStamp        Key = "doc.plan-stamp"        //
	DocAgreement        Key = "doc.agreement"         // short hash
	DocFrom             Key = "doc.from"              // ledgers, of so many, rounds, first and last event
	DocSkip             Key = "doc.skip"              //
	DocContents         Key = "doc.contents"          //
	DocHowKnown         Key = "doc.how-known"         //
	DocSource           Key = "doc.source"            // source
	DocBySource         Key = "doc.by-source"         // by whom, source
	DocEverybody        Key = "doc.everybody"         //
	DocProgram          Key = "doc.program"           //
	DocReader           Key = "doc.reader"            //
	DocLedgers          Key = "doc.ledgers"           // number
	DocMoreRows         Key = "doc.more-rows"         // number
	DocPartiesCaption   Key = "doc.parties"           //
	DocParty            Key = "doc.party"             //
	DocID               Key = "doc.id"                //
	DocRole             Key = "doc.role"              //
	DocFingerprint      Key = "doc.fingerprint"       //
	DocRoleCoordinator  Key = "doc.role-coordinator"  // by whom it is operated
	DocWho              Key = "doc.who"               //
	DocDerivableNoised  Key = "doc.derivable-noised"  //
	DocCoalitions       Key = "doc.coalitions"        //
	DocCoalition        Key = "doc.coalition"         //
	DocDerives          Key = "doc.derives"           //
	DocKeysCaption      Key = "doc.keys"              //
	DocHolds            Key = "doc.holds"             //
	DocHoldsShare       Key = "doc.holds-share"       //
	DocHoldsNone        Key = "doc.holds-none"        //
	DocHubHolds         Key = "doc.hub-holds"         //
	DocMessagesCaption  Key = "doc.messages-caption"  //
	DocKind             Key = "doc.kind"              //
	DocWay              Key = "doc.way"               //
	DocUp               Key = "doc.up"                //
	DocDown             Key = "doc.down"              //
	DocHoldsWhat        Key = "doc.holds-what"        //
	DocForm             Key = "doc.form"              //
	DocMessages         Key = "doc.messages"          //
	DocBytes            Key = "doc.bytes"             //
	DocSeenFrom         Key = "doc.seen-from"         //
	DocRoundsCaption    Key = "doc.rounds"            //
	DocPhase            Key = "doc.phase"             //
	DocValues           Key = "doc.values"            //
	DocBits             Key = "doc.bits"              //
	DocAttack           Key = "doc.attack"            //
	DocTarget           Key = "doc.target"            //
	DocNoiseCaption     Key = "doc.noise"             //
	DocClip             Key = "doc.clip"              //
	DocSigmaSite        Key = "doc.sigma-site"        //
	DocSigmaSum         Key = "doc.sigma-sum"         //
	DocGainCaption      Key = "doc.gain"              //
	DocGainPlot         Key = "doc.gain-plot"         //
	DocSite             Key = "doc.site"              //
	DocTestRows         Key = "doc.test-rows"         //
	DocKindBars         Key = "doc.kind-bars"         //
	DocCostBars         Key = "doc.cost-bars"         //
	DocAtMost           Key = "doc.at-most"           //
	DocFeaturesCaption  Key = "doc.features"          //
	DocFeature          Key = "doc.feature"           //
	DocType             Key = "doc.type"              //
	DocUnit             Key = "doc.unit"              //
	DocRange            Key = "doc.range"             //
	DocDiagram          Key = "doc.diagram"           //
	DocLaneParticipants Key = "doc.lane-participants" //
	DocLaneCoordinator  Key = "doc.lane-coordinator"  //
	DocLaneRecipients   Key = "doc.lane-recipients"   //
	DocSends            Key = "doc.sends"             // size, form
	DocWouldSend        Key = "doc.would-send"        // size, form
	DocGets             Key = "doc.gets"              // size
	DocSees             Key = "doc.sees"              //
	DocOperated         Key = "doc.operated"          // by whom
	DocMore             Key = "doc.more"              // number
	DocNoRecipient      Key = "doc.no-recipient"      //
	DocLegendSecret     Key = "doc.legend-secret"     //
	DocLegendPlain      Key = "doc.legend-plain"      //
	DocFor              Key = "doc.for"               //
	DocNote             Key = "doc.note"              //
	DocInTables         Key = "doc.in-tables"         // by whom, number, section
	DocArea             Key = "doc.area"              //
	DocRatesCaption     Key = "doc.rates"             // whose rows, so many in the model, so many not
	DocFoundAt          Key = "doc.found-at"          // share of false alarms
	DocAtMostBy         Key = "doc.at-most-by"        // share
	DocBoundNote        Key = "doc.bound-note"        //
	DocRatesNote        Key = "doc.rates-note"        //
	DocGreyNote         Key = "doc.grey-note"         //
	DocAttackPlot       Key = "doc.attack-plot"       // whose rows
	DocRatePlot         Key = "doc.rate-plot"         // whose rows, test
	DocGuessesCaption   Key = "doc.guesses"           // whose rows
	DocGuessesNote      Key = "doc.guesses-note"      //
	DocAdvantage        Key = "doc.advantage"         //
	DocGuessPlot        Key = "doc.guess-plot"        // whose rows
	DocAloneJoint       Key = "doc.alone-joint"       // area alone, area of the joint model
	DocKeyInterval      Key = "doc.key-interval"      //
	DocKeyGrey          Key = "doc.key-grey"          //
	DocKeyGuess         Key = "doc.key-guess"         //
	DocKeyNone          Key = "doc.key-none"          //
	DocKeyBound         Key = "doc.key-bound"         //
	DocFoot             Key = "doc.foot"              // title, short hash
	DocPage             Key = "doc.page"              //
	DocRecipientNote    Key = "doc.recipient-note"    //
	DocMatrixNote       Key = "doc.matrix-note"       //
	AnnexDraft          Key = "annex.draft"           //
	AnnexOpen           Key = "annex.open"            //
	AnnexNothing        Key = "annex.nothing"         //
	AnnexModel          Key = "annex.model"           // model, algorithm, rounds
	AnnexOutcome        Key = "annex.outcome"         // outcome, columns
	AnnexSplit          Key = "annex.split"           // share
	AnnexTests          Key = "annex.tests"           // by whom, number, section of the report
)

// Prefixes of keys that are completed with a code: sections of a document,
// statuses of package finding, types of package schema, annexes of package
// export, their headings, and fields that are left open.
const (
	Section     Key = "section"
	StatusMeans Key = "status-means"
	FeatureType Key = "feature-type"
	AnnexTitle  Key = "annex-title"
	AnnexHead   Key = "annex-head"
	AnnexField  Key = "annex-open"
)
