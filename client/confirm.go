package main

import (
	ledgers "samband/pkg/audit"
	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// sent is what both ends say alike of one contribution.
type sent struct {
	round, attempt uint32
	bytes          int
	digest         digest.Digest
}

// received is what the coordinator's ledger in the bundle says that it received
// of this party; nil without a bundle.
func (o *opener) received() (map[sent]bool, error) {
	if o.bundle == "" {
		return nil, nil
	}
	b, err := bundle.Open(o.bundle)
	if err != nil {
		return nil, cli.Exit(cli.Verification, err, "")
	}
	hub := o.plan.Agreement.Coordinator.ID
	part := b.Part(hub)
	switch {
	case b.Hash != o.plan.Hash:
		return nil, cli.Exit(cli.Verification, phrase.Errorf("bundle.of-other", "%s is of agreement %s, this is %s", o.bundle, b.Hash.Short(), o.plan.Hash.Short()), "")
	case part == nil:
		return nil, cli.Exit(cli.Verification, phrase.Errorf("inspection.no-part", "%s has no part of %s, whose ledger would have received what is opened", o.bundle, hub), "")
	}
	r, err := ledgers.VerifyFile(part.Ledger, o.plan.Agreement.Keys(), o.plan.Hash)
	if err == nil {
		err = intact(part.Ledger, r, hub)
	}
	if err == nil && r.Meta.Rehearsal != o.meta.Rehearsal {
		err = phrase.Errorf("bundle.ledger-mode", "%s is of another kind of run than the bundle says: one is a rehearsal", part.Ledger)
	}
	if err != nil {
		return nil, cli.Exit(cli.Verification, err, "")
	}
	all := make(map[sent]bool)
	for _, e := range r.Events {
		if e.Direction == ledger.Received && e.From == o.self && e.Kind == string(protocol.KindChunk) {
			all[sent{e.Round, e.Attempt, e.Bytes, e.Digest}] = true
		}
	}
	return all, nil
}

// intact requires a ledger to verify, and to be that of a party.
func intact(path string, r *ledgers.Result, of identity.ID) error {
	switch {
	case len(r.Problems) > 0:
		return phrase.Errorf("inspection.ledger", "%s does not verify (%s): what it says shows nothing", path, r.Problems[0].Phrase())
	case r.Meta.Party != of:
		return phrase.Errorf("inspection.ledger-of", "%s is the ledger of %s, not of %s", path, r.Meta.Party, of)
	}
	return nil
}
