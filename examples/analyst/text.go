package main

// says is what the walk says of its steps in one language.
type says struct {
	what, verify, matrix, questions, report, damage, end string
}

func texts() map[string]says {
	return map[string]says{
		"en": {
			what:      "1. WHAT A BUNDLE IS. A directory with the agreement, its signatures, and a folder of each party: its ledger (every message that it sent or received, by size and digest, never the content), what was measured of its connections, and what it declares. There is no key in it, no row, and no weight of the model.",
			verify:    "2. VERIFY. The program checks offline that every file is the one that its party signed, that the chain and signatures of each ledger hold, and that both ends of every message say the same. The line with \"0 unexplained\" is the result.",
			matrix:    "3. WHO COULD SEE WHAT, worked out from the sums that the ledgers record, not from a promise. \"Derivable\" means computable exactly from what the party saw.",
			questions: "4. SOME QUESTIONS, each answer with how it is known.",
			report:    "5. THE REPORT with all questions is written; open it in a browser:",
			damage:    "6. IS A CHANGE FOUND? In a copy one digit of one ledger is changed now. The program names the file, the line and the event.",
			end:       "That is all that was needed: no key, no participant, no connection. What this cannot find is in docs/evidence.md.",
		},
		"sv": {
			what:      "1. VAD EN BUNDLE ÄR. En katalog med överenskommelsen, dess underskrifter, och en mapp från varje part: dess granskningslogg (varje meddelande som den skickat eller tagit emot, med storlek och kontrollsumma, aldrig innehållet), vad som mättes på dess anslutningar, och vad den uppger. I den finns ingen nyckel, ingen rad och ingen av modellens vikter.",
			verify:    "2. GRANSKA. Programmet kontrollerar utan anslutning att varje fil är den som dess part undertecknade, att kedjan och underskrifterna i varje granskningslogg håller, och att båda ändar av varje meddelande säger detsamma. Raden med \"0 oförklarade\" är resultatet.",
			matrix:    "3. VEM KUNDE SE VAD, uträknat ur summorna som granskningsloggarna har, inte ur ett löfte. \"Härledbar\" betyder att det går att räkna ut exakt ur det parten såg.",
			questions: "4. NÅGRA FRÅGOR, varje svar med hur det är känt.",
			report:    "5. RAPPORTEN med alla frågor är skriven; öppna den i en webbläsare:",
			damage:    "6. HITTAS EN ÄNDRING? I en kopia ändras nu en siffra i en granskningslogg. Programmet säger vilken fil, vilken rad och vilken händelse.",
			end:       "Det var allt som behövdes: ingen nyckel, ingen deltagare, ingen anslutning. Vad detta inte kan hitta står i docs/evidence.md.",
		},
	}
}
