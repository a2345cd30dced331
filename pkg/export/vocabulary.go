package export

import (
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/secagg"
)

// Namespaces of the vocabulary. Terms that DPV lacks are ours, each under a
// broader one of DPV.
const (
	ownTerms = "urn:samband:terms#"
	ownThing = "urn:samband:"
)

// Vocabulary describes the processing in the terms of DPV 2.3. Whether
// contributions, sums and the model are personal data is for people to decide:
// they are called data and derived data here.
func Vocabulary(r *evidence.Report, l *lang.Lang) any {
	a := r.Agreement
	process := object{
		"@id": ownThing + "agreement:" + r.Plan.Hash.String(), "@type": "dpv:Process", "dct:title": a.Title,
		"dpv:hasPurpose":          declared("dpv:Purpose", a.Purpose),
		"dpv:hasLegalBasis":       declared("dpv:LegalBasis", a.LegalBasis),
		"dpv:hasStorageCondition": declared("", a.Retention),
		"dpv:hasLocation":         ref("dpv:FederatedLocations"),
		"dpv:hasProcessing":       []object{ref("dpv:Derive"), ref("dpv:Aggregate"), ref("samband:FederatedLearning")},
		"dpv:hasStatus":           ref(status(r)),
		"dpv:hasTechnicalMeasure": measures(r),
		"dpv:hasRisk":             risks(r, l),
		"dpv:hasData":             data(r),
	}
	var controllers, others, recipients []object
	graph := []object{}
	for _, p := range a.Parties {
		n := party(p.ID, p.Name, p.Role)
		if strings.EqualFold(strings.TrimSpace(p.Role), "controller") {
			n["@type"] = "dpv:DataController"
			controllers = append(controllers, ref(n["@id"].(string)))
		} else {
			others = append(others, ref(n["@id"].(string)))
		}
		graph = append(graph, n)
	}
	hub := party(a.Coordinator.ID, a.Coordinator.Name, "coordinator, operated by "+a.Coordinator.OperatedBy)
	others = append(others, ref(hub["@id"].(string)))
	graph = append(graph, hub)
	for _, id := range a.Release.Recipients {
		recipients = append(recipients, ref(partyID(id)))
	}
	process["dpv:hasEntity"], process["dpv:hasRecipient"] = others, recipients
	if len(controllers) > 0 {
		process["dpv:hasDataController"] = controllers
	}
	if records := records(r); len(records) > 0 {
		process["dpv:hasRecordOfActivity"] = records
	}
	return object{
		"@context": object{"dpv": "https://w3id.org/dpv#", "dct": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#", "samband": ownTerms},
		"@graph":   append(append([]object{process}, graph...), minted()...),
	}
}

func ref(id string) object { return object{"@id": id} }

// declared is a text of the agreement that nothing checks.
func declared(kind, text string) object {
	o := object{"dct:description": text, "samband:status": "declared"}
	if kind != "" {
		o["@type"] = kind
	}
	return o
}

func partyID(id identity.ID) string { return ownThing + "party:" + string(id) }

func party(id identity.ID, name, role string) object {
	return object{"@id": partyID(id), "@type": "dpv:LegalEntity", "dpv:hasName": name, "samband:role": role, "samband:status": "declared"}
}

// status is how far the processing came.
func status(r *evidence.Report) string {
	switch {
	case !r.Ran:
		return "dpv:ActivityPlanned"
	case r.Run.Finished:
		return "dpv:ActivityCompleted"
	}
	return "dpv:ActivityNotCompleted"
}

func measures(r *evidence.Report) []object {
	all := []object{ref("dpv:CryptographicKeyManagement"), ref("dpv:HashFunctions"), ref("dpv:AccessControlMethod")}
	switch scheme := secagg.Scheme(r.Agreement.Aggregation.Scheme); {
	case scheme == agreement.OneTimeHE || scheme.Direct():
		all = append(all, ref("dpv:HomomorphicEncryption"))
	case scheme != agreement.Plaintext:
		all = append(all, ref("samband:SecureAggregation"))
	}
	if r.Agreement.Privacy.Noised() {
		all = append(all, object{"@type": "dpv:DifferentialPrivacy", "samband:epsilon": r.Promise.Epsilon, "samband:delta": r.Promise.Delta, "samband:unit": r.Promise.Unit, "samband:status": "configured"})
	}
	return all
}

// risks are what the answers on exposure state.
func risks(r *evidence.Report, l *lang.Lang) []object {
	all := []object{}
	for code, term := range map[string]string{"recoverable": "samband:ContributionDerivation", "participation": "samband:MembershipInference", "inversion": "samband:AttributeInference"} {
		for _, s := range r.Answer(code).Statements {
			all = append(all, object{"@type": term, "dct:description": s.Say(l), "samband:finding": s.Name, "samband:status": string(s.Status), "samband:source": s.Source})
		}
	}
	order(all, "samband:finding")
	return all
}

func data(r *evidence.Report) []object {
	names := make([]string, len(r.Agreement.Schema.Features))
	for i, f := range r.Agreement.Schema.Features {
		names[i] = f.Name
	}
	return []object{
		{"@type": "dpv:Data", "dct:title": "rows", "samband:features": names, "dct:description": "stay at each participant"},
		{"@type": "dpv:DerivedData", "dct:title": "contributions and sums"},
		{"@type": "dpv:DerivedData", "dct:title": "model"},
	}
}

func records(r *evidence.Report) []object {
	all := []object{}
	for _, l := range r.Ledgers {
		all = append(all, object{"@type": "dpv:DataProcessingRecord", "dct:title": "ledger of " + string(l.Meta.Party), "samband:events": len(l.Events), "samband:problems": len(l.Problems) + l.More})
	}
	order(all, "dct:title")
	return all
}

// minted are the terms that DPV 2.3 has no word for.
func minted() []object {
	var all []object
	for _, t := range [][3]string{
		{"FederatedLearning", "dpv:Derive", "learning one model from sums of contributions, while rows stay where they are"},
		{"SecureAggregation", "dpv:CryptographicMethods", "forming a sum whose parts the one who forms it cannot read"},
		{"ContributionDerivation", "dpv:Risk", "computing what one participant contributed from sums and what one has oneself"},
		{"MembershipInference", "dpv:Risk", "telling from a model whether somebody's rows are in it"},
		{"AttributeInference", "dpv:Risk", "telling a person's value from a model or a contribution"},
	} {
		all = append(all, object{"@id": "samband:" + t[0], "skos:broader": ref(t[1]), "skos:definition": t[2]})
	}
	return all
}
