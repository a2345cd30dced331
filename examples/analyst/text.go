package main

// says is what the walk says of its steps in one language.
type says struct {
	what, verify, outside, nobody, rehearsal, unrehearsed, matrix, tests, untested, tested, questions, report, damage, end, bad string
}

func texts() map[string]says {
	return map[string]says{
		"en": {
			what:        "1. WHAT A BUNDLE IS. A folder with the agreement, its signatures, and a folder of each party: its ledger (every message that it sent or received, by size and digest, never the content), what was measured of its connections, and what it tells besides (account). There is no key in it, no row, and no weight of the model.",
			verify:      "2. VERIFY. The program checks, without any connection, that every file is the one that its party signed, that the chain and signatures of each ledger hold, and that both ends of every message say the same. Look for \"0 unexplained\" and no line with \"!\"; the last line is the result. It was done with the keys in the agreement: that they are the parties' own you know only if each party tells you the fingerprint of its key, by telephone for example. \"Payload\" is what the messages held in all, \"by both ends\" that sender and receiver each measured it.",
			outside:     "3. A WITNESS OUTSIDE. All of that is what the parties' own programs say. Bytes that a firewall or router counted between them come from none of these programs. They must lie between two numbers that follow from what the parties say; what does not fit has a line with \"!\". The two are some kilobytes apart: less than that could go along and not show.",
			nobody:      "Nobody gave such a count: name one with -flows FILE. Without it no answer is known from outside.",
			rehearsal:   "4. A REHEARSAL. Before a run the parties can rehearse: the same agreement over made-up rows. If each round of the real run sent what a round of the rehearsal sent, message for message in kind and size, then nothing was sent besides the messages of the plan. What is in the numbers of those this does not show: a changed program can put rows into them, at the same size.",
			unrehearsed: "No bundle of a rehearsal lies beside this one (it would be in BUNDLE-rehearsal): ask for it.",
			matrix:      "5. WHO COULD SEE WHAT, worked out from the sums that the ledgers record, not from a promise. \"Derivable\" means: never received, but computable exactly from what was. Rows and contributions are those of others. Of the sums, a recipient of the model can compute one: the gradient at the optimum. A row with two names is what both know together.",
			tests:       "6. WHAT THE MODEL TELLS. Each participant attacked the finished model with its own rows as the truth: can those that the model was trained on be told from others? AUC 0.5 is guessing, 1 is always right. \"Found at 1%\" is the share of the rows in the model that the test tells, where it takes 1 % of other rows for such. In round brackets are intervals of 95 in 100; in [square ones] figures for which there were too few rows. That is each participant's own word: no one outside can measure it without the rows.",
			tested:      "What the participants tested stands in the tables of step 6; the report has all of it.",
			untested:    "No participant says that it tested the model (client audit): ask for it.",
			questions:   "7. SOME QUESTIONS, each answer with how it is known: measured in the run, configured (follows from the agreement or the program), declared by somebody, or unknown. The last question is what is not shown. The report has all questions.",
			report:      "8. THE REPORT with all questions is written; open it in a browser:",
			damage:      "9. IS A CHANGE FOUND? In a copy one digit of one ledger is changed now. The program names the file, the line, and who signed something else.",
			end:         "That is all that was needed: no key, no participant, no connection. What this cannot find is in docs/evidence.md.",
			bad:         "the bundle that you gave does not verify: what was found stands in steps 2 to 4",
		},
		"sv": {
			what:        "1. VAD EN BUNDLE ÄR. En mapp med överenskommelsen, dess underskrifter, och en mapp från varje part: dess granskningslogg (varje meddelande som den skickat eller tagit emot, med storlek och kontrollsumma, aldrig innehållet), vad som mättes på dess anslutningar, och vad den uppger därutöver (account). I den finns ingen nyckel, ingen rad och ingen av modellens vikter.",
			verify:      "2. GRANSKA. Programmet kontrollerar utan anslutning att varje fil är den som dess part undertecknade, att kedjan och underskrifterna i varje granskningslogg håller, och att båda ändar av varje meddelande säger detsamma. Leta efter \"0 oförklarade\" och efter att ingen rad har \"!\"; den sista raden är resultatet. Det gjordes med nycklarna i överenskommelsen: att de är parternas egna vet du bara om varje part säger dig sin nyckels fingeravtryck, till exempel per telefon. \"Nyttolast\" är vad meddelandena rymde sammanlagt, \"i båda ändar\" att avsändare och mottagare har mätt det var för sig.",
			outside:     "3. ETT VITTNE UTIFRÅN. Allt det är vad parternas egna program säger. Byte som en brandvägg eller router har räknat mellan dem kommer inte från något av programmen. De måste ligga mellan två tal som följer av vad parterna säger; det som inte passar har en rad med \"!\". De två ligger några kilobyte isär: mindre än så kan ha följt med utan att det syns.",
			nobody:      "Ingen har lämnat en sådan räkning: ange en med -flows FIL. Utan den är inget svar känt utifrån.",
			rehearsal:   "4. EN REPETITION. Före en körning kan parterna repetera: samma överenskommelse med påhittade rader. Skickade varje omgång av den verkliga körningen det som en omgång av repetitionen skickade, meddelande för meddelande i slag och storlek, så skickades inget utöver planens meddelanden. Vad som ligger i talen i dem visar det inte: ett ändrat program kan lägga rader i dem, i samma storlek.",
			unrehearsed: "Ingen repetitions bundle ligger bredvid denna (den skulle finnas i BUNDLE-rehearsal): be om den.",
			matrix:      "5. VEM KUNDE SE VAD, uträknat ur summorna som granskningsloggarna har, inte ur ett löfte. \"Härledbart\" betyder: aldrig mottaget, men möjligt att räkna ut exakt ur det som mottogs. Rader och bidrag är de andras. Av summorna kan en mottagare av modellen räkna ut en: gradienten vid optimum. En rad med två namn är vad båda vet tillsammans.",
			tests:       "6. VAD MODELLEN BERÄTTAR. Varje deltagare angrep den färdiga modellen med sina egna rader som facit: går de som modellen tränades på att skilja från andra? AUC 0,5 är gissning, 1 är alltid rätt. \"Hittade vid 1 %\" är andelen av raderna i modellen som testet pekar ut, när det tar 1 % av andra rader för sådana. Inom runda parenteser står intervall för 95 av 100; inom [hakparenteser] siffror som raderna var för få för. Detta är varje deltagares egna ord: ingen utanför kan mäta det utan raderna.",
			tested:      "Det som deltagarna testade står i tabellerna i steg 6; rapporten har allt.",
			untested:    "Ingen deltagare säger att den har testat modellen (client audit): be om det.",
			questions:   "7. NÅGRA FRÅGOR, varje svar med hur det är känt: uppmätt i körningen, konfigurerat (följer av överenskommelsen eller programmet), uppgivet av någon, eller okänt. Den sista frågan är vad som inte har visats. Rapporten har alla frågor.",
			report:      "8. RAPPORTEN med alla frågor är skriven; öppna den i en webbläsare:",
			damage:      "9. HITTAS EN ÄNDRING? I en kopia ändras nu en siffra i en granskningslogg. Programmet säger vilken fil, vilken rad, och vem som har undertecknat något annat.",
			end:         "Det var allt som behövdes: ingen nyckel, ingen deltagare, ingen anslutning. Vad detta inte kan hitta står i docs/evidence.md (på engelska).",
			bad:         "den bundle som du angav håller inte för granskningen: vad som hittades står i steg 2 till 4",
		},
	}
}
