package algorithm

// correction changes the gradient of a local step, in place, at the weights
// where the step is made. Nil changes nothing.
type correction func(gradient, weights []float64)

// correction is what the agreed algorithm asks for in the round that is due.
func (n *site) correction() correction {
	switch {
	case n.proximal > 0:
		return proximal(n.proximal, n.state.Weights)
	case n.state.Variates != nil:
		return n.state.Variates.correction()
	}
	return nil
}

// proximal adds the gradient of µ/2·|w − from|², which keeps a site near the
// common weights (FedProx: Li, Sahu, Zaheer, Sanjabi, Talwalkar and Smith,
// Federated optimization in heterogeneous networks, MLSys 2020, algorithm 2).
func proximal(mu float64, from []float64) correction {
	return func(gradient, weights []float64) {
		for j, w := range weights {
			gradient[j] += mu * (w - from[j])
		}
	}
}

// variates are the control variates of SCAFFOLD (Karimireddy, Kale, Mohri,
// Reddi, Stich and Suresh, ICML 2020, algorithm 1, option II, at a global rate
// of 1), which steps by g + c − cᵢ: the mean gradient of all rows in the place
// of that of the own ones. The paper's means over sites are weighted by rows
// here, as those of the weights are.
//
// Common follows from sums and is the same at all sites. Own is a mean gradient
// of this site's rows. It is kept at the site, and what leaves it is Own's change,
// times rows, inside the sum.
type variates struct {
	Common []float64 `json:"common"` // c
	Own    []float64 `json:"own"`    // cᵢ
}

func (v *variates) correction() correction {
	return func(gradient, _ []float64) {
		for j := range gradient {
			gradient[j] += v.Common[j] - v.Own[j]
		}
	}
}

// change is what training from the common weights made of the site's own
// variate, less what it was: (x − yᵢ)/(Kη) − c, within ±most.
func (v *variates) change(from, trained []float64, length, most float64) []float64 {
	change := make([]float64, len(from))
	for j := range change {
		change[j] = min(max((from[j]-trained[j])/length-v.Common[j], -most), most)
	}
	return change
}
