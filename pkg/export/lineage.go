package export

import (
	"fmt"
	"time"

	"samband/pkg/audit"
	"samband/pkg/evidence"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// Parts of OpenLineage that every event and facet names.
const (
	producer      = "urn:samband"
	eventSchema   = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
	facetSchemas  = "https://openlineage.io/spec/facets/"
	schemaFacet   = facetSchemas + "1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet"
	parentFacet   = facetSchemas + "1-0-1/ParentRunFacet.json#/$defs/ParentRunFacet"
	documentFacet = facetSchemas + "1-0-1/DocumentationJobFacet.json#/$defs/DocumentationJobFacet"
)

// Lineage is the run as OpenLineage 2-0-2 events, in order of time: one run with
// a child for every round. A plan has none.
func Lineage(r *evidence.Report, _ *lang.Lang) any {
	events := []object{}
	first, last := r.Times()
	if first.IsZero() {
		return events
	}
	parent := uuid(r.Plan.Hash, session(r))
	inputs, model := inputs(r), []object{dataset("participants", "model")}
	whole := object{"namespace": producer, "name": r.Agreement.Title, "facets": object{"documentation": facet(documentFacet, object{"description": r.Agreement.Purpose})}}
	events = append(events, event("START", first, parent, nil, whole, inputs, nil))
	for _, round := range rounds(r) {
		name := fmt.Sprintf("round %d", round.number)
		run := uuid(r.Plan.Hash, fmt.Sprint(session(r), name))
		job := object{"namespace": producer, "name": name}
		facets := object{"parent": facet(parentFacet, object{"run": object{"runId": parent}, "job": object{"namespace": producer, "name": r.Agreement.Title}})}
		sum := []object{dataset("sums", name)}
		events = append(events, event("START", round.first, run, facets, job, inputs, nil), event("COMPLETE", round.last, run, facets, job, inputs, sum))
	}
	end := "ABORT"
	if r.Run.Finished {
		end = "COMPLETE"
	} else {
		model = nil
	}
	return append(events, event(end, last, parent, nil, whole, inputs, model))
}

func event(kind string, at time.Time, run string, facets, job object, inputs, outputs []object) object {
	if facets == nil {
		facets = object{}
	}
	return object{"eventType": kind, "eventTime": at.UTC().Format(time.RFC3339Nano), "producer": producer, "schemaURL": eventSchema,
		"run": object{"runId": run, "facets": facets}, "job": job, "inputs": orEmpty(inputs), "outputs": orEmpty(outputs)}
}

func orEmpty(all []object) []object { return append([]object{}, all...) }

func facet(schema string, members object) object {
	members["_producer"], members["_schemaURL"] = producer, schema
	return members
}

func dataset(holder, name string) object {
	return object{"namespace": producer + ":" + holder, "name": name}
}

// inputs are the tables, each at its participant, by their agreed columns.
func inputs(r *evidence.Report) []object {
	var fields []object
	for _, f := range r.Agreement.Schema.Features {
		fields = append(fields, object{"name": f.Name, "type": f.Type, "description": f.Description})
	}
	var all []object
	for _, id := range r.Plan.Participants {
		d := dataset(string(id), r.Agreement.Split.Dataset)
		d["facets"] = object{"schema": facet(schemaFacet, object{"fields": fields})}
		all = append(all, d)
	}
	return all
}

// session names the session of the ledgers, so that two runs of one agreement
// differ.
func session(r *evidence.Report) string {
	for _, l := range r.Ledgers {
		if s := l.Session(); !s.IsZero() {
			return s.String()
		}
	}
	return "-"
}

// span is when a round began and ended, by the ledgers at hand.
type span struct {
	number      uint32
	first, last time.Time
}

func rounds(r *evidence.Report) []span {
	var all []span
	at := make(map[uint32]int)
	add := func(e audit.Located) {
		i, seen := at[e.Round]
		if !seen {
			i = len(all)
			at[e.Round] = i
			all = append(all, span{e.Round, e.Time, e.Time})
		}
		if e.Time.Before(all[i].first) {
			all[i].first = e.Time
		}
		if e.Time.After(all[i].last) {
			all[i].last = e.Time
		}
	}
	for _, l := range r.Ledgers {
		for _, e := range l.Events {
			if e.Round > 0 && e.Direction != ledger.Local {
				add(e)
			}
		}
	}
	return all
}
