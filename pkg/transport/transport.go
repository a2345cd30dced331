// Package transport carries the messages of a run between the coordinator and
// the participants: gRPC over mutual TLS 1.3, both ends pinned to the keys in
// the agreement.
//
// A participant opens one connection and one stream on it, which lives as long
// as the participant takes part; everything travels on it in both directions,
// so that a hospital's firewall has to let one outgoing connection through.
// Who somebody is follows from the key that the TLS handshake proved, never
// from what a message says.
//
// A message is marshalled once. The bytes that package wire made are the bytes
// of the gRPC message, and their length and SHA-256 are what the ledger and
// the counters of both ends record: before they leave, so that no byte leaves
// unrecorded, and when they arrive. A connection that breaks can leave a
// message recorded at its sender only.
//
// Nothing that the other end does makes memory grow without bound: a length is
// compared with its limit before memory is taken, a message is handled before
// the next one is read, and what waits for a slow reader is bounded.
package transport

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"google.golang.org/grpc/keepalive"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// Config is what an end of a connection is told. All of it but Log, Counters
// and Connections is needed, and Quota by the coordinator only.
type Config struct {
	Self      identity.ID
	Key       *identity.PrivateKey
	Roster    map[identity.PublicKey]identity.ID // every party of the agreement, the coordinator too
	Agreement digest.Digest
	Mode      protocol.Mode
	Limits    wire.Limits
	Quota     Quota          // of each participant
	Scheme    string         // scheme of the secure sum, for the ledger
	Ledger    *ledger.Writer // every message sent or received, and every refused connection
	Log       *slog.Logger   // nothing is logged without it
	Counters  *Counters      // what was sent and received; made if nil
	// Connections is told what was measured of each connection when it is over;
	// at the coordinator also of those that it refused, as far as it lists them.
	// It may be called by several goroutines; nil for nobody.
	Connections func(Connection)
}

// check fills in what may be left out and refuses what may not.
func (c Config) check() (Config, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Counters == nil {
		c.Counters = new(Counters)
	}
	switch {
	case c.Key == nil:
		return c, errors.New("transport: no identity key was given")
	case c.Ledger == nil:
		return c, errors.New("transport: no ledger was given; nothing is sent that is not recorded")
	case c.Roster[c.Key.Public()] != c.Self:
		return c, fmt.Errorf("transport: the agreement gives %s another key than the one at hand, %s; use the folder that the key in the agreement was made in", c.Self, c.Key.Public())
	case c.Limits.MostToCoordinator() <= 0 || c.Limits.MostToParticipant() <= 0 || c.Limits.Participants <= 0:
		return c, errors.New("transport: no limits on messages were given")
	}
	return c, nil
}

// Times that hold on every connection.
const (
	handshakeTime = 10 * time.Second // from accepting to the end of the handshake
	aliveTime     = 30 * time.Second // of silence before asking whether the other end is there
	answerTime    = 20 * time.Second // for its answer
	drainTime     = 5 * time.Second  // for what was queued when a connection is closed
	stallTime     = time.Minute      // that a chunk may wait for a reader
	idleTime      = time.Minute      // of a connection without a stream
)

// maxHeader bounds what gRPC calls headers: they carry the opening only.
const maxHeader = 8 << 10

func clientAlive() keepalive.ClientParameters {
	return keepalive.ClientParameters{Time: aliveTime, Timeout: answerTime}
}

func serverAlive() (keepalive.ServerParameters, keepalive.EnforcementPolicy) {
	return keepalive.ServerParameters{Time: aliveTime, Timeout: answerTime, MaxConnectionIdle: idleTime},
		keepalive.EnforcementPolicy{MinTime: aliveTime / 2}
}

// Listen opens the port that a coordinator serves on. address is host:port,
// where an empty host means all interfaces.
func Listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, listenError(address, err)
	}
	return l, nil
}
