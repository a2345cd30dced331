package algorithm

import (
	"fmt"
	"strings"

	"samband/pkg/model"
	"samband/pkg/plan"
)

// Event is what was special about a learning round.
type Event string

// The events.
const (
	Ordinary  Event = ""
	Halved    Event = "halved"    // the loss rose: the last step is tried again at half its length
	Converged Event = "converged" // no coefficient changes by more than the tolerance
	Last      Event = "last"      // of the agreed rounds
	Stopped   Event = "stopped"   // the loss on the rows held back fell no further
)

// Progress is what the last sum told this site, for people there: it never
// leaves the site.
type Progress struct {
	Phase      string        `json:"phase"`           // of the sum; empty before the first
	Round      int           `json:"round,omitempty"` // of learning, from 1
	Sites      int           `json:"sites,omitempty"`
	Rows       int           `json:"rows,omitempty"`   // 0 under noise: cannot be told
	Loss       float64       `json:"loss,omitempty"`   // a row, with the penalty, before the step
	Held       float64       `json:"held,omitempty"`   // mean loss on the rows held back, before the step
	Change     float64       `json:"change,omitempty"` // largest, of a coefficient
	Event      Event         `json:"event,omitempty"`
	Kept       int           `json:"kept,omitempty"`     // at the end: before which round the weights stood that are kept, 1 for those that learning began with; 0: the last
	Network    bool          `json:"network,omitempty"`  // what changes are weights that have no names
	External   bool          `json:"external,omitempty"` // losses are as the sites' own programs measure them
	Noised     bool          `json:"noised,omitempty"`   // numbers of rows are estimates
	Units      int           `json:"units,omitempty"`    // under noise: of this site in its contribution, exactly
	Clipped    int           `json:"clipped,omitempty"`  // of these, whose part was shortened
	LeftOut    int           `json:"left_out,omitempty"` // rows of this site, of units with more than count
	Evaluation *Evaluation   `json:"evaluation,omitempty"`
	Warnings   []model.Fault `json:"warnings,omitempty"` // new with this sum
}

// String is the progress in English, for logs.
func (p Progress) String() string {
	var b strings.Builder
	switch p.Phase {
	case "":
		b.WriteString("not begun")
	case plan.Moments:
		fmt.Fprintf(&b, "standardised on %s training rows of %d sites", p.rows(), p.Sites)
		if p.LeftOut > 0 {
			fmt.Fprintf(&b, ", %d rows of this site left out", p.LeftOut)
		}
	case plan.Evaluate:
		b.WriteString(p.evaluated())
	default:
		fmt.Fprintf(&b, "learning round %d: ", p.Round)
		if !p.Noised { // under noise, losses are not summed
			fmt.Fprintf(&b, "loss %.6f a row, ", p.Loss)
		}
		fmt.Fprintf(&b, "largest change of a %s %.1e", p.changed(), p.Change)
		if p.Event != Ordinary {
			b.WriteString(", " + string(p.Event))
		}
		if p.Kept > 0 {
			fmt.Fprintf(&b, ", kept are the weights after round %d", p.Kept-1)
		}
	}
	for _, w := range p.Warnings {
		b.WriteString("; warning: " + w.Error())
	}
	return b.String()
}

// keeps remembers which weights are the model's, where some are the best.
func (p *Progress) keeps(best *best) {
	if best != nil {
		p.Kept = best.Round
	}
}

func (p Progress) changed() string {
	if p.Network || p.External {
		return "weight"
	}
	return "coefficient"
}

func (p Progress) rows() string {
	switch {
	case p.Noised && p.Rows == 0:
		return "an unknown number of"
	case p.Noised:
		return fmt.Sprintf("about %d", p.Rows)
	}
	return fmt.Sprint(p.Rows)
}

func (p Progress) evaluated() string {
	text := fmt.Sprintf("evaluated on %s test rows of %d sites", p.rows(), p.Sites)
	e := p.Evaluation
	if p.External && e.Loss != nil {
		return text + fmt.Sprintf(": mean loss %.4f", *e.Loss)
	} else if p.External {
		return text
	}
	if e.LogLoss != nil {
		text += fmt.Sprintf(": log-loss %.4f", *e.LogLoss)
	}
	if e.AUC == nil {
		if p.Noised {
			return text + ", AUC unknown for noise"
		}
		return text + ", AUC undefined (one outcome only)"
	}
	from := "from the histogram"
	if p.Noised {
		from = "95 %, for noise and rows"
	}
	return text + fmt.Sprintf(", AUC %.4f (%.4f to %.4f, %s)", *e.AUC, *e.Low, *e.High, from)
}
