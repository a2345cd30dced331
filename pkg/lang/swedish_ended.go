package lang

import "maps"

// swedishSaid is everything that other packages say, in Swedish, by its key.
func swedishSaid() map[string]string {
	all := swedishPhrases()
	for _, more := range []map[string]string{swedishEnded(), swedishAgreement(), swedishDeclaration(), swedishFaults(), swedishKeys(), swedishLedger(), swedishAudit(), swedishBundles(), swedishAssess(), swedishTrainer(), swedishAccounts()} {
		maps.Copy(all, more)
	}
	return all
}

// swedishEnded says why a run or an attempt ended. Under "protocol." and a code
// stands what the code means where only English says more.
func swedishEnded() map[string]string {
	return map[string]string{
		"ended.agreement":  "följer en annan överenskommelse",
		"ended.body":       "skickade delar som inte stämmer med det den undertecknat",
		"ended.commitment": "skickade något annat än det den bundit sig till",
		"ended.groupkey":   "bröt överenskommelsen om gruppnyckeln",
		"ended.internal":   "kunde inte fortsätta (dess egen logg säger varför)",
		"ended.learning":   "kan inte fortsätta lära (dess egen logg säger varför)",
		"ended.ledger":     "visar olika granskningsloggar för olika parter, eller har ändrat en",
		"ended.malformed":  "skickade något som inte är ett meddelande i denna körning, talade i en annans namn, eller skickade långt mer än körningen kan behöva",
		"ended.missing":    "kom aldrig, eller föll bort och kom inte tillbaka i tid",
		"ended.other":      "samordnaren avbröt körningen",
		"ended.prefix":     "skickade ett meddelande för ett annat försök, en annan omgång, en annan session eller ett annat läge",
		"ended.share":      "fick en förseglad andel som inte går att öppna",
		"ended.signature":  "skickade ett meddelande med fel underskrift",
		"ended.state":      "godtog en annan summa än de andra",
		"ended.stopped":    "avbröts av den som driver den",
		"ended.sum":        "kunde inte öppna summan",
		"protocol.needed":  "deltar inte mer, och körningen kan inte fortsätta utan den",
		"protocol.lost":    "nycklarna för detta försök försvann med ett program som slutade (%[1]s)",
		"ended.rollback":   "har mist det den hade av sessionen, eller minns inte vad den själv har undertecknat (återställd från en säkerhetskopia?)",

		"protocol.about":            "%[1]s: %[2]s",
		"protocol.coded":            "%[1]s (kod: %[2]s)",
		"protocol.kind":             "%[1]s: %[2]s",
		"protocol.left":             "lämnade körningen",
		"protocol.none-came":        "inget kom från %[1]s inom %[2]s, i steget: %[3]s",
		"protocol.step-gathering":   "deltagarna samlas",
		"protocol.step-keying":      "gruppens nyckel skapas",
		"protocol.step-readying":    "försöket förbereds",
		"protocol.step-committing":  "bidragen utlovas",
		"protocol.step-uploading":   "bidragen skickas",
		"protocol.step-adding":      "bidragen läggs ihop",
		"protocol.step-endorsing":   "summan godkänns",
		"protocol.step-releasing":   "summan öppnas",
		"protocol.step-acking":      "resultatet kvitteras",
		"protocol.step":             "%[1]s",
		"protocol.refuses":          "vägrar att fortsätta",
		"protocol.refuses-because":  "vägrar att fortsätta på grund av %[1]s",
		"protocol.round":            "omgång %[1]d: %[2]s",
		"protocol.says":             "%[1]s, säger %[2]s",
		"protocol.says-of-some":     "deltagare %[1]s, säger %[2]s",
		"protocol.sent-nothing":     "skickade inget inom %[1]s, i steget: %[2]s",
		"protocol.silent":           "skickade inget på %[1]s medan denna deltagare väntade på %[2]s",
		"protocol.awaits-greeted":   "att de andra skulle komma",
		"protocol.awaits-keyed":     "gruppens nyckel",
		"protocol.awaits-waiting":   "att ett försök skulle börja",
		"protocol.awaits-committed": "de andras utfästelser om bidrag",
		"protocol.awaits-uploaded":  "summan",
		"protocol.awaits-endorsed":  "att de andra skulle godkänna summan",
		"protocol.awaits-released":  "att summan skulle öppnas",
		"protocol.awaits-acked":     "att de andra skulle kvittera resultatet",
		"protocol.awaits-refused":   "ett nytt försök",

		"protocol.header":           "ett huvud är inte det som utlovades (%[1]s)",
		"protocol.set":              "mängden är ingen mängd av kända deltagare (%[1]s)",
		"protocol.repeat":           "något annat är redan godkänt (%[1]s)",
		"protocol.class":            "mängden bildar en grupp som är för liten (%[1]s)",
		"protocol.share":            "en förseglad andel går inte att öppna (%[1]s)",
		"protocol.prefix":           "meddelandet hör till något annat än detta försök (%[1]s)",
		"protocol.signature":        "en underskrift stämmer inte (%[1]s)",
		"protocol.roster":           "en part finns inte i överenskommelsen (%[1]s)",
		"protocol.order":            "meddelandet hör inte till detta steg (%[1]s)",
		"protocol.commitment":       "ett bidrag är inte det som utlovades (%[1]s)",
		"protocol.body":             "delar saknas eller stämmer inte (%[1]s)",
		"protocol.quorum":           "för få deltagare (%[1]s)",
		"protocol.missing":          "någon kom inte, eller föll bort (%[1]s)",
		"protocol.sum":              "summan går inte att öppna (%[1]s)",
		"protocol.state":            "kvittenserna skiljer sig (%[1]s)",
		"protocol.group-key":        "ett bidrag till gruppnyckeln är inte det som utlovades (%[1]s)",
		"protocol.learning":         "inlärningen kan inte fortsätta (%[1]s)",
		"protocol.version":          "en annan version av protokollet (%[1]s)",
		"protocol.agreement":        "en annan överenskommelse (%[1]s)",
		"protocol.ledger":           "granskningsloggen följer inte på den som visades förut (%[1]s)",
		"protocol.malformed":        "inget meddelande i denna körning (%[1]s)",
		"protocol.stopped":          "avbröts av den som driver programmet (%[1]s)",
		"protocol.internal":         "ett fel i disk, minne eller program (%[1]s)",
		"protocol.two-endorsements": "två olika godkännanden av samma part (%[1]s)",
		"protocol.rollback":         "deltagaren minns inte vad den själv har undertecknat: dess filer har återställts från en säkerhetskopia (%[1]s)",
	}
}

// swedishLog is the fixed part of log lines, by the English text.
func swedishLog() map[string]string {
	return map[string]string{
		"connected":            "ansluten",
		"refused a connection": "avvisade en anslutning",
		"the connection ended": "anslutningen upphörde",
		"further refused connections are not listed":                                                          "fler avvisade anslutningar räknas inte upp",
		"a newer connection of the same party takes over; is its program running twice?":                      "en nyare anslutning från samma part tar över; kör dess program två gånger?",
		"the clock of the other party is far from this one; set both, or times in the ledgers will not match": "den andra partens klocka går långt ifrån den här; ställ båda, annars stämmer inte tiderna i granskningsloggarna överens",
		"the ledger does not take any more":                                                                   "granskningsloggen tar inte emot mer",
		"a release does not fit the others; that names nobody for certain":                                    "en andelssumma passar inte de andra; det pekar inte säkert ut någon",
		"values were clipped":             "värden kapades",
		"not delivered":                   "inte levererat",
		"refused":                         "avvisade",
		"a refusal could not be recorded": "en avvisning kunde inte antecknas",
		"what the run left could not be deleted: use close":           "det som körningen lämnade kunde inte raderas: använd close",
		"the ledger could not be closed":                              "granskningsloggen kunde inte stängas",
		"the coordinator's ledger was not cosigned":                   "samordnarens granskningslogg fick ingen medunderskrift",
		"the cosignature of the coordinator's ledger does not verify": "medunderskriften på samordnarens granskningslogg stämmer inte",
		"what was measured of connections could not be kept":          "vad som mättes på anslutningarna kunde inte sparas",
		"the cosignature could not be kept":                           "medunderskriften kunde inte sparas",
		"the checkpoint of a participant's ledger was not kept":       "kontrollpunkten från en deltagares granskningslogg sparades inte",
		"the spool could not be deleted: use close":                   "mellanlagret kunde inte raderas: använd close",
		"trainer": "träningsprogrammet",
		"the trainer failed; it is started again and asked once more": "träningsprogrammet misslyckades; det startas igen och frågas en gång till",
		"the trainer says too much; the rest is left out":             "träningsprogrammet skriver för mycket; resten utelämnas",
		"the trainer cannot be ended; it may still run":               "träningsprogrammet kan inte avslutas; det kan köra ännu",
		"the trainer's standard error ended":                          "träningsprogrammets standard error tog slut",
		"the sum is not there any more":                               "summan finns inte kvar",
		"the sum was not delivered":                                   "summan levererades inte",
	}
}
