package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// ServerTLS is the configuration of the side that listens: TLS 1.3 only, both
// sides show their identity key, and only keys of the roster get through.
func ServerTLS(self *PrivateKey, roster map[PublicKey]ID) (*tls.Config, error) {
	if len(roster) == 0 {
		return nil, fmt.Errorf("pinned TLS: the roster is empty, nobody could connect")
	}
	config, err := pinned(self)
	if err != nil {
		return nil, err
	}
	known := maps.Clone(roster)
	config.ClientAuth = tls.RequireAnyClientCert
	config.VerifyConnection = func(state tls.ConnectionState) error {
		seen, err := PeerKey(state)
		if err != nil {
			return err
		}
		if _, ok := known[seen]; !ok {
			return fmt.Errorf("pinned TLS: the connecting party showed the key %s, which is not in the roster; expected one of: %s", seen, list(known))
		}
		return nil
	}
	return config, nil
}

// ClientTLS is the configuration of the side that connects: TLS 1.3 only, and
// the server must show exactly the key given.
func ClientTLS(self *PrivateKey, server PublicKey) (*tls.Config, error) {
	config, err := pinned(self)
	if err != nil {
		return nil, err
	}
	// The standard verification asks a certificate authority and compares host
	// names. The pin below replaces both: the handshake has already proven that
	// the peer holds the private key of the certificate it showed.
	config.InsecureSkipVerify = true
	config.VerifyConnection = func(state tls.ConnectionState) error {
		seen, err := PeerKey(state)
		if err != nil {
			return err
		}
		if seen != server {
			return fmt.Errorf("pinned TLS: the server showed the key %s, expected %s; check the address and the server's key in the agreement", seen, server)
		}
		return nil
	}
	return config, nil
}

// PeerKey is the identity key that the other side of a connection proved to
// hold.
func PeerKey(state tls.ConnectionState) (PublicKey, error) {
	var p PublicKey
	if state.Version != tls.VersionTLS13 {
		return p, fmt.Errorf("pinned TLS: the connection is not TLS 1.3 but %s", tls.VersionName(state.Version))
	}
	if n := len(state.PeerCertificates); n != 1 {
		return p, fmt.Errorf("pinned TLS: the other side showed %d certificates, expected one made from its identity key", n)
	}
	key, ok := state.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	if !ok || len(key) != len(p) {
		return p, fmt.Errorf("pinned TLS: the other side showed a key of kind %v, expected Ed25519", state.PeerCertificates[0].PublicKeyAlgorithm)
	}
	copy(p[:], key)
	return p, nil
}

// pinned is what both sides have in common. The only key exchange is the
// hybrid of ML-KEM-768 and X25519: both ends are this program, so nothing
// weaker has to be offered for anybody's sake. Without tickets each connection
// proves the identity anew.
func pinned(self *PrivateKey) (*tls.Config, error) {
	certificate, err := certificate(self)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		MaxVersion:             tls.VersionTLS13,
		CurvePreferences:       []tls.CurveID{tls.X25519MLKEM768},
		Certificates:           []tls.Certificate{certificate},
		SessionTicketsDisabled: true,
	}, nil
}

// certificate wraps the identity key in a self-signed certificate, because TLS
// carries keys in certificates. Nothing but its key is ever looked at. Its end
// is the one that RFC 5280, section 4.1.2.5, gives for "no date".
func certificate(self *PrivateKey) (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "samband"},
		NotBefore:    time.Unix(0, 0).UTC(),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, self.key.Public(), self.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("pinned TLS: making the certificate of %v: %w", self, err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: self.key}, nil
}

// list names at most eight parties with their keys, in order of id.
func list(roster map[PublicKey]ID) string {
	const most = 8
	lines := make([]string, 0, len(roster))
	for key, id := range roster {
		lines = append(lines, fmt.Sprintf("%s %s", id, key))
	}
	slices.Sort(lines)
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("%d more", more))
	}
	return strings.Join(lines, ", ")
}
