// Package finding is one statement for an analyst: what was found, how it is
// known, by whom, and where it comes from. Nothing in a report stands without
// its status.
package finding

import (
	"errors"
	"fmt"
	"slices"
)

// Status tells how a value is known.
type Status string

// The four statuses; in Swedish uppmätt, konfigurerat, uppgivet, okänt.
const (
	Measured   Status = "measured"   // observed in the run, or afterwards by a party with its rows; Vantage says from where
	Configured Status = "configured" // follows from the signed agreement, not observed
	Declared   Status = "declared"   // somebody says so; nothing here checks it
	Unknown    Status = "unknown"    // not observed, not configured, not declared
)

// Statuses are all statuses, the strongest first.
func Statuses() []Status { return []Status{Measured, Configured, Declared, Unknown} }

// Vantage tells from where something was measured.
type Vantage string

// The vantages of a measured value.
const (
	Account  Vantage = "account" // what one party says that its program measured: no record of anybody shows it
	OneSide  Vantage = "one"     // one party's own record
	BothEnds Vantage = "both"    // the records of sender and receiver agree
	Outside  Vantage = "outside" // somebody who is no party, such as a firewall
)

// Vantages are all vantages, the weakest first.
func Vantages() []Vantage { return []Vantage{Account, OneSide, BothEnds, Outside} }

// Finding is one statement. Name, By, Source and Value are data; texts for
// people come from package lang.
type Finding struct {
	Name    string  `json:"name"`              // what it is about, a fixed code
	Value   Value   `json:"value"`             // absent exactly when the status is unknown
	Status  Status  `json:"status"`            // how it is known
	Vantage Vantage `json:"vantage,omitempty"` // of a measured value only
	By      string  `json:"by,omitempty"`      // who measured, configured or declared it
	Source  string  `json:"source"`            // where to look: a ledger line, a key of the agreement
}

// NewMeasured states what by observed from the vantage, as source shows.
func NewMeasured(name string, value Value, vantage Vantage, by, source string) Finding {
	return Finding{name, value, Measured, vantage, by, source}
}

// NewConfigured states what follows from the agreement that by signed.
func NewConfigured(name string, value Value, by, source string) Finding {
	return Finding{Name: name, Value: value, Status: Configured, By: by, Source: source}
}

// NewDeclared states what by says.
func NewDeclared(name string, value Value, by, source string) Finding {
	return Finding{Name: name, Value: value, Status: Declared, By: by, Source: source}
}

// NewUnknown states that nothing is known; source says where one looked.
func NewUnknown(name, source string) Finding {
	return Finding{Name: name, Status: Unknown, Source: source}
}

// Check tells what is missing from f or contradicts its status.
func (f Finding) Check() error {
	if f.Name == "" || f.Source == "" {
		return errors.New("finding without a name or a source")
	}
	if !slices.Contains(Statuses(), f.Status) {
		return fmt.Errorf("finding %s has the status %.40q", f.Name, f.Status)
	}
	if (f.Status == Measured) != slices.Contains(Vantages(), f.Vantage) || (f.Status != Measured && f.Vantage != "") {
		return fmt.Errorf("finding %s: a measured value says from where (account, one, both, outside), no other does; this is %s from %.40q", f.Name, f.Status, f.Vantage)
	}
	if (f.Status == Unknown) != (f.Value == Value{}) {
		return fmt.Errorf("finding %s: a value is absent exactly when it is unknown", f.Name)
	}
	if (f.Status == Unknown) != (f.By == "") {
		return fmt.Errorf("finding %s says by whom exactly when it is not unknown", f.Name)
	}
	return nil
}
