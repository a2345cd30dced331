package protocol

import (
	"fmt"
	"time"

	"samband/pkg/identity"
)

// Effect is something that a machine asks its driver to do. The driver does
// effects in order, one after the other, and reports a failure by stopping:
// a message that was to be persisted first is never sent without that.
type Effect interface{ effect() }

// Persist says that a message is about to be sent: what it binds its sender to is
// on stable storage before the effects after it. The input that led to it is so
// before any effect is done.
type Persist struct{ Message Message }

// Send hands a message to the transport. A participant's machine leaves To
// empty: it speaks to the coordinator alone.
type Send struct {
	To      identity.ID
	Message Message
}

// Timer asks for a Tick at At. A later Timer replaces an earlier one.
type Timer struct{ At time.Time }

// Publish tells people, logs and metrics what happened.
type Publish struct{ Notice Notice }

// Halt ends the run at this party: Err is nil when it is complete.
type Halt struct{ Err error }

func (Persist) effect() {}
func (Send) effect()    {}
func (Timer) effect()   {}
func (Publish) effect() {}
func (Halt) effect()    {}

// Mark lets the machines' packages define effects of their own.
type Mark struct{}

func (Mark) effect() {}

// Notice is a step of the run worth telling.
type Notice struct {
	Step    Step
	Round   uint32
	Attempt uint32
	Phase   string
	Parties []identity.ID // who it is about: joined, waited for, in the set
}

// Step names a notice.
type Step string

// The steps that are published.
const (
	StepJoined   Step = "joined"   // a participant said hello
	StepSession  Step = "session"  // the session stands
	StepAttempt  Step = "attempt"  // an attempt of a round begins
	StepWaiting  Step = "waiting"  // for the parties named
	StepUploaded Step = "uploaded" // a party's contribution is complete
	StepAdded    Step = "added"    // the contributions of the parties were added
	StepEndorsed Step = "endorsed" // a quorum endorsed the sum of the parties
	StepAccepted Step = "accepted" // this party accepted the sum
	StepFinal    Step = "final"    // a quorum accepted the same sum
	StepDone     Step = "done"     // the run is complete
	StepStopped  Step = "stopped"  // the run ended early
	StepRefused  Step = "refused"  // a party refused to go on with an attempt
	StepLeft     Step = "left"     // the run goes on without the parties, who may return
	StepResumed  Step = "resumed"  // a run that was cut short goes on where it stood
	StepRestart  Step = "restart"  // everybody says hello again: the party lost what it held
)

// String is for logs.
func (n Notice) String() string {
	return fmt.Sprintf("%s round %d attempt %d phase %s %v", n.Step, n.Round, n.Attempt, n.Phase, n.Parties)
}
