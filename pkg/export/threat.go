package export

import (
	"fmt"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// ThreatModel is an Open Threat Model 0.2.0: every party a trust zone, every
// link a data flow with what the ledgers counted on it, and what can be derived or
// was not measured as threats.
func ThreatModel(r *evidence.Report, l *lang.Lang) any {
	a := r.Agreement
	zones, components, flows := []object{}, []object{}, []object{}
	zone := func(id, name string) {
		zones = append(zones, object{"id": id, "name": name, "type": "party", "risk": object{"trustRating": 0}, "attributes": unrated()})
	}
	component := func(id, name, kind, in string, threats []object) {
		components = append(components, object{"id": id, "name": name, "type": kind, "parent": object{"trustZone": in}, "threats": threats})
	}
	hub := string(a.Coordinator.ID)
	zone("zone-"+hub, a.Coordinator.Name)
	component(hub, a.Coordinator.Name, "coordinator", "zone-"+hub, against(r, hub, true))
	for _, p := range a.Parties {
		id := string(p.ID)
		zone("zone-"+id, p.Name)
		component(id, p.Name, "participant", "zone-"+id, against(r, id, false))
		component(id+"-rows", "rows of "+p.Name, "data-store", "zone-"+id, nil)
		flows = append(flows, object{"id": id + "-reads", "name": "rows to the participant's program", "source": id + "-rows", "destination": id, "attributes": object{"leaves": "nothing"}},
			link(r, p.ID, a.Coordinator.ID, "contributions"), link(r, a.Coordinator.ID, p.ID, "sums"))
	}
	for _, id := range a.Release.Recipients {
		if _, takesPart := a.Party(id); !takesPart && string(id) != hub {
			zone("zone-"+string(id), r.Name(id))
			component(string(id), r.Name(id), "recipient", "zone-"+string(id), against(r, exposure.Recipient, false))
		}
	}
	assets := []object{}
	for _, asset := range exposure.Assets() {
		assets = append(assets, object{"id": assetID(asset), "name": string(asset), "risk": object{"confidentiality": 0, "integrity": 0, "availability": 0, "comment": "not rated"}})
	}
	return object{
		"otmVersion": "0.2.0",
		"project":    object{"name": a.Title, "id": r.Plan.Hash.String(), "description": a.Purpose, "attributes": object{"ran": r.Ran}},
		"trustZones": zones, "components": components, "dataflows": flows, "assets": assets,
		"threats": threats(r, l), "mitigations": mitigations(r),
	}
}

func unrated() object { return object{"rated": "no: this program rates no trust and no risk"} }

func assetID(a exposure.Asset) string { return strings.ReplaceAll(string(a), " ", "-") }

// link is one way between two parties, with what was counted if it ran.
func link(r *evidence.Report, from, to identity.ID, what string) object {
	o := object{"id": fmt.Sprintf("%s-to-%s", from, to), "name": what, "source": string(from), "destination": string(to), "bidirectional": false,
		"assets": []string{assetID(exposure.IndividualUpdate)}, "tags": []string{string(r.Form()), "TLS 1.3"}}
	if what == "sums" {
		o["assets"] = []string{assetID(exposure.Sum)}
	}
	for _, l := range r.Links {
		if l.From == from && l.To == to {
			form := l.Form
			if form == "" {
				form = ledger.Metadata
			}
			o["attributes"] = object{"messages": l.Messages, "bytes": l.Bytes, "form": form, "measured": l.Vantage}
		}
	}
	return o
}

// Identifiers of threats and mitigations.
const (
	threatDerive     = "derive-contribution"
	threatMembership = "membership-inference"
	threatAttribute  = "attribute-inference"
	threatChange     = "changed-record"
	mitigateEncrypt  = "encrypted-sums"
	mitigateNoise    = "noise"
	mitigateLedger   = "ledgers"
)

// against are the threats that come from who holds a component.
func against(r *evidence.Report, id string, hub bool) []object {
	state := "not-exposed"
	for _, b := range r.Breaches {
		if hub && b.Coordinator || len(b.Members) == 1 && b.Members[0] == id {
			state = "exposed"
		}
	}
	return []object{{"threat": threatDerive, "state": state}, {"threat": threatMembership, "state": measured(r, "participation")}, {"threat": threatAttribute, "state": measured(r, "inversion")}}
}

// measured tells whether anything answers a question but that it was not.
func measured(r *evidence.Report, code string) string {
	for _, s := range r.Answer(code).Statements {
		if s.Status == "measured" {
			return "measured"
		}
	}
	return "unknown"
}

func threats(r *evidence.Report, l *lang.Lang) []object {
	all := []object{}
	for _, t := range []struct{ id, name, code string }{
		{threatDerive, "A party derives what another contributed", "recoverable"},
		{threatMembership, "The model tells who is in it", "participation"},
		{threatAttribute, "The model tells a person's values", "inversion"},
		{threatChange, "A party changes its record", "logs"},
	} {
		findings, texts := []object{}, []string{}
		for _, s := range r.Answer(t.code).Statements {
			findings = append(findings, said(s, l))
			texts = append(texts, s.Say(l))
		}
		attributes := unrated()
		attributes["findings"] = findings
		all = append(all, object{"id": t.id, "name": t.name, "description": strings.Join(texts, " "), "categories": []string{"privacy"},
			"risk": object{"likelihood": nil, "impact": 0, "impactComment": "not rated"}, "attributes": attributes})
	}
	return all
}

func mitigations(r *evidence.Report) []object {
	all := []object{{"id": mitigateLedger, "name": "Ledgers of all parties, signed and cosigned", "riskReduction": 0, "attributes": unrated()}}
	if r.Form() == ledger.Ciphertext {
		all = append(all, object{"id": mitigateEncrypt, "name": "Sums over ciphertexts, scheme " + r.Agreement.Aggregation.Scheme, "riskReduction": 0, "attributes": unrated()})
	}
	if r.Agreement.Privacy.Noised() {
		all = append(all, object{"id": mitigateNoise, "name": "Noise of differential privacy", "riskReduction": 0, "attributes": unrated()})
	}
	return all
}
