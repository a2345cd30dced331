package lang

// swedishFaults says why learning stops, or what is wrong with its result, and
// what is wrong with a model or its file.
func swedishFaults() map[string]string {
	return map[string]string{
		// Where it happened.
		"learn.failed":                 "%[1]v",
		"privacy.spent":                "med omgång %[1]d (%[2]s) skulle det som denna deltagare har sänt under överenskommelsen komma till ε = %.4[3]g vid δ = %.3[4]g, över avtalade ε = %[5]g: inget av det lämnar deltagaren; en ny körning behöver en ny överenskommelse",
		"learn.moments":                "standardisering, över alla deltagare: %[1]v",
		"learn.newton-round":           "newtonomgång %[1]d, över alla deltagare: %[2]v",
		"learn.nothing-held":           "%[1]v rader är undanhållna hos omgångens deltagare, med en förlust på %[2]v: kom överens om ett större algorithm.validation, eller ta bort det tillsammans med algorithm.patience",
		"personal.no-intercept":        "interceptet lämnades som det är: utfallet är detsamma i alla %[1]d träningsrader hos denna deltagare",
		"personal.no-intercept-remedy": "inget, eller fler rader",
		"personal.none":                "%[1]v",
		"personal.joint":               "använd den gemensamma modellen",
		"personal.slower":              "kom överens om ett lägre algorithm.personal.rate eller färre steg, eller använd den gemensamma modellen",
		"learn.weight":                 "vikt %[1]d",
		"learn.averaging-round":        "%[1]s-omgång %[2]d, över alla deltagare: %[3]v",
		"learn.averaging-here":         "%[1]s-omgång %[2]d, hos denna deltagare: %[3]v",

		// Faults: what, and what to do.
		"network.activation":      "nätverket: %.40[1]q är ingen aktivering: använd relu eller tanh",
		"network.loss":            "nätverket: %.40[1]q är ingen förlust: använd logistic, softmax eller squared",
		"network.softmax-outputs": "nätverket: softmax behöver minst 2 utgångar",
		"network.layers":          "nätverket: %[1]d dolda lager, högst %[2]d stöds",
		"network.width":           "nätverket: ett lager med %[1]d enheter: använd 1 till %[2]d",
		"network.weights":         "nätverket: fler än %[1]d vikter: använd färre eller smalare lager",

		"model.fault": "%[1]s: %[2]s", "model.both": "%[1]s; %[2]s", "model.names": "%[1]s", "model.names-and-more": "%[1]s och %[2]d till",
		"model.one-outcome":     "utfallet är detsamma i alla %.0[1]f träningsrader, så ingenting kan läras",
		"model.look-at-outcome": "se efter i utfallets kolumn och i regeln för vad som räknas som positivt",

		"learn.one-outcome-here":   "utfallet är detsamma i alla %[1]d träningsrader hos denna deltagare",
		"learn.one-outcome-remedy": "inget behöver göras om det verkligen är så här, de andras rader kan väga upp det; annars se efter i utfallets kolumn och dess regel",

		"learn.constant": "oföränderliga över alla träningsrader, eller nästan så mätt mot det angivna intervallet: %[1]s",
		"learn.narrower": "kom överens om ett schema utan dessa, med färre nivåer eller ett snävare intervall",

		"model.collinear":           "kolumner bestämmer varandra, så att ingen enskild uppsättning koefficienter är bäst: %[1]s",
		"model.collinear-penalised": "kolumner bestämmer varandra, så att bara straffet (ridge) avgör hur de delar på sin verkan: %[1]s",
		"model.follows-from":        "%[1]s ur %[2]s", "model.no-variation": "%[1]s varierar inte",
		"model.remove-one":    "ta bort en kolumn ur varje grupp i schemat eller slå ihop nivåer, eller kom överens om ridge över 0",
		"model.read-together": "läs inte dessa koefficienter en och en; eller ta bort en kolumn ur varje grupp i schemat eller slå ihop nivåer",
		"model.singular":      "Hessematrisen är singulär: kolumner bestämmer varandra eller utfallet; använd ridge över 0 eller ta bort kolumner",

		"model.separated":       "kolumnerna skiljer utfallen åt felfritt i alla träningsrader, så att koefficienter växer utan gräns om inget straff finns, framför allt %[1]s",
		"model.quasi-separated": "för vissa rader bestämmer kolumnerna utfallet (som när alla rader på en nivå har samma), så att dessa koefficienter växer utan gräns, eller nästan, om inget straff finns: %[1]s",
		"model.penalise":        "kom överens om ridge över 0, till exempel 1, eller ta bort eller slå ihop dessa kolumner; se först efter om någon av dem blir känd först efter utfallet",

		"model.iterations":           "ingen konvergens på %[1]d iterationer",
		"model.higher-ridge":         "använd ett högre värde på ridge",
		"learn.no-convergence":       "ingen konvergens inom de avtalade %[1]d omgångarna (största ändring %.1[2]e, tolerans %.1[3]e)",
		"learn.more-rounds":          "kom överens om fler omgångar eller ett högre värde på ridge",
		"learn.still-growing":        "%[1]s; koefficienter växer ännu, så som de gör utan gräns där kolumner bestämmer utfallet för vissa rader: %[2]s",
		"learn.ridge-or-rounds":      "kom överens om ridge över 0, till exempel 1, eller om fler omgångar för att bli säker",
		"learn.rounded":              "medelvärdena är avrundade med upp till %.1[1]g, vilket kan vara skälet till att de inte längre ändras",
		"learn.more-bits":            "kom överens om ett högre aggregation.bits eller ett lägre aggregation.clip",
		"learn.unsettled":            "en koefficient ändrades ännu med %.2[1]g i den sista av de avtalade %[2]d omgångarna",
		"learn.more-rounds-or-lower": "kom överens om fler omgångar, eller om ett lägre rate om förlusten inte minskade stadigt; modellen går att använda men är inte den som fler omgångar skulle ge",

		"learn.noisy-columns":        "hur mycket några kolumner varierar går inte att skilja från bruset, så de väger mindre: %[1]s",
		"learn.noisy-columns-remedy": "kom överens om snävare intervall för tal, om färre kolumner eller om ett högre epsilon",
		"learn.drowned":              "bruset gör varje koefficient fel med omkring %.2[1]g, vilket kan vara lika mycket som den säger",
		"learn.drowned-remedy":       "jämför med vad denna deltagares egna rader ger ensamma; kom överens om ett högre epsilon, eller om fler rader",

		"learn.hidden":        "bruset döljer vad utfallet har att göra med %[1]s",
		"learn.hidden-remedy": "dra ingen slutsats av deras koefficienter; kom överens om ett högre epsilon, om färre kolumner eller om fler rader",

		"learn.no-minimum": "målfunktionen med brus har inget minimum som går att hitta: leta efter extrema värden bland raderna, eller kom överens om ett högre ridge",

		"learn.intercept": "interceptet", "learn.coefficient": "koefficienten för %[1]s",
		"learn.beyond-clip":    "träningen förde %[1]s till %.3[2]g, bortom det avtalade clip %[3]g",
		"learn.loss-above":     "förlusten är %.4[1]g per rad, över de %.4[2]g som den började med",
		"learn.loss-rose":      "förlusten ökade igen, till %.4[1]g per rad",
		"learn.lower-rate":     "kom överens om ett rate under %[1]g, till exempel %.2[2]g",
		"learn.fewer-steps":    "%[1]s, om färre steps än %[2]d",
		"learn.slower-or-clip": "%[1]s, om ett högre ridge eller, om ett sådant värde kan vara riktigt, om ett högre aggregation.clip",

		// Rows and sums that do not fit the agreement.
		"learn.training": "träningsrader", "learn.test": "testrader",
		"learn.max-rows":          "%[1]d %[2]s, överenskommelsen tillåter max_rows %[3]d: kom överens om ett högre max_rows",
		"learn.other-columns":     "dessa %[1]s har kolumnerna %[2]q, överenskommelsen ger %[3]q: läs dem med dess schema",
		"learn.no-training-rows":  "inga träningsrader: denna deltagare kan inte bidra",
		"learn.not-finite":        "fasen %[1]s: värde %[2]d är %[3]v: leta efter extrema värden bland raderna",
		"learn.moments-rows":      "standardisering: %[1]v rader i allt är ingen summa av 1 till %[2]d rader hos %[3]d deltagare",
		"learn.moments-positives": "standardisering: %[1]v positiva utfall i %[2]v rader",
		"learn.rows":              "%[1]v rader i allt är ingen summa av 1 till %[2]d rader hos %[3]d deltagare",
		"learn.no-average":        "vikt %[1]d är %[2]v, vilket inte är något medelvärde av vikter inom det avtalade clip %[3]g",
		"learn.negative-bin":      "utvärdering: fack %[1]d i det summerade histogrammet är negativt",
		"learn.histogram-rows":    "utvärdering: det summerade histogrammet har %[1]v rader, deltagarna säger %[2]d",

		"learn.phase":           "fasen %[1]s: %[2]v",
		"learn.not-due":         "fasen %[1]s står på tur, inte %[2]s",
		"learn.no-contribution": "fasen %[1]s har inget bidrag",
		"learn.no-contributor":  "fasen %[1]s: en summa behöver någon som bidrar",
		"learn.values":          "fasen %[1]s: %[2]d värden, planen har %[3]d",
		"learn.state":           "inlärningens sparade läge: %[1]v",
		"learn.state-version":   "version %[1]d, detta program läser version %[2]d",
		"learn.state-columns":   "det har ett annat antal kolumner än överenskommelsen: börja om körningen",
		"learn.state-phase":     "fasen %.40[1]q finns inte",
		"rehearsal.one-outcome": "utfallet %[1]q är detsamma för varje värde som schemat tillåter: rätta dess regel %[2]q eller dess intervall",

		// What programs say of a run.
		"predict.writing":        "skriver %[1]s: %[2]v",
		"profile.no-participant": "%[1]s är ingen deltagare i överenskommelsen",
		"earlier.unreadable":     "vad som öppnades i en tidigare körning går inte att veta: %[1]v",
		"earlier.changed":        "överenskommelsen, granskningsloggen och run.json i %[1]s hör inte till samma körning (%[2]s): någon har ändrats; lägg tillbaka det som låg där",
		"earlier.stranger":       "%[1]s: %[2]s ingick i summan i omgång %[3]d och är ingen deltagare i överenskommelsen där: någon har ändrats; lägg tillbaka det som låg där",
		"earlier.ledger":         "%[1]s: %[2]v; lägg tillbaka filen som den var",
		"report.changed":         "%[1]s är inte körningens överenskommelse (%[2]s): den har ändrats; lägg tillbaka den som undertecknades",

		// Models and their files.
		"model.file":             "%[1]s: %[2]v",
		"model.file-not":         "är ingen modellfil: %[1]v",
		"model.file-json":        "vid byte %[1]d är den inte längre JSON",
		"model.file-ends":        "den slutar för tidigt",
		"model.file-type":        "dess nyckel %[1]q har ett värde av ett annat slag",
		"model.file-key":         "den har nyckeln %.80[1]s, som en modellfil inte har",
		"model.file-kind":        "är ingen modellfil: dess kind är %.40[1]q",
		"model.file-large":       "modellfilen har %[1]d byte, högst %[2]d är tillåtna",
		"model.file-version":     "modellfilen har version %[1]d, detta program läser version %[2]d och %[3]d: använd programmet som skrev den",
		"model.file-digest":      "modellen har inte den kontrollsumma som filen anger: den har ändrats eller skadats, hämta den igen",
		"model.file-more":        "mer följer efter slutet",
		"model.file-sizes":       "modellen har %[1]d variabler, %[2]d medelvärden, %[3]d standardavvikelser, %[4]d intervall och %[5]d koefficienter: de måste vara lika många och fler än 0",
		"model.file-schema":      "schemat i modellen är inte det vars kontrollsumma den anger",
		"model.file-both":        "modellen är ett nätverk och har dessutom koefficienter: den kan bara vara ettdera",
		"model.file-no-networks": "är ingen modellfil: version %[1]d hade inga nätverk",
		"model.file-no-layer":    "modellens nätverk har inget lager mellan kolumnerna och utfallet",
		"model.file-network":     "modellens nätverk går inte att räkna med: %[1]v",
		"model.file-weights":     "modellens nätverk har %[1]d vikter, med sin form ska det ha %[2]d",
		"model.file-floats":      "dess vikter är inte base64 så som detta program skriver det",
		"model.file-float-bytes": "dess vikter har %[1]d byte, vilket inte är en multipel av 4",
		"model.file-float-value": "dess vikt %[1]d är %[2]v",
		"model.file-noise":       "vad modellen säger om sitt brus har %[1]d avvikelser för %[2]d variabler, eller någon som inte är det",
		"model.file-noise-of":    "modellen säger hur fel bruset gjort dess koefficienter, och har inga sådana eller inget brus",
		"model.file-deviation":   "modellens variabel %[1]q har standardavvikelsen %[2]v, den måste vara större än 0",
		"model.other-columns":    "modellen har %[1]d variabler, tabellen %[2]d kolumner: läs den med schemat i modellens överenskommelse",
		"model.other-column":     "modellens variabel %[1]d är %[2]q, tabellens kolumn %[3]q: läs den med schemat i modellens överenskommelse",
		"model.no-rows":          "det finns inga rader att träna på",
		"model.sizes":            "%[1]d vikter kräver en gradient med %[2]d och en Hessematris med %[3]d värden, de har %[4]d och %[5]d",
	}
}
