package lang

// Table is what the reader of tables says, in this language: english is one of
// the texts of package data, which is written in English where it is needed. A
// text that is not known here stays as it is.
func (l *Lang) Table(english string) string {
	if l.Tag() == "sv" {
		if text, ok := swedishTable()[english]; ok {
			return text
		}
	}
	return english
}
