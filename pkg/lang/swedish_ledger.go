package lang

// swedishLedger says what is wrong with a line of a ledger, and why one cannot
// be written or continued.
func swedishLedger() map[string]string {
	return map[string]string{
		"ledger.at": "granskningsloggen: %[1]v", "ledger.named": "granskningsloggen %[1]s: %[2]v", "ledger.at-line": "rad %[1]d: %[2]v",
		"ledger.header": "granskningsloggen %[1]s: sidhuvudet: %[2]v", "ledger.event": "granskningsloggen %[1]s: händelse %[2]d: %[3]v",
		"ledger.cosigned": "granskningsloggen %[1]s: medundertecknad kontrollpunkt: %[2]v", "ledger.checkpoint": "granskningsloggen %[1]s: kontrollpunkt: %[2]v",

		// Lines. What a library says in English of one is left out.
		"ledger.malformed":       "är ingen läsbar rad i en granskningslogg%.0[1]v",
		"ledger.line-long":       "raden har %[1]d byte, högst %[2]d får plats",
		"ledger.longer":          "är längre än %[1]d byte",
		"ledger.header-twice":    "en granskningslogg har ett sidhuvud på första raden och ingen annanstans",
		"ledger.no-line":         "är ingen rad i en granskningslogg",
		"ledger.not-canonical":   "är inte skriven på det enda sätt som godtas",
		"ledger.version":         "granskningslogg av version %[1]d, detta program läser version %[2]d",
		"ledger.torn":            "filen slutar mitt på raden",
		"ledger.empty":           "granskningsloggen är tom",
		"ledger.many-lines":      "granskningsloggen har mer än %[1]d rader",
		"ledger.unread":          "raderna efter sidhuvudet lästes inte, eftersom felet är i det",
		"ledger.event-agreement": "händelse under överenskommelse %[1]s i granskningsloggen för överenskommelse %[2]s",

		// Checkpoints.
		"ledger.in-checkpoint": "kontrollpunkten: %[1]v", "ledger.in-signature": "kontrollpunktens underskrift: %[1]v",
		"ledger.note-agreement": "överenskommelsen: %[1]v", "ledger.note-root": "roten: %[1]v", "ledger.note-head": "huvudet: %[1]v",
		"ledger.note-long":       "kontrollpunkten har %[1]d byte, högst %[2]d godtas",
		"ledger.note":            "kontrollpunkten är inte fyra rader, en tom rad och underskrifter",
		"ledger.note-line":       "kontrollpunkten har en underskriftsrad som inte är: — namn underskrift",
		"ledger.note-base64":     "kontrollpunkten har en underskrift som inte är %[1]d byte i base64",
		"ledger.note-canonical":  "kontrollpunkten är inte skriven på det enda sätt som godtas",
		"ledger.origin":          "ursprunget %.80[1]q är inte en granskningsloggs",
		"ledger.note-version":    "version %.20[1]q, detta program läser version %[2]d",
		"ledger.note-size":       "storleken %.30[1]q är inget antal händelser",
		"ledger.root-base64":     "roten är inte base64",
		"ledger.not-first":       "kontrollpunkten för %[1]s är inte undertecknad av %[2]s först",
		"ledger.stranger-signs":  "kontrollpunkten för %[1]s är undertecknad av %[2]s, som inte är part i överenskommelsen",
		"ledger.signs-twice":     "kontrollpunkten för %[1]s är undertecknad av %[2]s två gånger",
		"ledger.wrong-signature": "underskriften av %[1]s på kontrollpunkten för %[2]s stämmer inte",

		// Events.
		"ledger.code":      "%[1]s %.60[2]q är ingen kod: gemener, siffror och bindestreck, högst %[3]d",
		"ledger.form":      "form %.60[1]q är inte plain, ciphertext, sealed, noised eller metadata",
		"ledger.bytes":     "bytes %[1]d är negativt",
		"ledger.year":      "tiden har året %[1]d",
		"ledger.direction": "direction %.60[1]q är inte sent, received eller local",
		"ledger.own-end":   "händelsen (%[1]s) hos %[2]s nämner %[3]s i dess ände",
		"ledger.both-ends": "händelsen (%[1]s) hos %[2]s nämner %[3]s i båda ändar",

		// Events under a checkpoint.
		"ledger.tree":                 "händelsernas träd: %[1]v",
		"ledger.tree-short":           "granskningsloggen har %[1]d händelser, roten för %[2]d efterfrågas",
		"ledger.tree-hash":            "händelsernas träd har ingen kontrollsumma på plats %[1]d",
		"ledger.tree-no-proof":        "inget bevis från %[1]d till %[2]d händelser: granskningsloggen har %[3]d",
		"ledger.tree-proof":           "bevis från %[1]d till %[2]d händelser: %[3]v",
		"ledger.tree-different":       "kontrollpunkterna för %[1]s och %[2]s hör till olika granskningsloggar",
		"ledger.tree-shrank":          "granskningsloggen hos %[1]s krympte från %[2]d till %[3]d händelser",
		"ledger.tree-from-empty":      "beviset från %[1]s ur en tom granskningslogg är inte tomt",
		"ledger.tree-other-beginning": "granskningsloggen hos %[1]s börjar vid %[2]d händelser inte med de %[3]d som undertecknades förut",
		"ledger.proof-long":           "ett bevis är högst %[1]d kontrollsummor på %[2]d byte; detta har %[3]d byte",

		// Writing and continuing.
		"ledger.other-key":     "granskningsloggen %[1]s: nyckeln här är inte den som överenskommelsen har för %[2]s",
		"ledger.not-continued": "granskningsloggen %[1]s kan inte fortsättas: %[2]v",
		"ledger.not-after":     "nämner inte raden före sig",
		"ledger.other-header":  "sidhuvudet gäller en annan part, överenskommelse eller nyckel, eller ett annat läge",
		"ledger.event-follows": "händelse %[1]d följer på händelse %[2]d",
		"ledger.not-over":      "kontrollpunkten gäller inte händelserna före den",
		"ledger.cosigners":     "granskningsloggen %[1]s: en medundertecknad kontrollpunkt har underskrifter av %[2]s och av en annan part",
		"ledger.full":          "granskningsloggen %[1]s har %[2]d rader, fler godtas inte",
	}
}

// swedishAudit says what the check of ledgers found.
func swedishAudit() map[string]string {
	return map[string]string{
		"audit.line": "rad %[1]d: %[2]s", "audit.lines": "rad %[1]d till %[2]d: %[3]s", "audit.fault": "%[1]v",
		"audit.no-ledger":   "inte läst längre: fler än %[1]d rader är inga rader i en granskningslogg",
		"audit.event-bytes": "händelse med %[1]d byte: inget meddelande har så många",
		"audit.open":        "granskningsloggen: %[1]v", "audit.read": "granskningsloggen %[1]s: %[2]v",
		"audit.rehearsal": "repetition", "audit.real": "verklig körning",

		// One line.
		"audit.event-stranger":        "händelsen nämner %[1]s, som inte är part i överenskommelsen",
		"audit.header-stranger":       "sidhuvudet nämner %[1]s, som inte är part i överenskommelsen",
		"audit.header-key":            "sidhuvudet har en annan nyckel för %[1]s än överenskommelsen",
		"audit.header-agreement":      "sidhuvudet nämner överenskommelsen %[1]s, detta är %[2]s",
		"audit.checkpoint-party":      "kontrollpunkt för %[1]s i granskningsloggen för %[2]s",
		"audit.checkpoint-agreement":  "kontrollpunkt under överenskommelsen %[1]s",
		"audit.checkpoint-mode":       "kontrollpunkt från en %[1]s i granskningsloggen för en %[2]s",
		"audit.checkpoint-signatures": "kontrollpunkt med %[1]d underskrifter, bara dess egen parts väntas",
		"audit.cosigned-agreement":    "medundertecknad kontrollpunkt under överenskommelsen %[1]s",
		"audit.cosigned-mode":         "medundertecknad kontrollpunkt från en %[1]s i granskningsloggen för en %[2]s",
		"audit.cosigned-by":           "medundertecknad kontrollpunkt utan underskrift av %[1]s eller av ytterligare en part",

		// The chain.
		"audit.unsigned":           "inte undertecknat: ingen kontrollpunkt följer, så programmet avbröts, eller filens slut togs bort eller ändrades",
		"audit.changed":            "ändrad efter att den skrevs",
		"audit.changed-signature":  "ändrad efter att den skrevs: dess underskrift stämmer inte",
		"audit.signature":          "underskriften på rad %[1]d stämmer inte: den, eller en rad före den, är inte vad som undertecknades",
		"audit.inserted":           "insatt: raderna omkring hör ihop",
		"audit.moved":              "inte på den plats där det skrevs",
		"audit.repeated":           "insatt: det är raden före en gång till",
		"audit.missing":            "händelser som saknas mellan dessa rader: %[1]d",
		"audit.inserted-or-moved":  "insatt eller flyttad: händelse %[1]d följs av händelse %[2]d",
		"audit.changed-signed":     "ändrat efter att det undertecknades av kontrollpunkten på rad %[1]d; om det bara är en rad är det rad %[2]d",
		"audit.checkpoint-missing": "en kontrollpunkt eller medundertecknad kontrollpunkt saknas mellan dessa rader",
		"audit.event-follows":      "händelse %[1]d följer på händelse %[2]d",
		"audit.not-over":           "undertecknad, men inte över händelserna före den",

		// Ledgers against each other.
		"audit.difference":      "%[1]s rad %[2]d: %[3]s: %[4]s",
		"audit.twice":           "%[1]s och %[2]s är båda %[3]ss",
		"audit.other-agreement": "%[1]s hör till en annan överenskommelse än %[2]s",
		"audit.other-mode":      "%[1]s är från en %[2]s, %[3]s från en %[4]s",
		"audit.bytes":           "%[1]d byte skickade, %[2]d mottagna",
		"audit.digest":          "kontrollsumma %[1]s skickad, %[2]s mottagen",
		"audit.sent-as":         "skickat som %[1]s, mottaget som %[2]s",
		"audit.scheme":          "skickat med metoden %[1]q, mottaget med %[2]q",
		"audit.no-such":         "granskningsloggen hos %[1]s har ingen sådan händelse",
		"audit.not-at-hand":     "granskningsloggen hos %[1]s finns inte här",
		"audit.end-removed":     "%[1]s rad %[2]d: %[3]s undertecknade %[4]d händelser, dess granskningslogg har %[5]d: slutet har tagits bort",
		"audit.other-events":    "%[1]s rad %[2]d: de första %[3]d händelserna hos %[4]s är inte de som den då undertecknade",
		"audit.split":           "%[1]s undertecknade två olika granskningsloggar med %[2]d händelser: %[3]s rad %[4]d har den ena, %[5]s rad %[6]d den andra",
		"audit.sets-differ":     "omgång %[1]d, försök %[2]d: granskningsloggen för %[3]s har bidrag från %[4]s, den för %[5]s från %[6]s",
	}
}
