package profile

import (
	"regexp"
	"strings"
	"time"
)

// numberPattern takes a Swedish personal identity number (personnummer) or
// coordination number (samordningsnummer) apart: century, year, month, day,
// separator, birth number with check digit. Folkbokföringslagen (1991:481)
// §§ 18 and 18 a.
var numberPattern = regexp.MustCompile(`^(18|19|20)?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})$`)

// isPersonalNumber tells whether a text is a number that may identify a person:
// 10 or 12 digits, perhaps with a separator, that begin with a date (the day of
// a coordination number is 60 higher) and end with the right check digit. A
// number column has lost leading zeros in some programs and gained ".0" in
// others; both are made good.
func isPersonalNumber(text string) bool {
	text = strings.TrimSuffix(text, ".0")
	if len(text) == 9 {
		text = "0" + text
	}
	part := numberPattern.FindStringSubmatch(text)
	if part == nil || !luhn(part[2]+part[3]+part[4]+part[5]) {
		return false
	}
	day := part[4]
	if day[0] >= '6' {
		day = string(day[0]-6) + day[1:]
	}
	centuries := []string{part[1]}
	if part[1] == "" {
		centuries = []string{"19", "20"}
	}
	for _, century := range centuries {
		if _, err := time.Parse("20060102", century+part[2]+part[3]+day); err == nil {
			return true
		}
	}
	return false
}

// luhn checks the last digit (ISO/IEC 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
