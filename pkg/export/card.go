package export

import (
	"fmt"
	"strconv"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/evidence"
	"samband/pkg/finding"
	"samband/pkg/lang"
)

// ModelCard is a CycloneDX 1.6 bill of materials with one component, the model,
// and its card: what it was learnt from and how, quality, limits.
func ModelCard(r *evidence.Report, l *lang.Lang) any {
	a := r.Agreement
	dataset := []object{}
	inputs := []object{}
	for _, p := range a.Parties {
		dataset = append(dataset, object{"type": "dataset", "name": a.Split.Dataset + " at " + p.Name, "description": "rows stay at this participant", "classification": "held by " + string(p.ID)})
	}
	for _, f := range a.Schema.Features {
		inputs = append(inputs, object{"format": f.Name + ": " + f.Type})
	}
	card := object{
		"modelParameters": object{
			"approach": object{"type": "supervised"}, "task": "binary classification of " + a.Schema.Outcome.Name,
			"architectureFamily": a.Model, "modelArchitecture": architecture(a), "datasets": dataset, "inputs": inputs,
			"outputs": []object{{"format": "probability of " + a.Schema.Outcome.Name}},
		},
		"considerations": object{
			"useCases": []string{a.Purpose}, "technicalLimitations": limitations(r, l), "ethicalConsiderations": considerations(r, l),
		},
		"properties": properties(r),
	}
	if metrics := performance(r); len(metrics) > 0 {
		card["quantitativeAnalysis"] = object{"performanceMetrics": metrics}
	}
	model := object{"type": "machine-learning-model", "bom-ref": "model", "name": a.Title, "description": a.Purpose, "modelCard": card}
	bom := object{
		"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "serialNumber": "urn:uuid:" + uuid(r.Plan.Hash, "bom"),
		"components": []object{model},
	}
	metadata := object{"component": object{"type": "application", "bom-ref": "samband", "name": "samband"},
		"properties": []object{{"name": "samband:review", "value": l.Text(lang.NotReviewed)}}}
	if _, last := r.Times(); !last.IsZero() {
		metadata["timestamp"] = last.UTC().Format(time.RFC3339)
	}
	bom["metadata"] = metadata
	return bom
}

func architecture(a *agreement.Agreement) string {
	if n := a.Network; n != nil {
		return fmt.Sprintf("hidden layers %v, %s, loss %s", n.Hidden, n.Activation, n.Loss)
	}
	return fmt.Sprintf("%s by %s", a.Model, a.Algorithm.Name)
}

// performance is what was measured of the joint model.
func performance(r *evidence.Report) []object {
	all := []object{}
	write := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	add := func(kind, slice string, v, low, high *float64) {
		if v == nil {
			return
		}
		metric := object{"type": kind, "value": write(*v), "slice": slice}
		if low != nil && high != nil {
			metric["confidenceInterval"] = object{"lowerBound": write(*low), "upperBound": write(*high)}
		}
		all = append(all, metric)
	}
	if c, _ := r.Comparison(); c != nil {
		for _, site := range c.Sites() {
			add("AUC", "test rows of "+site, c.Joint[site].AUC, nil, nil)
			add("mean log-loss", "test rows of "+site, c.Joint[site].LogLoss, nil, nil)
		}
		return all
	}
	for _, account := range r.Accounts {
		if o := account.Outcome; o != nil && o.Evaluation != nil {
			slice := "test rows of all sites, as told by " + string(account.Party)
			e := o.Evaluation
			if r.Agreement.Privacy.Noised() {
				slice += ", estimated from counts with noise; intervals 95 %, for noise and rows"
			}
			add("AUC", slice, e.AUC, e.AUCLow, e.AUCHigh)
			add("mean log-loss", slice, e.LogLoss, e.LossLow, e.LossHigh)
		}
	}
	return all
}

// limitations are what is not known.
func limitations(r *evidence.Report, l *lang.Lang) []string {
	all := []string{}
	for _, s := range r.Answer("limits").Statements {
		all = append(all, s.Say(l))
	}
	return all
}

// considerations are what the sums and the model tell of those in them.
func considerations(r *evidence.Report, l *lang.Lang) []object {
	all := []object{}
	for _, code := range []string{"recoverable", "participation", "inversion", "subgroups"} {
		for _, s := range r.Answer(code).Statements {
			o := object{"name": s.Say(l)}
			if s.Status == finding.Unknown {
				o["mitigationStrategy"] = "not measured"
			}
			all = append(all, o)
		}
	}
	return all
}

func properties(r *evidence.Report) []object {
	all := []object{{"name": "samband:agreement", "value": r.Plan.Hash.String()}, {"name": "samband:scheme", "value": r.Agreement.Aggregation.Scheme}, {"name": "samband:noise", "value": r.Agreement.Privacy.Noise},
		{"name": "samband:ran", "value": strconv.FormatBool(r.Ran)}, {"name": "samband:rehearsal", "value": strconv.FormatBool(r.Rehearsal)}}
	for _, account := range r.Accounts {
		if o := account.Outcome; o != nil && !o.Model.IsZero() {
			all = append(all, object{"name": "samband:model-digest:" + string(account.Party), "value": o.Model.String()})
		}
	}
	return all
}
