package command

import (
	"slices"
	"sync"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/protocol"
)

// Follow prints the steps of a run: a line per round, with progress.
type Follow struct {
	app   *cli.App
	agree *agreement.Agreement
	self  identity.ID

	mu     sync.Mutex
	joined map[identity.ID]bool
	late   bool // told that this party's contribution came too late
	stage  *cli.Stage
}

// NewFollow prints for app what self sees.
func NewFollow(app *cli.App, a *agreement.Agreement, self identity.ID) *Follow {
	return &Follow{app: app, agree: a, self: self, joined: make(map[identity.ID]bool)}
}

// Notice prints one step. detail is what the learning says, at a participant.
func (f *Follow) Notice(n protocol.Notice, detail string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.app.Lang()
	line := func(text string) {
		for _, line := range cli.Wrap(cli.Printable(text), 90) {
			f.app.Progress().Line(line)
		}
	}
	switch n.Step {
	case protocol.StepJoined:
		for _, id := range n.Parties {
			f.joined[id] = true
		}
		line(l.Text(lang.Connected, f.names(n.Parties)))
	case protocol.StepWaiting:
		// Once all are there it is for messages that it waits.
		if len(f.joined) < len(f.agree.Parties) && len(n.Parties) > 0 {
			line(l.Text(lang.WaitingFor, f.names(n.Parties)))
		}
	case protocol.StepSession:
		line(l.Text(lang.AllThere, len(n.Parties)))
	case protocol.StepAttempt:
		f.begin(n)
	case protocol.StepUploaded, protocol.StepEndorsed, protocol.StepAdded, protocol.StepAccepted:
		if f.stage != nil {
			f.stage.Add(1)
		}
	case protocol.StepFinal:
		f.late = f.late && !slices.Contains(n.Parties, f.self)
		if f.stage != nil {
			text := l.Text(lang.RoundDone, len(n.Parties))
			if detail != "" {
				text += ": " + detail
			}
			f.stage.Done(text)
			f.stage = nil
		}
	case protocol.StepResumed:
		for _, p := range f.agree.Parties { // nobody is waited for by name any more
			f.joined[p.ID] = true
		}
		line(l.Text(lang.GoesOn, l.Text(lang.RoundLine, n.Round, l.Named(lang.Phase, n.Phase))))
		f.begin(n)
	case protocol.StepLeft:
		text := lang.GoesOnWithout
		if len(n.Parties) == 1 && n.Parties[0] == f.self {
			if f.late { // said once, until it is in a sum again
				return
			}
			text, f.late = lang.TooLate, true
		}
		line(l.Text(text, f.names(n.Parties), l.Text(lang.RoundLine, n.Round, l.Named(lang.Phase, n.Phase))))
	case protocol.StepRestart:
		line(l.Text(lang.SessionAgain, f.names(n.Parties)))
	case protocol.StepRefused:
		line(l.Text(lang.Refused, f.names(n.Parties), l.Text(lang.RoundLine, n.Round, l.Named(lang.Phase, n.Phase))))
	}
}

func (f *Follow) begin(n protocol.Notice) {
	l := f.app.Lang()
	label := l.Text(lang.RoundLine, n.Round, l.Named(lang.Phase, n.Phase))
	if n.Attempt > 1 {
		label = l.Text(lang.RoundAttempt, n.Round, n.Attempt, l.Named(lang.Phase, n.Phase))
	}
	steps := 3 // uploaded, endorsed, accepted
	if f.self == f.agree.Coordinator.ID {
		steps = len(n.Parties) + 2 // each upload, added, endorsed
	}
	f.stage = f.app.Progress().Stage(label, steps)
}

func (f *Follow) names(ids []identity.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
		if p, ok := f.agree.Party(id); ok {
			names[i] = p.Name + " (" + string(id) + ")"
		}
	}
	return f.app.Lang().List(names)
}
