package lang

import "golang.org/x/text/feature/plural"

func englishEvidence() texts {
	return texts{
		LedgerUnended:       "It ends without the end of its run (no done, stop or disposal): the run was under way or was cut off then, or the end of the file was removed.",
		LedgerForeign:       "%[1]s: of another agreement (%[2]s), not checked",
		LedgerApart:         "%[1]s: the only ledger of its session, while another party's is of another session: give the other parties' ledgers of it, or look into why %[2]s names another session than they do",
		OneLedgerLimit:      "One party's ledger alone cannot show that its end was cut off: only the others' ledgers show that.",
		SessionOf:           "Both ends of every message at %[1]s: ",
		LedgerProblems:      plural.Selectf(1, "%d", plural.One, "%[1]d problem in the ledgers", plural.Other, "%[1]d problems in the ledgers"),
		LedgerEvidence:      "keep the files as they are; they are evidence of what happened",
		LedgerTwice:         "%[1]s and %[2]s are both ledgers of %[3]s in the same session",
		LedgerTwiceHint:     "give one ledger of each party for each session",
		NoneOfAgreement:     "%[1]s is of agreement %[2]s, and no ledger given is of the agreement named (%[3]s)",
		NoneOfAgreementHint: "name the agreement of the run with --agreement: agreement.yaml in the directory of the run",

		OutcomeUnended: "CONTRADICTION: outcome.json says that the run finished after %[1]d rounds; the ledger ends in round %[2]d without the end of the run. Its end was cut off, or the outcome is not of this run. Who could see what is said below only as far as the ledger goes.",
		EndNoOutcome:   "CONTRADICTION: the ledger says that the run is done, and there is no outcome.json: it was deleted, or the program was cut off before it was written.",
		RoundsDiffer:   "CONTRADICTION: outcome.json has %[1]d rounds, the ledger %[2]d.",
		ModelDiffers:   "CONTRADICTION: the model in %[1]s (%[2]s) is not the one that the run ended with (%[3]s).",
		ModelMissing:   "CONTRADICTION: outcome.json names a model, and %[1]s cannot be read: it was deleted, moved or changed.",

		CoefficientsHead: "Coefficients of the joint model (log-odds; the ratios are odds ratios)",
		CoefficientHead:  "feature", PerSD: "per SD", RatioPerSD: "ratio per SD", SDHead: "1 SD is", PerUnit: "per unit", RatioPerUnit: "ratio per unit",
		InterceptLine:    "intercept %[1]s at the training means, %[2]s where every feature is 0",
		CoefficientsNote: "They are penalised (ridge) and without confidence intervals: they test no feature and show no cause.",

		NetworkHead: "The joint model is a network",
		NetworkLine: "hidden layers of %[1]s units, %[2]s, trained on the loss %[3]s: %[4]s weights",
		NetworkNote: "It has no coefficients: what it makes of one feature depends on the others. It tests no feature and shows no cause.",

		PredictFar:     "%[1]s is more than 4 standard deviations from the training mean (mean %[2]s, SD %[3]s)",
		PredictFarRows: plural.Selectf(1, "%d", plural.One, "%[1]d row has a value more than 4 standard deviations from the training mean: hardly any training row was like it.", plural.Other, "%[1]d rows have a value more than 4 standard deviations from the training mean: hardly any training row was like them."),
		OutExists:      "%[1]s is there already",
		OutHint:        "name another file, or replace it with --force",
		InitPrint:      "Fingerprint of the key of %[1]s: %[2]s",
		InitCompare:    "Tell it to the other parties over another way than the agreement takes, such as by voice, and compare theirs, before anybody signs.",
		InitDir:        "missing: --dir",
		InitDirHint:    "name the directory in which this party's key and runs are kept, or are to be made",
		InitExists:     "an identity is made once: see the one that is there with --show, or name another directory",

		"refusal.header": "a header is not what was committed to", "refusal.set": "not a set of known participants", "refusal.repeat": "something else was endorsed already",
		"refusal.class": "it would show a group that is too small", "refusal.share": "a sealed key share does not open", "refusal.prefix": "another mode, session, round or attempt",
		"refusal.signature": "a signature does not verify", "refusal.roster": "not a party of the agreement", "refusal.order": "a message out of turn",
		"refusal.commitment": "an upload does not open its commitment", "refusal.body": "a contribution or sum is incomplete or malformed", "refusal.quorum": "too few participants",
		"refusal.missing": "a participant did not come, or left", "refusal.sum": "the sum does not open", "refusal.state": "the participants do not have the same sum",
		"refusal.group-key": "a contribution to the group key is not what was promised", "refusal.learning": "a participant's learning cannot go on", "refusal.version": "another version of the protocol",
		"refusal.agreement": "another agreement", "refusal.ledger": "the coordinator's ledger does not continue the one it showed before", "refusal.malformed": "not a message of this run",
		"refusal.stopped": "stopped by its operator", "refusal.internal": "an error of the sender's machine or program", "refusal.two-endorsements": "two different endorsements of one party",
		"refusal.sender": "a message in another's name", "refusal.refused": "a message that was refused", "refusal.oversized": "a message that is too large",
		"refusal.replaced": "replaced by a newer connection of the same party", "refusal.failed": "the connection failed", "refusal.flood": "far more messages than a run can need",
	}
}

func swedishEvidence() texts {
	return texts{
		LedgerUnended:       "Den slutar utan körningens slut (inget done, stop eller disposal): körningen pågick eller avbröts då, eller så har filens slut tagits bort.",
		LedgerForeign:       "%[1]s: hör till en annan överenskommelse (%[2]s), inte granskad",
		LedgerApart:         "%[1]s: den enda loggen från sin session, medan en annan parts är från en annan: ange de andra parternas loggar från den, eller ta reda på varför %[2]s anger en annan session än de",
		OneLedgerLimit:      "En parts granskningslogg kan inte ensam visa att dess slut har kapats: det visar bara de andras loggar.",
		SessionOf:           "Båda ändar av varje meddelande hos %[1]s: ",
		LedgerProblems:      "%[1]d fel i granskningsloggarna",
		LedgerEvidence:      "behåll filerna som de är; de är bevis på vad som hände",
		LedgerTwice:         "%[1]s och %[2]s är båda loggar för %[3]s i samma session",
		LedgerTwiceHint:     "ange en logg per part och session",
		NoneOfAgreement:     "%[1]s hör till överenskommelse %[2]s, och ingen av loggarna hör till den som angavs (%[3]s)",
		NoneOfAgreementHint: "ange körningens överenskommelse med --agreement: agreement.yaml i körningens katalog",

		OutcomeUnended: "MOTSÄGELSE: outcome.json säger att körningen blev klar efter %[1]d omgångar; granskningsloggen slutar i omgång %[2]d utan körningens slut. Dess slut har kapats, eller så hör resultatet inte till denna körning. Vem som kunde se vad sägs nedan bara så långt loggen räcker.",
		EndNoOutcome:   "MOTSÄGELSE: granskningsloggen säger att körningen är klar, och outcome.json finns inte: filen har raderats, eller så avbröts programmet innan den skrevs.",
		RoundsDiffer:   "MOTSÄGELSE: outcome.json har %[1]d omgångar, granskningsloggen %[2]d.",
		ModelDiffers:   "MOTSÄGELSE: modellen i %[1]s (%[2]s) är inte den som körningen slutade med (%[3]s).",
		ModelMissing:   "MOTSÄGELSE: outcome.json nämner en modell, och %[1]s kan inte läsas: filen har raderats, flyttats eller ändrats.",

		CoefficientsHead: "Den gemensamma modellens koefficienter (logaritmiska odds; kvoterna är oddskvoter)",
		CoefficientHead:  "variabel", PerSD: "per SD", RatioPerSD: "kvot per SD", SDHead: "1 SD är", PerUnit: "per enhet", RatioPerUnit: "kvot per enhet",
		InterceptLine:    "intercept %[1]s vid träningsradernas medelvärden, %[2]s där varje variabel är 0",
		CoefficientsNote: "De är krympta (ridge) och saknar konfidensintervall: de prövar ingen variabel och visar ingen orsak.",

		NetworkHead: "Den gemensamma modellen är ett nätverk",
		NetworkLine: "dolda lager med %[1]s enheter, %[2]s, tränade på förlusten %[3]s: %[4]s vikter",
		NetworkNote: "Det har inga koefficienter: vad det gör av en variabel beror på de andra. Det prövar ingen variabel och visar ingen orsak.",

		PredictFar:     "%[1]s ligger mer än 4 standardavvikelser från träningsradernas medelvärde (medelvärde %[2]s, SD %[3]s)",
		PredictFarRows: plural.Selectf(1, "%d", plural.One, "%[1]d rad har ett värde mer än 4 standardavvikelser från träningsradernas medelvärde: knappt någon träningsrad liknade den.", plural.Other, "%[1]d rader har ett värde mer än 4 standardavvikelser från träningsradernas medelvärde: knappt någon träningsrad liknade dem."),
		OutExists:      "%[1]s finns redan",
		OutHint:        "ange en annan fil, eller ersätt den med --force",
		InitPrint:      "Fingeravtryck för nyckeln för %[1]s: %[2]s",
		InitCompare:    "Berätta det för de andra parterna på en annan väg än överenskommelsens, till exempel per telefon, och jämför deras, innan någon undertecknar.",
		InitDir:        "saknas: --dir",
		InitDirHint:    "ange katalogen där denna parts nyckel och körningar finns, eller ska skapas",
		InitExists:     "en identitet skapas en gång: se den som finns med --show, eller ange en annan katalog",

		"refusal.header": "ett huvud är inte det som utlovades", "refusal.set": "ingen mängd av kända deltagare", "refusal.repeat": "något annat är redan bekräftat",
		"refusal.class": "det skulle visa en för liten grupp", "refusal.share": "en förseglad nyckelandel går inte att öppna", "refusal.prefix": "annat läge, annan session, omgång eller försök",
		"refusal.signature": "en underskrift stämmer inte", "refusal.roster": "ingen part i överenskommelsen", "refusal.order": "ett meddelande i fel ordning",
		"refusal.commitment": "en uppladdning stämmer inte med sitt åtagande", "refusal.body": "ett bidrag eller en summa är ofullständig eller felaktig", "refusal.quorum": "för få deltagare",
		"refusal.missing": "en deltagare kom inte, eller lämnade", "refusal.sum": "summan går inte att öppna", "refusal.state": "deltagarna har inte samma summa",
		"refusal.group-key": "ett bidrag till gruppnyckeln är inte det som utlovades", "refusal.learning": "en deltagares inlärning kan inte fortsätta", "refusal.version": "en annan version av protokollet",
		"refusal.agreement": "en annan överenskommelse", "refusal.ledger": "samordnarens granskningslogg fortsätter inte den som visades förut", "refusal.malformed": "inget meddelande i denna körning",
		"refusal.stopped": "avbruten av den som kör programmet", "refusal.internal": "ett fel i avsändarens dator eller program", "refusal.two-endorsements": "två olika bekräftelser från en part",
		"refusal.sender": "ett meddelande i någon annans namn", "refusal.refused": "ett meddelande som avvisades", "refusal.oversized": "ett för stort meddelande",
		"refusal.replaced": "ersatt av en nyare anslutning från samma part", "refusal.failed": "anslutningen misslyckades", "refusal.flood": "långt fler meddelanden än en körning kan behöva",
	}
}
