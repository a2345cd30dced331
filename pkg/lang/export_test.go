package lang

// Swedish is what tests of other packages' words look into.
func Swedish() (phrases, logs map[string]string) { return swedishSaid(), swedishLog() }
