package lang

import "golang.org/x/text/feature/plural"

func englishBundle() texts {
	return texts{
		"warned.inspection":     "What contributions are made of is kept for an inspector: no forward secrecy until the agreed day.",
		OpenBad:                 "what was kept is not what the ledger says was sent",
		OpenLimit:               "This shows that these ciphertexts hold the numbers that were kept; not that the numbers follow from the rows.",
		OpenDiffers:             "line %[1]d (round %[2]d, attempt %[3]d): NOT what was kept: the ledger has %[4]d bytes with digest %[5]s",
		OpenAgrees:              "line %[1]d (round %[2]d, attempt %[3]d): %[4]d bytes rebuilt, digest %[5]s as in the ledger",
		OpenWhat:                "name either a round with --round or a line of the ledger with --line",
		BundleNothing:           "name this party's directory with --dir, or bundles of others after the agreement",
		BundleMissing:           "Not in it: %[1]s",
		BundleIs:                "Bundle %[1]s: %[2]s (%[3]s), files: %[4]d",
		BundleSigned:            "Every party has signed the agreement.",
		BundleCosigned:          "%[1]s has cosigned the first %[2]d of the %[3]d events in the coordinator's ledger.",
		TrafficHead:             "What travelled (payload: the messages as the ledgers have them; HTTP/2 and TLS: framing around them)",
		TrafficMessages:         "messages",
		TrafficPayload:          "payload",
		TrafficLost:             "lost",
		TrafficExcess:           "unexplained",
		TrafficNote:             "Payload: measured where messages are recorded. Framing: measured on each connection above and below TLS. Lost: on its way when a connection broke or a program was killed.",
		ConnectionsLine:         "Connections measured by both ends: %[1]d, by one side: %[2]d, refused: %[3]d.",
		HiddenTail:              "What a party leaves out of its own ledger before anybody else has signed or received it: a local event of its last step, or a message that both its ends leave out.",
		FlowsBundle:             "--flows, --replay and --out need a bundle: ledgers alone hold no addresses and no agreement",
		FlowsHead:               plural.Selectf(1, "%d", plural.One, "Counted from outside: %[1]d flow", plural.Other, "Counted from outside: %[1]d flows"),
		FlowsCompared:           "%[1]s to %[2]s port %[3]s (%[4]s), connections: %[5]d",
		FlowsOut:                "out: %[1]s B by the parties, %[2]s B from outside; fits from %[3]s to %[4]s",
		FlowsIn:                 "back: %[1]s B by the parties, %[2]s B from outside; fits from %[3]s to %[4]s",
		FlowsMissing:            "%[1]d B missing outside",
		FlowsExtra:              "%[1]d B more outside than the parties account for",
		FlowsRest:               "Connections from addresses of which the file has nothing: %[1]d. Flows at no address of this run, or of another time: %[2]d.",
		"measured-by.both-ends": "by both ends", "measured-by.one-side": "by one side", "measured-by.outside": "from outside", "measured-by.nobody": "by nobody",
	}
}

func swedishBundle() texts {
	return texts{
		"warned.inspection":     "Vad bidragen görs av sparas åt en granskare: ingen framåtsekretess till den avtalade dagen.",
		OpenBad:                 "det som sparats är inte det som granskningsloggen säger skickades",
		OpenLimit:               "Detta visar att dessa chiffertexter rymmer talen som sparats; inte att talen följer av raderna.",
		OpenDiffers:             "rad %[1]d (omgång %[2]d, försök %[3]d): INTE vad som sparats: granskningsloggen har %[4]d byte med kontrollsumma %[5]s",
		OpenAgrees:              "rad %[1]d (omgång %[2]d, försök %[3]d): %[4]d byte gjorda på nytt, kontrollsumma %[5]s som i granskningsloggen",
		OpenWhat:                "ange antingen en omgång med --round eller en rad i granskningsloggen med --line",
		BundleNothing:           "ange denna parts katalog med --dir, eller andras bundles efter överenskommelsen",
		BundleMissing:           "Saknas i den: %[1]s",
		BundleIs:                "Bundle %[1]s: %[2]s (%[3]s), filer: %[4]d",
		BundleSigned:            "Alla parter har undertecknat överenskommelsen.",
		BundleCosigned:          "%[1]s har medundertecknat de första %[2]d av de %[3]d händelserna i samordnarens granskningslogg.",
		TrafficHead:             "Vad som färdades (nyttolast: meddelandena som granskningsloggarna har dem; HTTP/2 och TLS: inramning runt dem)",
		TrafficMessages:         "meddelanden",
		TrafficPayload:          "nyttolast",
		TrafficLost:             "förlorat",
		TrafficExcess:           "oförklarat",
		TrafficNote:             "Nyttolast: uppmätt där meddelanden antecknas. Inramning: uppmätt på varje anslutning ovanför och under TLS. Förlorat: på väg när en anslutning bröts eller ett program dödades.",
		ConnectionsLine:         "Anslutningar uppmätta av båda ändar: %[1]d, av en sida: %[2]d, avvisade: %[3]d.",
		HiddenTail:              "Vad en part utelämnar ur sin egen granskningslogg innan någon annan har undertecknat eller tagit emot det: en lokal händelse i dess sista steg, eller ett meddelande som båda dess ändar utelämnar.",
		FlowsBundle:             "--flows, --replay och --out behöver en bundle: granskningsloggar ensamma har inga adresser och ingen överenskommelse",
		FlowsHead:               plural.Selectf(1, "%d", plural.One, "Räknat utifrån: %[1]d flöde", plural.Other, "Räknat utifrån: %[1]d flöden"),
		FlowsCompared:           "%[1]s till %[2]s port %[3]s (%[4]s), anslutningar: %[5]d",
		FlowsOut:                "ut: %[1]s B enligt parterna, %[2]s B utifrån; passar från %[3]s till %[4]s",
		FlowsIn:                 "tillbaka: %[1]s B enligt parterna, %[2]s B utifrån; passar från %[3]s till %[4]s",
		FlowsMissing:            "%[1]d B saknas utifrån",
		FlowsExtra:              "%[1]d B mer utifrån än parterna redovisar",
		FlowsRest:               "Anslutningar från adresser som filen inte har något om: %[1]d. Flöden vid ingen av körningens adresser, eller från en annan tid: %[2]d.",
		"measured-by.both-ends": "av båda ändar", "measured-by.one-side": "av en sida", "measured-by.outside": "utifrån", "measured-by.nobody": "av ingen",
	}
}
