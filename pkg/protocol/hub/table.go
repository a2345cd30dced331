package hub

import (
	"time"

	"samband/pkg/protocol"
)

// State is a step of the run at the coordinator.
type State string

// The states, in the order in which a run passes them.
const (
	Gathering  State = "gathering"
	Keying     State = "keying"
	Readying   State = "readying"
	Committing State = "committing"
	Uploading  State = "uploading"
	Adding     State = "adding"
	Endorsing  State = "endorsing"
	Releasing  State = "releasing"
	Acking     State = "acking"
	Finished   State = "finished"
	Stopped    State = "stopped"
	Any        State = "any"
)

// On is what a transition answers: a kind of message, or the outcome of an
// effect.
type On string

// The outcomes of effects.
const (
	OnStored On = "body stored"
	OnAdded  On = "bodies added"
)

// Sentences says what each state is, for docs/states.md.
var Sentences = []struct {
	State State
	Text  string
}{
	{Gathering, "Waits for a hello from every participant."},
	{Keying, "Waits for every committee member's contribution to the group key, which it cannot read."},
	{Readying, "Waits for members' fresh keys for this attempt."},
	{Committing, "Waits for commitments; nobody has seen anybody's ciphertext yet."},
	{Uploading, "Waits for headers, sealed shares and chunks, and spools them to disk."},
	{Adding, "Adds the spooled bodies, lane by lane."},
	{Endorsing, "Waits for a quorum of members to endorse this set and this sum."},
	{Releasing, "Waits for the sealed releases that the members promised."},
	{Acking, "Hands out the result, serves the sum, and waits for a quorum of equal acks."},
	{Finished, "Every participant has been told that the run is complete."},
	{Stopped, "The run ended early; everybody connected has been told why."},
}

// Transition is one row of the table.
type Transition struct {
	State State
	On    On
	Next  []State // besides staying
	Text  string
	do    func(*Machine, time.Time, Input) ([]protocol.Effect, error)
}

// Table is a copy of the transition table, for documents and tests.
func Table() []Transition { return append([]Transition(nil), table...) }

var table = []Transition{
	{Gathering, On(protocol.KindHello), []State{Keying}, "keeps it; when all are here, sends all hellos to all", (*Machine).onHello},
	{Keying, On(protocol.KindGroupKey), []State{Readying}, "keeps it; when all are here, sends each participant all contributions with its own sealings", (*Machine).onGroupKey},
	{Readying, On(protocol.KindReady), []State{Committing, Uploading}, "keeps it; when all are here, opens the attempt", (*Machine).onReady},
	{Committing, On(protocol.KindCommit), []State{Uploading}, "keeps it; when all are here, sends all commitments to all", (*Machine).onCommit},
	{Uploading, On(protocol.KindUpload), nil, "checks the header against commitment and shares, and expects its chunks", (*Machine).onUpload},
	{Uploading, OnStored, []State{Adding}, "checks the root; when all are here, adds", (*Machine).onStored},
	{Adding, OnAdded, []State{Endorsing, Acking}, "closes the set and sends members its headers, root and their sealed shares", (*Machine).onAdded},
	{Endorsing, On(protocol.KindEndorse), []State{Releasing}, "keeps it; with a quorum, hands the endorsements to members", (*Machine).onEndorse},
	{Releasing, On(protocol.KindEndorse), nil, "keeps it: one more release that may be used", (*Machine).onEndorse},
	{Releasing, On(protocol.KindRelease), []State{Acking}, "checks it against its endorsement; with enough, sends the result to all", (*Machine).onRelease},
	{Acking, On(protocol.KindAck), []State{Committing, Uploading, Finished}, "keeps it; when all agree, opens the next round or ends the run", (*Machine).onAck},
	{Any, On(protocol.KindHello), []State{Gathering}, "asks all for another hello if nothing was opened yet; else tells the sender that the run goes on without it", (*Machine).onHello},
	{Any, On(protocol.KindRefuse), []State{Readying, Stopped}, "goes on without it where that is possible, starts another attempt if one can help, or stops", (*Machine).onRefuse},
	{Any, On(protocol.KindFetch), nil, "sends the chunks of this sum, or of an earlier one to who catches up", (*Machine).onFetch},
	{Any, On(protocol.KindResume), nil, "shows the sender what it signed last and sends again what was sent in the round where it stands", (*Machine).onResume},
	{Any, On(protocol.KindStop), []State{Stopped}, "goes on without it where that is possible, or stops and tells the others who left", (*Machine).onStop},
}
