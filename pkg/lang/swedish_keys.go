package lang

// swedishKeys says what the JSON Schema of an agreement says of its keys, and
// how their values are written; the English text is the key.
func swedishKeys() map[string]string {
	return map[string]string{
		// Rules of writing.
		"in quotes one of > >= < <= =, a space and a number; or is, a space and one of levels":                   "inom citattecken något av > >= < <= =, ett mellanslag och ett tal; eller is, ett mellanslag och ett av levels",
		"a number and s, m or h without a space, such as 90s, 10m or 2h":                                         "ett tal och s, m eller h utan mellanslag, som 90s, 10m eller 2h",
		"year, month and day, such as 2030-12-31":                                                                "år, månad och dag, som 2030-12-31",
		"a letter a to z, then up to 31 of the letters a to z, digits and -; no capitals, spaces, å, ä or ö":     "en bokstav a till z, sedan högst 31 bokstäver a till z, siffror och -; inga versaler, mellanslag, å, ä eller ö",
		"samband1: and 43 letters, digits, - or _, copied from what init printed":                                "samband1: och 43 bokstäver, siffror, - eller _, kopierat från det som init skrev ut",
		"a letter A to Z or digit, then up to 63 of the letters A to Z, digits, . _ and -; no spaces, å, ä or ö": "en bokstav A till Z eller siffra, sedan högst 63 bokstäver A till Z, siffror, . _ och -; inga mellanslag, å, ä eller ö",
		"a letter (å, ä and ö are letters), then up to 63 letters, digits, _ . and -; no spaces":                 "en bokstav (å, ä och ö är bokstäver), sedan högst 63 bokstäver, siffror, _ . och -; inga mellanslag",

		// The agreement and its parties.
		"What the participants and the coordinator sign before any data moves. A technical document, not the contract that GDPR Articles 26 and 28 ask for.": "Det som deltagarna och samordnaren undertecknar innan några data rör sig. Ett tekniskt dokument, inte det avtal som artiklarna 26 och 28 i dataskyddsförordningen kräver.",
		"Version of this format.":                                                                                                "Formatets version.",
		"Name of the collaboration, for people.":                                                                                 "Samarbetets namn, för människor.",
		"What the model is for. Declared by the parties, checked by nobody here.":                                                "Vad modellen ska användas till. Parterna uppger det, ingen kontrollerar det här.",
		"Legal basis that the parties rely on. Declared, checked by nobody here.":                                                "Rättslig grund som parterna stöder sig på. Uppges, kontrolleras inte här.",
		"The participants: every organisation that brings rows, in the order used for everything that is ordered. At least two.": "Deltagarna: varje organisation som har rader med, i den ordning som gäller för allt som är ordnat. Minst två.",
		"Short name in messages and files.":                                                                                      "Kort namn i meddelanden och filer.",
		"Name of the organisation, for people.":                                                                                  "Organisationens namn, för människor.",
		"Role that the participant declares, such as controller, joint controller or processor. Free text: it is for people who read the agreement, the programs make nothing of it, and which roles there are is a question of law.": "Roll som deltagaren uppger, till exempel personuppgiftsansvarig, gemensamt personuppgiftsansvarig eller personuppgiftsbiträde. Fri text för dem som läser överenskommelsen; programmen använder den inte, och vilka roller som finns är en rättslig fråga.",
		"Public identity key, as 'client init' prints it.":                             "Öppen identitetsnyckel, så som 'client init' skriver ut den.",
		"Who runs the program that adds what it cannot read.":                          "Den som kör programmet som adderar det som det inte kan läsa.",
		"Name of the service, for people.":                                             "Tjänstens namn, för människor.",
		"Who operates it: the id of a participant if one does, otherwise a name.":      "Vem som driver den: en deltagares id om en deltagare gör det, annars ett namn.",
		"Public identity key, as 'coordinator init' prints it. Never a participant's.": "Öppen identitetsnyckel, så som 'coordinator init' skriver ut den. Aldrig en deltagares.",

		// The rows.
		"The rows that each participant brings. Columns of a file that are not named here are never read into memory that is kept.": "Raderna som varje deltagare har med. Kolumner i en fil som inte nämns här läses aldrig in i minne som behålls.",
		"Name of the data set, for people.":                                       "Datamängdens namn, för människor.",
		"What the model predicts. Rows without a value are left out and counted.": "Det som modellen förutsäger. Rader utan värde utelämnas och räknas.",
		"Name of the outcome.":                                                    "Utfallets namn.",
		"What counts as the outcome, for people.":                                 "Vad som räknas som utfallet, för människor.",
		"What the column that holds it is called in the file's first line.":       "Vad kolumnen med utfallet heter på filens första rad.",
		"When a row counts as positive: a comparison, a space and a number, such as \"> 0\"; or, where the column holds words, \"is\", a space and one of levels.": "När en rad räknas som positiv: en jämförelse, ett mellanslag och ett tal, till exempel \"> 0\"; eller, om kolumnen innehåller ord, \"is\", ett mellanslag och ett av levels.",
		"Words that the column may hold, each in quotes, where it holds no numbers.":                                                                               "Ord som kolumnen får innehålla, vart och ett inom citattecken, om den inte innehåller tal.",
		"Smallest value that the column may hold.": "Minsta värde som kolumnen får innehålla.",
		"Largest value that the column may hold.":  "Största värde som kolumnen får innehålla.",
		"Texts in a cell that mean a missing value, such as \"NA\"; no numbers. An empty cell is always missing.": "Texter i en cell som betyder att värdet saknas, till exempel \"NA\"; inga tal. I en tom cell saknas värdet alltid.",
		"What the column that tells patients apart is called in the file's first line. With it all rows of a patient are learnt from or all held back, and patients are counted; nothing of the column leaves the site. A patient at two sites is on the same side at both if both write the same text.": "Vad kolumnen som skiljer patienter åt heter på filens första rad. Med den lärs antingen alla rader för en patient in eller undantas alla, och patienter räknas; ingenting ur kolumnen lämnar deltagaren. En patient hos två deltagare hamnar på samma sida hos båda om båda skriver samma text.",
		"Columns that the model uses, in the order of the model.":                                    "Kolumner som modellen använder, i modellens ordning.",
		"Name of the feature in the model and in messages.":                                          "Variabelns namn i modellen och i meddelanden.",
		"What the column is called in the file's first line, where that is not name. Default: name.": "Vad kolumnen heter på filens första rad, om det inte är name. Utan värde: name.",
		"What it means, for people.":                                                                 "Vad den betyder, för människor.",
		"number within min and max, binary 0 or 1, category one of levels.":                          "number: inom min och max; binary: 0 eller 1; category: ett av levels.",
		"Unit of a number, such as mmHg.":                                                            "Enhet för ett tal, till exempel mmHg.",
		"Smallest value, which a number needs; a row below is an error.":                             "Minsta värde, som ett tal behöver; en rad under det är ett fel.",
		"Largest value, which a number needs; a row above is an error.":                              "Största värde, som ett tal behöver; en rad över det är ett fel.",
		"Values of a category, which needs them, each in quotes; the first is the reference and gets no column. \"1|2\" merges two values into one level.":                       "Värden för en kategori, som behöver dem, vart och ett inom citattecken; det första är referensen och får ingen kolumn. \"1|2\" slår ihop två värden till en nivå.",
		"What becomes of a row without a value: left out and counted. Default drop.":                                                                                             "Vad som sker med en rad utan värde: den utelämnas och räknas. Utan värde: drop.",
		"Why the model needs a column whose values look like personal identity numbers, free text or are nearly all different. Without it 'client check' refuses such a column.": "Varför modellen behöver en kolumn vars värden ser ut som personnummer, är fritext eller nästan alla är olika. Utan skälet vägrar 'client check' en sådan kolumn.",

		// Learning.
		"Kind of model.":           "Slag av modell.",
		"How the model is learnt.": "Hur modellen lärs.",
		"newton: standardisation, then Newton steps, then evaluation, each one secure sum. fedavg: the same with averages of models that each site trains on by itself, weighted by rows; needs steps and rate.":                    "newton: standardisering, sedan Newtonsteg, sedan utvärdering, vart och ett en säker summa. fedavg: detsamma med medelvärden av modeller som varje deltagare tränar vidare för sig, viktade efter rader; behöver steps och rate.",
		"Most Newton steps, or most averages; learning stops earlier once no coefficient moves by more than tolerance.":                                                                                                             "Högsta antal Newtonsteg eller medelvärden; inlärningen slutar tidigare när ingen koefficient ändras med mer än tolerance.",
		"fedavg only: gradient steps over all its rows that each site makes between two averages.":                                                                                                                                  "bara fedavg: antal gradientsteg över alla sina rader som varje deltagare gör mellan två medelvärden.",
		"fedavg only: size of a gradient step on the mean log-loss, for standardised columns.":                                                                                                                                      "bara fedavg: storleken på ett gradientsteg för den genomsnittliga logaritmiska förlusten, med standardiserade kolumner.",
		"Penalty λ of λ/2·|b|² on the summed log-loss, intercept free. 0 is the maximum-likelihood fit, which does not exist where columns separate the outcome or determine each other: the run then stops and names them.":        "Straffet λ i λ/2·|b|² på den summerade logaritmiska förlusten, interceptet utan straff. 0 ger maximum likelihood-anpassningen, som inte finns när kolumner skiljer utfallen åt eller bestämmer varandra: då stannar körningen och nämner dem.",
		"Most training or test rows that one site may bring; sets the width of the sums.":                                                                                                                                           "Högsta antal träningsrader eller testrader som en deltagare får ha med; avgör summornas bredd.",
		"Learning stops when no coefficient moves by more than this. Default 1e-8.":                                                                                                                                                 "Inlärningen slutar när ingen koefficient ändras med mer än detta. Utan värde: 1e-8.",
		"Which rows each site holds back for evaluation. With schema.patient_id whole patients are: a hash of seed, dataset and patient decides. Without it rows are: a hash of seed, dataset, site and place in the file decides.": "Vilka rader varje deltagare undantar för utvärdering. Med schema.patient_id är det hela patienter: en kontrollsumma av seed, dataset och patient avgör. Annars är det rader: en kontrollsumma av seed, dataset, deltagare och plats i filen avgör.",
		"First part of what is hashed, in quotes.": "Första delen av det som kontrollsumman tas av, inom citattecken.",
		"Second part of what is hashed.":           "Andra delen av det som kontrollsumman tas av.",
		"Part that is held back: without schema.patient_id of the rows of each site and outcome; with it one patient in m, m being 1/test rounded, so at most 0.5.": "Andelen som undantas: utan schema.patient_id av raderna hos varje deltagare och med varje utfall; med den en patient av m, där m är 1/test avrundat, alltså högst 0.5.",

		// The sums.
		"How contributions are added.": "Hur bidrag adderas.",
		"one-time-he: the coordinator adds ciphertexts and reads nothing. The others are there to be compared with. pairwise-masks: holds if the coordinator follows the protocol. direct-bgv and direct-ckks: hold if all parties do. plaintext: the coordinator sees everything.": "one-time-he: samordnaren adderar krypterade tal och läser inget. De andra finns till jämförelse. pairwise-masks: håller om samordnaren följer protokollet. direct-bgv och direct-ckks: håller om alla parter gör det. plaintext: samordnaren ser allt.",
		"t: how many committee members open a sum together. Default m - min(2, (m-1)/2 rounded down) for a committee of m up to 8, 5 above.":                                                                                                                                        "t: hur många medlemmar i kommittén som tillsammans öppnar en summa. Utan värde: m - min(2, (m-1)/2 avrundat nedåt) för en kommitté av m upp till 8, 5 däröver.",
		"Participants that hold key shares. Default: all up to n = 8, the first nine above.":                                                                                                                                                                                        "Deltagare som har nyckelandelar. Utan värde: alla upp till n = 8, de nio första däröver.",
		"Participants that are left out of sums and readmitted together: every participant in one group, each group of at least min_contributors at its least. Without it all who were in the first sum must be in every later one.":                                                "Deltagare som utelämnas ur summor och tas med igen tillsammans: varje deltagare i en grupp, varje grupp med minst så många som min_contributors minst är. Utan den måste alla som var med i den första summan vara med i varje senare.",
		"Fewest contributions in a sum that may be opened. Default and least: the smaller of t + 1 and n.":                                                                                                                                                                          "Minsta antal bidrag i en summa som får öppnas. Utan värde, och minst: det mindre av t + 1 och n.",
		"How long a step waits for a message, from 1s to 168h. Default 10m.":                                                                                                                                                                                                        "Hur länge ett steg väntar på ett meddelande, från 1s till 168h. Utan värde: 10m.",
		"fedavg: bits of a model weight. It is sent times the rows of its site, which takes as many bits more as max_rows has. Default 16.":                                                                                                                                         "fedavg: bitar för en vikt i modellen. Den skickas gånger deltagarens antal rader, vilket tar så många bitar till som max_rows har. Utan värde: 16.",
		"fedavg: largest size of a model weight, for standardised columns; a site whose training goes beyond it stops. Default 8.":                                                                                                                                                  "fedavg: största storlek på en vikt i modellen, med standardiserade kolumner; en deltagare vars träning går utanför stannar. Utan värde: 8.",

		// Whom the sums protect.
		"Whom the sums protect, and from whom.": "Vem summorna skyddar, och mot vem.",
		"Whose presence counts as one.":         "Vems närvaro som räknas som en.",
		"Most rows of one patient, where the unit is patient. Without schema.patient_id it must be 1.":     "Högsta antal rader för en patient, när unit är patient. Utan schema.patient_id måste det vara 1.",
		"Noise added at the sites. This version adds none.":                                                "Brus som läggs till hos deltagarna. Denna version lägger inte till något.",
		"Privacy loss, with noise; this version adds none and refuses the key.":                            "Integritetsförlust, med brus; denna version lägger inte till något och vägrar nyckeln.",
		"Failure probability of the privacy loss, with noise; this version adds none and refuses the key.": "Sannolikhet att integritetsförlusten överskrids, med brus; denna version lägger inte till något och vägrar nyckeln.",
		"How many participants are assumed to collude. Default: the larger of 1 and the collusion bound.":  "Hur många deltagare som antas samverka i hemlighet. Utan värde: det större av 1 och gränsen för samverkan.",
		"Smallest count that a sum may show.":                                                              "Minsta antal som en summa får visa.",
		"Counts from 1 to one less than this are small.":                                                   "Antal från 1 till ett mindre än detta är små.",
		"What 'client check' does about small cells in a site's own rows: merge proposes which levels to merge before signing, refuse keeps the site from signing with --data and from running. The evaluation's histogram of scores is listed and never refused: it depends on the model.": "Vad 'client check' gör med små celler i deltagarens egna rader: merge föreslår vilka nivåer som ska slås ihop före underskrift, refuse hindrar deltagaren från att underteckna med --data och från att köra. Utvärderingens histogram av poäng räknas upp och vägras aldrig: det beror på modellen.",

		// What comes of it.
		"Who gets what when the run is done.":                                                                       "Vem som får vad när körningen är klar.",
		"Ids of those who get the model. Default: all participants, who compute it themselves.":                     "Id för dem som får modellen. Utan värde: alla deltagare, som räknar ut den själva.",
		"model: coefficients and scaling. metrics: loss and AUC over all sites together.":                           "model: koefficienter och skalning. metrics: förlust och AUC över alla deltagare tillsammans.",
		"How long model and ledger are kept. Declared.":                                                             "Hur länge modell och granskningslogg behålls. Uppges.",
		"Until when participants keep round secrets for an inspector. This version keeps none and refuses the key.": "Till när deltagare behåller hemligheter från omgångarna åt en granskare. Denna version behåller inga och vägrar nyckeln.",
		"What the parties know and accept. Needed where it applies, refused where it does not.":                     "Vad parterna känner till och godtar. Krävs där det är aktuellt, vägras där det inte är det.",
		"plaintext: the coordinator sees every contribution. two-party-derivable: with two participants each can subtract its own from the sum and has the other's. dropout-derivable: sums over sets that differ by few show those few's contribution; needed where participants should come and go one by one, or where sums under earlier agreements have been over other participants. semi-honest-coordinator and semi-honest-parties: pairwise-masks holds only if the coordinator, direct-bgv and direct-ckks only if all parties follow the protocol.": "plaintext: samordnaren ser varje bidrag. two-party-derivable: med två deltagare kan var och en dra sitt eget från summan och har den andras. dropout-derivable: summor över mängder som skiljer sig åt med några få visar dessa fås bidrag; behövs när deltagare ska kunna komma och gå en och en, eller när summor under tidigare överenskommelser har varit över andra deltagare. semi-honest-coordinator och semi-honest-parties: pairwise-masks håller bara om samordnaren, direct-bgv och direct-ckks bara om alla parter följer protokollet.",
	}
}
