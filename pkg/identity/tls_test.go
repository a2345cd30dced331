package identity

import (
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"
)

func key(t *testing.T) *PrivateKey {
	t.Helper()
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// handshake runs both sides over a connection in memory and gives what each
// saw of the other, and its error.
func handshake(server, client *tls.Config) (atServer, atClient tls.ConnectionState, serverErr, clientErr error) {
	a, b := net.Pipe()
	deadline := time.Now().Add(10 * time.Second)
	a.SetDeadline(deadline)
	b.SetDeadline(deadline)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(a, server)
		serverErr = s.Handshake()
		atServer = s.ConnectionState()
		if serverErr == nil {
			s.Write([]byte{1})
		}
		a.Close()
	}()
	c := tls.Client(b, client)
	clientErr = c.Handshake()
	atClient = c.ConnectionState()
	if clientErr == nil { // in TLS 1.3 the server's refusal arrives with the first read
		_, clientErr = c.Read(make([]byte, 1))
	}
	b.Close()
	<-done
	return
}

func configs(t *testing.T, self *PrivateKey, roster map[PublicKey]ID, other *PrivateKey, server PublicKey) (s, c *tls.Config) {
	t.Helper()
	s, err := ServerTLS(self, roster)
	if err != nil {
		t.Fatal(err)
	}
	c, err = ClientTLS(other, server)
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestPinnedHandshake(t *testing.T) {
	hub, north := key(t), key(t)
	s, c := configs(t, hub, map[PublicKey]ID{north.Public(): "north"}, north, hub.Public())
	atServer, atClient, serverErr, clientErr := handshake(s, c)
	if serverErr != nil || clientErr != nil {
		t.Fatal(serverErr, clientErr)
	}
	if p, err := PeerKey(atServer); err != nil || p != north.Public() {
		t.Errorf("the server saw %v, %v", p, err)
	}
	if p, err := PeerKey(atClient); err != nil || p != hub.Public() {
		t.Errorf("the client saw %v, %v", p, err)
	}
	if atClient.Version != tls.VersionTLS13 || atClient.CurveID != tls.X25519MLKEM768 {
		t.Errorf("version %x, group %v", atClient.Version, atClient.CurveID)
	}
}

func TestServerRefusesKeysOutsideTheRoster(t *testing.T) {
	hub, north, stranger := key(t), key(t), key(t)
	s, c := configs(t, hub, map[PublicKey]ID{north.Public(): "north"}, stranger, hub.Public())
	_, _, serverErr, clientErr := handshake(s, c)
	if clientErr == nil {
		t.Error("the stranger gets through")
	}
	if serverErr == nil || !strings.Contains(serverErr.Error(), stranger.Public().String()) || !strings.Contains(serverErr.Error(), "north "+north.Public().String()) {
		t.Errorf("the error does not name seen and expected keys: %v", serverErr)
	}
}

func TestClientRefusesAnotherServer(t *testing.T) {
	hub, north, impostor := key(t), key(t), key(t)
	s, c := configs(t, impostor, map[PublicKey]ID{north.Public(): "north"}, north, hub.Public())
	_, _, _, clientErr := handshake(s, c)
	if clientErr == nil || !strings.Contains(clientErr.Error(), impostor.Public().String()) || !strings.Contains(clientErr.Error(), hub.Public().String()) {
		t.Errorf("the error does not name seen and expected keys: %v", clientErr)
	}
}

// A party that shows somebody else's certificate lacks the private key for it.
func TestStolenCertificateIsRefused(t *testing.T) {
	hub, north, thief := key(t), key(t), key(t)
	s, c := configs(t, hub, map[PublicKey]ID{north.Public(): "north"}, north, hub.Public())
	c.Certificates[0].PrivateKey = thief.key
	if _, _, serverErr, clientErr := handshake(s, c); serverErr == nil && clientErr == nil {
		t.Error("a certificate without its key gets through")
	}
}

func TestOldTLSAndMissingCertificatesAreRefused(t *testing.T) {
	hub, north := key(t), key(t)
	roster := map[PublicKey]ID{north.Public(): "north"}
	for name, change := range map[string]func(*tls.Config){
		"TLS 1.2":          func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 },
		"no certificate":   func(c *tls.Config) { c.Certificates = nil },
		"no post-quantum":  func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519} },
		"two certificates": func(c *tls.Config) { d := &c.Certificates[0].Certificate; *d = append(*d, (*d)[0]) },
	} {
		s, c := configs(t, hub, roster, north, hub.Public())
		change(c)
		if _, _, serverErr, _ := handshake(s, c); serverErr == nil {
			t.Errorf("%s gets through", name)
		}
	}
}

func TestEmptyRosterIsRefused(t *testing.T) {
	if _, err := ServerTLS(key(t), nil); err == nil {
		t.Error("an empty roster is accepted")
	}
}

// The caller's map may change later; who gets through may not.
func TestRosterIsCopied(t *testing.T) {
	hub, north, stranger := key(t), key(t), key(t)
	roster := map[PublicKey]ID{north.Public(): "north"}
	s, c := configs(t, hub, roster, stranger, hub.Public())
	roster[stranger.Public()] = "stranger"
	if _, _, serverErr, _ := handshake(s, c); serverErr == nil {
		t.Error("a key added later gets through")
	}
}
