package lang

// swedishAccounts says what is wrong with what a party tells beside its ledger.
func swedishAccounts() map[string]string {
	return map[string]string{
		"documents.foreign":        "%s är ingen granskningslogg från denna körning",
		"documents.sessions":       "granskningsloggarna hör till flera sessioner: ange dem från en",
		"replay.mode":              "en verklig körning jämförs med en bundle från en repetition (client bundle --rehearse): %s eller %s är ingen sådan",
		"verify.absent":            "det finns ingen sådan fil eller mapp: %s",
		"replay.faulty":            "repetitionens bundle, %[1]s, håller inte för granskningen (%[2]d fel): ingenting jämfördes med den",
		"evidence.account":         "en parts redogörelse: %w",
		"evidence.account-count":   "redogörelsen från %s: %d är inget antal",
		"evidence.account-odd":     "en redogörelse har utelämnats: %v",
		"evidence.account-name":    "redogörelsen från %s: %q är inget som en redogörelse får nämna där",
		"evidence.account-number":  "redogörelsen från %s: %s har ett tal eller ett intervall som inte kan förekomma",
		"evidence.account-foreign": "redogörelsen från %s: %q finns inte i överenskommelsen",
		"evidence.account-rows":    "redogörelsen från %s: %d rader hos en deltagare, där överenskommelsen tillåter %d",
		"evidence.account-list":    "redogörelsen från %s: en lista med %d poster, högst %d godtas",
		"evidence.account-long":    "redogörelse på %d byte, högst %d godtas",
		"evidence.account-more":    "en parts redogörelse: något följer efter den",
		"evidence.account-word":    "redogörelsen från %s: en text på %d byte, högst %d godtas",
		"evidence.account-rate":    "redogörelsen från %s: en andel i %s ligger inte mellan 0 och 1",
	}
}
