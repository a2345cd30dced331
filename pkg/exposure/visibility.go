package exposure

import "fmt"

// Level is how much of an asset a party sees.
type Level string

// Levels, the least first.
const (
	None       Level = "none"
	Ciphertext Level = "ciphertext" // it holds it encrypted and has no key
	Derivable  Level = "derivable"  // it never gets it, but can compute it
	Plain      Level = "plain"
)

// Asset is something that parties may or may not see. Rows and updates are
// those of others: everybody sees its own.
type Asset string

// Assets.
const (
	RawRows          Asset = "raw rows"
	IndividualUpdate Asset = "individual update"
	Sum              Asset = "sum"
	FinalModel       Asset = "final model"
	Metrics          Asset = "counts and metrics" // over all sites; a site's own are in its update
	Metadata         Asset = "metadata"           // who took part, when, how many bytes
)

// Assets lists all of them in the order of a table.
func Assets() []Asset {
	return []Asset{RawRows, IndividualUpdate, Sum, FinalModel, Metrics, Metadata}
}

// Parties that are not named in an agreement.
const (
	Recipient = "recipient of the final model"
	Observer  = "network observer"
)

// View is one row of the matrix: what one party, or two together, see.
type View struct {
	Party    string
	Members  []string // participants in it
	Seen     map[Asset]Level
	Findings []Finding // about each participant outside, where anything is readable
}

// Visibility is the matrix: coordinator, each participant, the coordinator
// with each participant, a recipient of the final model that takes no part,
// and somebody who watches the network.
type Visibility []View

// Visibility computes the matrix from who contributed to what.
func (r Run) Visibility() (Visibility, error) {
	views := []View{{Party: r.Coordinator}}
	coalitions := []Coalition{{Coordinator: true}}
	for _, id := range r.Participants {
		views = append(views, View{Party: id})
		coalitions = append(coalitions, Coalition{Members: []string{id}})
	}
	for _, id := range r.Participants {
		views = append(views, View{Party: r.Coordinator + " with " + id})
		coalitions = append(coalitions, Coalition{Members: []string{id}, Coordinator: true})
	}
	for i, c := range coalitions {
		v := &views[i]
		findings, err := r.Derive(c)
		if err != nil {
			return nil, fmt.Errorf("visibility for %s: %w", v.Party, err)
		}
		v.Members, v.Findings, v.Seen = c.Members, findings, r.seen(c, findings)
	}
	recipient := View{Party: Recipient, Seen: map[Asset]Level{
		RawRows: None, IndividualUpdate: None, Sum: None, FinalModel: None, Metrics: None, Metadata: None}}
	if r.Finished {
		// A released model tells more than its coefficients: at the optimum of a
		// penalised loss the sum of all gradients is minus the penalty's.
		recipient.Seen[Sum], recipient.Seen[FinalModel] = Derivable, Plain
		if r.Metrics {
			recipient.Seen[Metrics] = Plain
		}
	}
	// Connections are TLS whatever the scheme; addresses, times and sizes show.
	observer := View{Party: Observer, Seen: map[Asset]Level{
		RawRows: None, IndividualUpdate: None, Sum: None, FinalModel: None, Metrics: None, Metadata: Derivable}}
	if r.contributed() {
		observer.Seen[IndividualUpdate] = Ciphertext
	}
	if len(r.Sets) > 0 {
		observer.Seen[Sum], observer.Seen[Metrics] = Ciphertext, Ciphertext
	}
	return append(views, recipient, observer), nil
}

// contributed tells whether there was anything of a participant to be seen.
func (r Run) contributed() bool { return len(r.Sent)+len(r.Sets) > 0 }

func (r Run) seen(c Coalition, findings []Finding) map[Asset]Level {
	s := map[Asset]Level{RawRows: None, IndividualUpdate: None, Sum: Plain, FinalModel: Plain, Metrics: Plain, Metadata: Plain}
	if c.Coordinator && r.contributed() {
		s[IndividualUpdate] = Ciphertext
	}
	for _, f := range findings {
		if f.Derivable {
			s[IndividualUpdate] = Derivable
		}
	}
	if c.Coordinator && r.Plaintext && r.contributed() {
		s[IndividualUpdate] = Plain
	}
	if len(c.Members) == 0 {
		// The model never passes the coordinator: it follows from the sums.
		s[Sum], s[FinalModel], s[Metrics] = Ciphertext, None, Ciphertext
		if r.Plaintext {
			s[Sum], s[FinalModel], s[Metrics] = Plain, Derivable, Plain
		}
	}
	if !r.Finished {
		s[FinalModel] = None
	}
	if len(r.Sets) == 0 {
		s[Sum], s[Metrics] = None, None
	}
	return s
}

// Table gives the matrix as party → asset → level, as summary.json has it.
func (v Visibility) Table() map[string]map[string]string {
	table := make(map[string]map[string]string, len(v))
	for _, view := range v {
		row := make(map[string]string, len(view.Seen))
		for a, l := range view.Seen {
			row[string(a)] = string(l)
		}
		table[view.Party] = row
	}
	return table
}
