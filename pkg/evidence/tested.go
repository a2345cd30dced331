package evidence

import (
	"fmt"
	"strings"
)

// Attack is the test of an account that a statement is a number of; nil if it is of
// none.
func (r *Report) Attack(s Statement) *Attack {
	for _, account := range r.Accounts {
		var at int
		if where, ok := strings.CutPrefix(s.Source, fmt.Sprintf("account of %s: attacks[", account.Party)); ok {
			if _, err := fmt.Sscanf(where, "%d]", &at); err == nil && 0 <= at && at < len(account.Attacks) {
				return &account.Attacks[at]
			}
		}
	}
	return nil
}
