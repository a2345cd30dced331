package lang

// swedishAccounts says what is wrong with what a party tells beside its ledger.
func swedishAccounts() map[string]string {
	return map[string]string{
		"evidence.account":       "en parts redogörelse: %w",
		"evidence.account-count": "redogörelsen från %s: %d är inget antal",
		"evidence.account-long":  "redogörelse på %d byte, högst %d godtas",
		"evidence.account-more":  "en parts redogörelse: något följer efter den",
		"evidence.account-rate":  "redogörelsen från %s: en andel i %s ligger inte mellan 0 och 1",
	}
}
