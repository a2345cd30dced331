// Package attack holds only tests: in each of them somebody really misbehaves,
// over the messages of a real run. Honest parties are the real programs,
// client/participant and coordinator/server, with real TLS and real encryption.
//
// Against participants stands schemer, a coordinator that checks nothing and
// whose every message a test may alter, drop, replay or forge. Against the
// coordinator and other participants stands villain, which holds a key of the
// agreement and drives the real state machine, but alters what it commits to,
// shares, releases and sends.
//
// Each test is named after its row of the table of attacks in
// docs/threat-model.md. It looks at how every party ended, at what each recorded
// in its ledger, that no release was sent and no model saved, and that everybody
// returned.
package attack
