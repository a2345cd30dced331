package server

import (
	"samband/pkg/plan"
	"samband/pkg/transport"
)

// quota is what one participant may send in a run of this plan.
func quota(p *plan.Plan) transport.Quota {
	most := 0
	for _, phase := range p.Phases() {
		chunks, err := p.Chunks(phase)
		if err != nil {
			continue // New laid every phase out
		}
		most = max(most, len(chunks))
	}
	return transport.QuotaOf(p.MaxRounds(), most)
}

// refusedText says of which kind what a party sent was.
func refusedText(flood bool) string {
	if flood {
		return "sent " + transport.ErrFlood.Error()
	}
	return "sent what is no message of this run, or spoke in another's name"
}
