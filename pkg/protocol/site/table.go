package site

import (
	"time"

	"samband/pkg/protocol"
)

// State is a step of the run at a participant.
type State string

// The states, in the order in which a run passes them.
const (
	Arriving  State = "arriving"
	Greeted   State = "greeted"
	Keyed     State = "keyed"
	Waiting   State = "waiting"
	Committed State = "committed"
	Aside     State = "aside"
	Watching  State = "watching"
	Uploaded  State = "uploaded"
	Endorsed  State = "endorsed"
	Released  State = "released"
	Acked     State = "acked"
	Refused   State = "refused"
	Finished  State = "finished"
	Stopped   State = "stopped"
	Any       State = "any"
)

// On is what a transition answers: a kind of message, or the answer to a need.
type On string

// The answers to needs.
const (
	OnHello     On = "hello key made"
	OnGroupKey  On = "contribution sealed"
	OnSession   On = "group key opened"
	OnReady     On = "attempt key made"
	OnCommit    On = "vector encrypted"
	OnProtected On = "vector protected"
	OnRelease   On = "release sealed"
	OnSum       On = "sum opened"
	OnFailed    On = "need not met"
)

// Sentences says what each state is, for docs/states.md.
var Sentences = []struct {
	State State
	Text  string
}{
	{Arriving, "Makes the key of its hello."},
	{Greeted, "Has said hello and waits for everybody's."},
	{Keyed, "Has sealed its contribution to the group key and waits for everybody's."},
	{Waiting, "Waits for an attempt to be opened."},
	{Committed, "Is bound to one ciphertext and one set of sealed shares; waits to see everybody's commitments."},
	{Aside, "Is not drawn for this round and sends nothing; waits to see everybody's commitments."},
	{Watching, "Is not drawn, or its commitment came too late for this attempt; waits for the set and the root of the sum, or the result."},
	{Uploaded, "Has sent its ciphertext; waits for the set and the root of the sum, or the result."},
	{Endorsed, "Has promised one sealed release for one set and one sum; waits for a quorum that promised the same."},
	{Released, "Has handed out its release; waits for the result."},
	{Acked, "Accepted one sum for this round, for ever; waits until a quorum accepted the same."},
	{Refused, "Refused this attempt; waits for another one or the end."},
	{Finished, "The run is complete and the model is saved."},
	{Stopped, "The run ended early; nothing of the unfinished round is kept."},
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
	{Arriving, OnHello, []State{Greeted}, "signs and sends hello", (*Machine).onHelloKey},
	{Greeted, On(protocol.KindHellos), nil, "checks all hellos; a member seals its contribution to each", (*Machine).onHellos},
	{Greeted, OnGroupKey, []State{Keyed}, "signs and sends group-key", (*Machine).onContribution},
	{Greeted, On(protocol.KindGroupKeys), nil, "opens all contributions (who is no member sends none)", (*Machine).onGroupKeys},
	{Keyed, On(protocol.KindGroupKeys), nil, "checks and opens all contributions", (*Machine).onGroupKeys},
	{Greeted, OnSession, []State{Waiting}, "is in the session", (*Machine).onSession},
	{Keyed, OnSession, []State{Waiting}, "is in the session; asks for the key of the first attempt", (*Machine).onSession},
	{Waiting, OnReady, nil, "signs and sends ready", (*Machine).onReadyKey},
	{Waiting, On(protocol.KindOpen), []State{Aside, Watching}, "checks who is ready; has its vector encrypted, or stands aside if it is not drawn", (*Machine).onOpen},
	{Acked, On(protocol.KindOpen), []State{Waiting, Aside, Watching}, "checks the quorum of acks: the last round is final; has its vector encrypted, or stands aside if it is not drawn", (*Machine).onOpen},
	{Waiting, OnCommit, []State{Committed, Uploaded}, "signs and sends commit (under plaintext: the upload)", (*Machine).onCommitted},
	{Aside, On(protocol.KindCommitments), []State{Watching}, "checks all commitments", (*Machine).onCommitments},
	{Committed, On(protocol.KindCommitments), []State{Uploaded, Watching}, "checks all commitments; signs and sends upload and chunks (where the scheme offers, first has its vector protected)", (*Machine).onCommitments},
	{Committed, OnProtected, []State{Uploaded}, "signs and sends upload and chunks", (*Machine).onProtected},
	{Watching, On(protocol.KindClose), nil, "checks the set (lines 1 to 4 of an endorsement); has every share opened (line 5)", (*Machine).onClose},
	{Watching, OnRelease, []State{Endorsed}, "signs and sends endorse with the digest of its sealed release", (*Machine).onSealed},
	{Watching, On(protocol.KindResult), nil, "checks the result; has the sum opened", (*Machine).onResult},
	{Watching, OnSum, []State{Acked}, "signs and sends ack", (*Machine).onSum},
	{Uploaded, On(protocol.KindClose), nil, "checks the set (lines 1 to 4 of an endorsement); has every share opened (line 5)", (*Machine).onClose},
	{Uploaded, OnRelease, []State{Endorsed}, "signs and sends endorse with the digest of its sealed release", (*Machine).onSealed},
	{Endorsed, On(protocol.KindClose), []State{Stopped}, "refuses a second endorsement in one attempt", (*Machine).onSecondClose},
	{Released, On(protocol.KindClose), []State{Stopped}, "refuses a second endorsement in one attempt", (*Machine).onSecondClose},
	{Endorsed, On(protocol.KindEndorsements), []State{Released}, "checks the quorum; sends the release as endorsed", (*Machine).onEndorsements},
	{Uploaded, On(protocol.KindResult), nil, "checks the result; has the sum opened", (*Machine).onResult},
	{Endorsed, On(protocol.KindResult), nil, "checks the result; has the sum opened", (*Machine).onResult},
	{Released, On(protocol.KindResult), nil, "checks the result; has the sum opened", (*Machine).onResult},
	{Refused, On(protocol.KindResult), nil, "checks the result, which others brought about; has the sum opened", (*Machine).onResult},
	{Refused, OnSum, []State{Acked}, "signs and sends ack", (*Machine).onSum},
	{Uploaded, OnSum, []State{Acked}, "signs and sends ack", (*Machine).onSum},
	{Endorsed, OnSum, []State{Acked}, "signs and sends ack", (*Machine).onSum},
	{Released, OnSum, []State{Acked}, "signs and sends ack; a member first makes the key of the next attempt", (*Machine).onSum},
	{Acked, OnReady, nil, "sends ack together with ready", (*Machine).onNextKey},
	{Acked, On(protocol.KindDone), []State{Finished}, "checks the quorum of acks; saves the model", (*Machine).onDone},
	{Any, On(protocol.KindAttempt), []State{Waiting, Arriving}, "starts another attempt of this round over the same vector, unless it acked; or says another hello, unless it is bound to its session", (*Machine).onAttempt},
	{Any, On(protocol.KindShown), []State{Stopped}, "compares what it is said to have signed with what it remembers", (*Machine).onShown},
	{Any, On(protocol.KindStop), []State{Stopped}, "stops and says why", (*Machine).onStop},
	{Any, OnFailed, []State{Refused, Stopped}, "refuses the attempt, or stops", (*Machine).onFailed},
}
