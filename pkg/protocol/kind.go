package protocol

// Kind names a kind of message, as the ledger and the golden transcripts
// print it.
type Kind string

// The kinds of messages, in the order in which a run uses them.
const (
	KindHello        Kind = "hello"
	KindHellos       Kind = "hellos"
	KindGroupKey     Kind = "group-key"
	KindGroupKeys    Kind = "group-keys"
	KindAttempt      Kind = "attempt"
	KindReady        Kind = "ready"
	KindOpen         Kind = "open"
	KindCommit       Kind = "commit"
	KindCommitments  Kind = "commitments"
	KindUpload       Kind = "upload"
	KindClose        Kind = "close"
	KindEndorse      Kind = "endorse"
	KindEndorsements Kind = "endorsements"
	KindRelease      Kind = "release"
	KindResult       Kind = "result"
	KindFetch        Kind = "fetch"
	KindChunk        Kind = "chunk"
	KindAck          Kind = "ack"
	KindDone         Kind = "done"
	KindResume       Kind = "resume"
	KindShown        Kind = "shown"
	KindRefuse       Kind = "refuse"
	KindStop         Kind = "stop"
)

// Message is one of the types below.
type Message interface {
	Kind() Kind
	// Position is the prefix under which the message was sent.
	Position() Prefix
}

func (*Hello) Kind() Kind        { return KindHello }
func (*Hellos) Kind() Kind       { return KindHellos }
func (*GroupKey) Kind() Kind     { return KindGroupKey }
func (*GroupKeys) Kind() Kind    { return KindGroupKeys }
func (*Attempt) Kind() Kind      { return KindAttempt }
func (*Ready) Kind() Kind        { return KindReady }
func (*Open) Kind() Kind         { return KindOpen }
func (*Commit) Kind() Kind       { return KindCommit }
func (*Commitments) Kind() Kind  { return KindCommitments }
func (*Upload) Kind() Kind       { return KindUpload }
func (*Close) Kind() Kind        { return KindClose }
func (*Endorse) Kind() Kind      { return KindEndorse }
func (*Endorsements) Kind() Kind { return KindEndorsements }
func (*Release) Kind() Kind      { return KindRelease }
func (*Result) Kind() Kind       { return KindResult }
func (*Fetch) Kind() Kind        { return KindFetch }
func (*Chunk) Kind() Kind        { return KindChunk }
func (*Ack) Kind() Kind          { return KindAck }
func (*Done) Kind() Kind         { return KindDone }
func (*Resume) Kind() Kind       { return KindResume }
func (*Shown) Kind() Kind        { return KindShown }
func (*Refuse) Kind() Kind       { return KindRefuse }
func (*Stop) Kind() Kind         { return KindStop }

func (m *Hello) Position() Prefix        { return m.Prefix }
func (m *Hellos) Position() Prefix       { return m.Prefix }
func (m *GroupKey) Position() Prefix     { return m.Prefix }
func (m *GroupKeys) Position() Prefix    { return m.Prefix }
func (m *Attempt) Position() Prefix      { return m.Prefix }
func (m *Ready) Position() Prefix        { return m.Prefix }
func (m *Open) Position() Prefix         { return m.Prefix }
func (m *Commit) Position() Prefix       { return m.Prefix }
func (m *Commitments) Position() Prefix  { return m.Prefix }
func (m *Upload) Position() Prefix       { return m.Header.Prefix }
func (m *Close) Position() Prefix        { return m.Prefix }
func (m *Endorse) Position() Prefix      { return m.Prefix }
func (m *Endorsements) Position() Prefix { return m.Prefix }
func (m *Release) Position() Prefix      { return m.Prefix }
func (m *Result) Position() Prefix       { return m.Prefix }
func (m *Fetch) Position() Prefix        { return m.Prefix }
func (m *Chunk) Position() Prefix        { return m.Prefix }
func (m *Ack) Position() Prefix          { return m.Prefix }
func (m *Done) Position() Prefix         { return m.Prefix }
func (m *Resume) Position() Prefix       { return m.Prefix }
func (m *Shown) Position() Prefix        { return m.Prefix }
func (m *Refuse) Position() Prefix       { return m.Prefix }
func (m *Stop) Position() Prefix         { return m.Prefix }
