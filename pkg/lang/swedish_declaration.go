package lang

// swedishDeclaration says what is wrong with the declaration of the rows, and
// with a public key.
func swedishDeclaration() map[string]string {
	return map[string]string{
		"schema.as-outcome": "utfallet", "schema.the-patient": "patient_id",
		"schema.the-outcome": "utfallet %[1]q", "schema.the-feature": "variabeln %[1]q",
		"schema.outcome-column": "utfallets column", "schema.feature-column": "variabeln %[1]q: column",

		"schema.title":               "titeln har %[1]d byte, högst %[2]d är tillåtna",
		"schema.columns":             "variablerna ger %[1]d kolumner i modellen, högst %[2]d är tillåtna: slå ihop nivåer",
		"schema.column-twice":        "kolumnen %[1]q är både utfallet och patient_id",
		"schema.features":            "%[1]d variabler, de måste vara 1 till %[2]d",
		"schema.feature-name":        "variabel %[1]d: %.80[2]q är inget namn (en bokstav, sedan högst 63 bokstäver, siffror, _ . -; en kolumn som heter något annat anges med column)",
		"schema.feature-text":        "variabeln %[1]q: description eller unit är längre än %[2]d byte",
		"schema.feature-twice":       "variabeln %[1]q finns två gånger: ge var och en ett eget namn, filens kolumn anges med column",
		"schema.heading":             "%[1]s %.80[2]q kan inte vara namnet på en kolumn här: 1 till %[3]d byte, utan mellanslag i ändarna, osynliga tecken eller märken som står skilda från sin bokstav",
		"schema.heading-twice":       "variabeln %[1]q: kolumnen %[2]q är redan angiven som %[3]s: varje kolumn har en enda betydelse",
		"schema.identifying":         "variabeln %[1]q: identifying_because har %[2]d byte, högst %[3]d är tillåtna",
		"schema.level-long":          "%[1]s: nivån %.80[2]q har %[3]d byte, högst %[4]d är tillåtna",
		"schema.level-text":          "%[1]s: nivån %.80[2]q är ingen text på 1 till %[3]d byte med bara enstaka mellanslag inuti, och inte heller flera sådana med | emellan",
		"schema.level-twice":         "%[1]s: nivån %[2]q finns två gånger",
		"schema.levels-count":        "%[1]s: %[2]d nivåer, en kategori behöver 2 till %[3]d, referensen först",
		"schema.levels-where":        "variabeln %[1]q: bara en kategori har nivåer",
		"schema.missing-count":       "%[1]d missing_values, högst %[2]d är tillåtna",
		"schema.missing-level":       "%.80[1]q i missing_values är också en nivå hos variabeln %[2]q: den kan inte vara båda",
		"schema.missing-number":      "%.80[1]q i missing_values är ett tal, som en annan kolumn kan ha som värde: töm de cellerna i stället",
		"schema.missing-outcome":     "%.80[1]q i missing_values är också en nivå hos utfallet: den kan inte vara båda",
		"schema.missing-policy":      "variabeln %[1]q: missing %.80[2]q finns inte, skriv %[3]q",
		"schema.missing-text":        "%.80[1]q i missing_values är ingen text på 1 till %[2]d byte med bara enstaka mellanslag inuti (en tom cell saknar värde utan att stå här)",
		"schema.model-column-twice":  "variablerna %[1]q och %[2]q ger båda modellen kolumnen %[3]q: byt namn på en variabel eller nivå",
		"schema.outcome-description": "utfallet %[1]q: beskrivningen har %[2]d byte, högst %[3]d är tillåtna",
		"schema.outcome-name":        "utfallets namn %.80[1]q är inget namn (en bokstav, sedan högst 63 bokstäver, siffror, _ . -)",
		"schema.outcome-positive":    "utfallet %[1]q: positive %.80[2]q nämner ingen av nivåerna: skriv \"is\", ett mellanslag och nivån",
		"schema.outcome-never":       "utfallet %[1]q: inget värde från min %[2]v till max %[3]v uppfyller %[4]q, så ingen rad kunde vara positiv",
		"schema.outcome-range":       "utfallet %[1]q: min %[2]v och max %[3]v är inget intervall",
		"schema.outcome-rule":        "utfallet %[1]q: %[2]v",
		"schema.outcome-words":       "utfallet %[1]q: en kolumn med nivåer innehåller ord, som inte har min och max",
		"schema.range":               "variabeln %[1]q: ett tal behöver min under max, båda ändliga, de är %[2]v och %[3]v",
		"schema.range-where":         "variabeln %[1]q: bara ett tal har min och max",
		"schema.rule":                "%.80[1]q är ingen regel: skriv en jämförelse, ett mellanslag och ett tal, till exempel \"> 0\", eller ange kolumnens nivåer under levels och skriv \"is\", ett mellanslag och en av dem",
		"schema.rule-comma":          "%.80[1]q har decimalkomma: skriv decimalpunkt",
		"schema.rule-comparison":     "%.80[1]q jämför inte med något av > >= < <= =",
		"schema.type":                "variabeln %[1]q: type %.80[2]q är inte number, binary eller category",

		"key.base64": "%[1]q är ingen öppen nyckel: tecknen efter %[2]q är inte base64 (URL-alfabetet, utan utfyllnad)",
		"key.length": "en öppen nyckel har %[1]d tecken efter %[2]q, denna har %[3]d",
		"key.prefix": "en öppen nyckel börjar med %[1]q, detta är %.60[2]q",
		"key.zeros":  "en öppen nyckel av bara nollor är ingens",
	}
}
