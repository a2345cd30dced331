package lang

// swedishTrainer says what a site's own training program did wrong.
func swedishTrainer() map[string]string {
	return map[string]string{
		"trainer.fault": "träningsprogrammet %[1]q (%[2]s, omgång %[3]d) %[4]s",
		"trainer.exit":  "%[1]s; det slutade med %[2]s",
		"trainer.last":  "%[1]s; sista raden på dess standard error är %[2]q",
		"trainer.line":  "%[1]s",
		"trainer.other": "%[1]v",

		"hint.trainer":       "det som programmet skrev står ovan; laga det, och starta sedan alla körningen igen med samma kommandon: den fortsätter där den stod",
		"hint.trainer-start": "det som programmet skrev står ovan; laga det och starta igen med samma kommando",

		"trainer.no-command": "träningsprogrammet har inget kommando: skriv --trainer \"PROGRAM ARGUMENT\"",
		"trainer.quote":      "--trainer: citattecknet %[1]s öppnar ett citat som inte stängs",
		"trainer.not-found":  "träningsprogrammet %[1]q är inget program på denna dator: ange dess sökväg, eller installera det",
		"trainer.parameters": "ett träningsprogram har 1 till %[1]d parametrar, inte %[2]d",
		"trainer.start":      "startar inte: %[1]v",

		"trainer.late":       "har inte svarat inom %[1]s: ge det mindre att göra i en omgång, eller kom överens om ett högre seconds",
		"trainer.ended":      "slutade, eller stängde sin standard output, innan svaret var helt",
		"trainer.read":       "kan inte läsas (%[1]v)",
		"trainer.deaf":       "slutade, eller stängde sin standard input, i stället för att läsa frågan",
		"trainer.failed":     "säger: %[1]q",
		"trainer.version":    "talar version %[1]d av ramarna, detta program version %[2]d: se docs/trainer.md",
		"trainer.shape":      "svarar med %.4[1]g parametrar, de måste vara %[2]d",
		"trainer.prints":     "skriver text på sin standard output, som är till för ramar: %[1]q; låt det skriva på standard error",
		"trainer.garbage":    "skriver något som inte är något svar: en ram av slag %[1]d med %[2]d byte, där slag %[3]d med %[4]d väntas; se docs/trainer.md",
		"trainer.other-call": "svarar på något annat än frågan: ett svar upprepar frågans omgång och del",

		"trainer.other-model": "har en modell med %[1]d parametrar, överenskommelsen säger %[2]d: använd den modell som avtalats",
		"trainer.no-rows":     "säger att det tränade på noll rader: se efter i dess data",
		"trainer.max-rows":    "säger att det använde %[1]d rader, överenskommelsen tillåter max_rows %[2]d: använd färre, eller kom överens om fler",
		"trainer.loss":        "säger att förlusten är %[1]v: sänk dess inlärningstakt, eller leta efter extrema värden i dess data",
		"trainer.beyond":      "ger parameter %[1]d som %.4[2]g, bortom det avtalade aggregation.clip %[3]g: sänk dess inlärningstakt, eller kom överens om ett högre clip",
		"trainer.not-finite":  "ger parameter %[1]d som %[2]v: sänk dess inlärningstakt, eller leta efter extrema värden i dess data",

		// The joint model and its file.
		"learn.no-program":       "modellen är %[1]s, och inget träningsprogram finns till hands: ange det med --trainer",
		"learn.rule-beyond":      "steget på medelvärdet för parameter %[1]d till %.3[2]g, bortom det avtalade clip %[3]g: kom överens om ett lägre algorithm.server_rate eller, om ett sådant värde kan vara riktigt, om ett högre aggregation.clip",
		"learn.state-parameters": "det har ett annat antal parametrar än överenskommelsen: börja om körningen",
		"tensor.count":           "en fil har 1 till %[1]d parametrar, inte %[2]d",
		"tensor.ends":            "filen slutar för tidigt: den har kapats",
		"tensor.file":            "%[1]s: %[2]v",
		"tensor.header":          "är ingen fil med parametrar från detta program: dess huvud är ett annat",
		"tensor.header-long":     "huvudet har %[1]d byte, högst %[2]d är tillåtna",
		"tensor.more":            "filen fortsätter efter sin sista parameter: den har ändrats eller skadats",
		"tensor.not-finite":      "parameter %[1]d är %[2]v",
	}
}
