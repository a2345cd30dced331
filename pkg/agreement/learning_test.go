package agreement

import (
	"strings"
	"testing"
)

// learning changes what four agrees on about learning, and its privacy.
func learning(t *testing.T, model, algorithm, privacy string) (*Agreement, error) {
	t.Helper()
	text, _ := load(t, four)
	text = replaceLines(t, text, "model: logistic-regression", model)
	text = replaceLines(t, text, "  name: newton", "  "+strings.ReplaceAll(algorithm, "; ", "\n  "))
	text = replaceLines(t, text, "  noise: none", "  "+strings.ReplaceAll(privacy, "; ", "\n  "))
	return Parse(four, []byte(text))
}

func replaceLines(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old+"\n") {
		t.Fatalf("no line %q", old)
	}
	return strings.Replace(text, old+"\n", new+"\n", 1)
}

const (
	logistic = "model: logistic-regression"
	mlp      = "model: mlp\nnetwork: {hidden: [16, 8], activation: tanh, loss: softmax}"
	external = "model: external\ntrainer: {parameters: 1000}"
	noise    = "noise: discrete-gaussian; epsilon: 4; delta: 1e-5; clip: 1"
)

func TestLearningIsAgreed(t *testing.T) {
	for name, c := range map[string]struct{ model, algorithm, privacy string }{
		"fedavgm":     {logistic, "name: fedavgm; steps: 5; rate: 0.1", "noise: none"},
		"fedprox":     {logistic, "name: fedprox; steps: 5; rate: 0.1; proximal: 0.01", "noise: none"},
		"scaffold":    {logistic, "name: scaffold; steps: 5; rate: 0.1; batch: 16", "noise: none"},
		"adam":        {mlp, "name: fedadam; steps: 5; rate: 0.1; server_rate: 0.1; validation: 0.2; patience: 3", "noise: none"},
		"adagrad":     {logistic, "name: fedadagrad; steps: 5; rate: 0.1; server_rate: 0.1; standardise: site", "noise: none"},
		"personal":    {logistic, "name: newton; personal: {intercept: true, steps: 3, rate: 0.1}", "noise: none"},
		"newton":      {logistic, "name: newton", noise},
		"noisy steps": {mlp, "name: fedyogi; steps: 1; rate: 1; server_rate: 0.1", noise},
	} {
		a, err := learning(t, c.model, c.algorithm, c.privacy)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		written, err := a.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse(four, written); err != nil || again.Hash() != a.Hash() {
			t.Errorf("%s: written and read again: %v", name, err)
		}
	}
	a, err := learning(t, mlp, "name: fedadam; steps: 5; rate: 0.1; server_rate: 0.1", "noise: none")
	if err != nil || a.Algorithm.Beta1 != 0.9 || a.Algorithm.Beta2 != 0.99 || a.Algorithm.Adaptivity != 1e-3 {
		t.Errorf("defaults %+v, %v", a.Algorithm, err)
	}
}

func TestLearningIsRefused(t *testing.T) {
	const steps = "steps: 5; rate: 0.1"
	for name, c := range map[string]struct{ model, algorithm, privacy, want string }{
		"network missing":     {"model: mlp", "name: fedavg; " + steps, "noise: none", "mlp needs the key network"},
		"network not used":    {logistic + "\nnetwork: {hidden: [2], activation: relu, loss: logistic}", "name: newton", "noise: none", "has no use for it: remove the key or write model: mlp"},
		"large network":       {"model: mlp\nnetwork: {hidden: [4096, 1024], activation: relu, loss: logistic}", "name: fedavg; " + steps, "noise: none", "at most 4194304 are supported"},
		"trainer missing":     {"model: external", "name: fedavg", "noise: none", "external needs the key trainer"},
		"newton for networks": {mlp, "name: newton", "noise: none", "newton learns logistic-regression only"},
		"server rate":         {logistic, "name: fedadam; " + steps, "noise: none", "fedadam needs it: write for example server_rate: 0.1"},
		"momentum":            {logistic, "name: fedavg; momentum: 0.5; " + steps, "noise: none", "fedavg has no use for it: remove the key or write name: fedavgm"},
		"proximal":            {logistic, "name: fedprox; " + steps, "noise: none", "fedprox needs it: write for example proximal: 0.01"},
		"patience":            {logistic, "name: fedavg; patience: 3; " + steps, "noise: none", "validation and patience need each other"},
		"sample":              {logistic, "name: fedavg; sample: 0.5; " + steps, "noise: none", "name them under aggregation.groups"},
		"nothing personal":    {logistic, "name: newton; personal: {}", "noise: none", "says nothing to do"},
		"personal squares":    {"model: mlp\nnetwork: {hidden: [2], activation: relu, loss: squared}", "name: fedavg; personal: {intercept: true}; " + steps, "noise: none", "has no log-odds to shift"},
		"personal steps":      {logistic, "name: newton; personal: {steps: 2}", "noise: none", "steps and rate need each other"},
		"steps of others":     {external, "name: fedavg; " + steps, "noise: none", "the sites' own programs see to that"},
		"steps that change":   {external, "name: fedprox; proximal: 1", "noise: none", "which the sites' own programs make"},
		"calls too long":      {"model: external\ntrainer: {parameters: 1000, seconds: 301}", "name: fedavg", "noise: none", "two calls of 301 seconds do not fit into aggregation.deadline, which is 10m0s"},
		"one objective":       {logistic, "name: objective-perturbation", noise, "one learning round: write rounds: 1"},
		"noiseless":           {logistic, "name: objective-perturbation", "noise: none", "is learning with noise, and noise is none"},
		"clip":                {logistic, "name: newton", "noise: none; clip: 1", "belong to noise"},
		"no delta":            {logistic, "name: newton", "noise: skellam; epsilon: 1; clip: 1", "skellam needs it: write for example delta: 1e-6"},
		"all insiders":        {logistic, "name: newton", noise + "; insiders: 4", "leave nobody to protect"},
		"many steps":          {logistic, "name: fedavg; " + steps, noise, "can be bounded for one gradient step only"},
		"drift":               {logistic, "name: fedprox; proximal: 1; " + steps, noise, "which does not drift"},
		"batch":               {logistic, "name: fedavg; steps: 1; rate: 1; batch: 8", noise, "a step is over all rows"},
		"scale":               {logistic, "name: fedavg; steps: 1; rate: 1; standardise: site", noise, "would move the scale of all rows"},
		"stopping":            {logistic, "name: fedavg; steps: 1; rate: 1; validation: 0.2; patience: 2", noise, "no part of the privacy budget"},
	} {
		if _, err := learning(t, c.model, c.algorithm, c.privacy); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An objective with noise is fitted once, with a penalty.
func TestPerturbationIsAgreed(t *testing.T) {
	text, _ := load(t, four)
	text = replaceLines(t, text, "  name: newton", "  name: objective-perturbation")
	text = replaceLines(t, text, "  noise: none", "  "+strings.ReplaceAll(noise, "; ", "\n  "))
	text = replaceLines(t, text, "  rounds: 10", "  rounds: 1")
	if _, err := Parse(four, []byte(text)); err != nil {
		t.Error(err)
	}
	text = replaceLines(t, text, "  ridge: 1", "  ridge: 0")
	text = replaceLines(t, text, "  unit: record", "  unit: patient\n  rows_per_patient: 2")
	_, err := Parse(four, []byte(text))
	for _, want := range []string{"without a penalty one row can move the model", "write rows_per_patient: 1, or name: fedavg"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A program has a third of the deadline for a call, if nothing else is agreed.
func TestSecondsOfATrainer(t *testing.T) {
	text, _ := load(t, four)
	text = replaceLines(t, text, logistic, external)
	text = replaceLines(t, text, "  ridge: 1", "  ridge: 0")
	text = replaceLines(t, text, "  name: newton", "  name: fedavg")
	a, err := Parse(four, []byte(text))
	if err != nil || a.Trainer.Seconds != 200 || a.Trainer.Start != 0 {
		t.Errorf("%+v, %v", a.Trainer, err)
	}
}

// Noise for whole participants is for updates that are bounded as a whole.
func TestNoiseForParticipants(t *testing.T) {
	for name, c := range map[string]struct{ model, algorithm, want string }{
		"trained elsewhere":  {"model: external\ntrainer: {parameters: 1000}", "name: fedavg", ""},
		"scaled by site":     {logistic, "name: fedavg; steps: 5; rate: 0.1; standardise: site", ""},
		"scaled by all":      {logistic, "name: fedavg; steps: 5; rate: 0.1", "write standardise: site"},
		"newton":             {logistic, "name: newton", "the update of a site is bounded as a whole"},
		"two updates a site": {logistic, "name: scaffold; steps: 5; rate: 0.1; standardise: site", "sends two"},
	} {
		text, _ := load(t, four)
		text = replaceLines(t, text, "  unit: record", "  unit: participant")
		text = replaceLines(t, text, logistic, c.model)
		if strings.Contains(c.model, "external") {
			text = replaceLines(t, text, "  ridge: 1", "  ridge: 0")
		}
		text = replaceLines(t, text, "  name: newton", "  "+strings.ReplaceAll(c.algorithm, "; ", "\n  "))
		text = replaceLines(t, text, "  noise: none", "  "+strings.ReplaceAll(noise, "; ", "\n  "))
		if _, err := Parse(four, []byte(text)); (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
