// Command heart-disease trains one model across the four hospitals of the UCI
// heart disease data (Janosi, Steinbrunn, Pfisterer and Detrano 1988; CC BY
// 4.0), from their raw CSV files, which are not part of this repository.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"samband/examples/local"
	"samband/examples/published"
	"samband/pkg/agreement"
)

func main() {
	data := flag.String("data", "../shared/data/heart-disease", "directory with cleveland.csv, hungarian.csv, switzerland.csv and va.csv")
	out := flag.String("out", "out/heart-disease", "directory for everything that the run leaves")
	lang := flag.String("lang", "en", "language of the output: en or sv")
	scheme := flag.String("scheme", agreement.OneTimeHE, "how updates are added: one-time-he, pairwise-masks, direct-bgv, direct-ckks or plaintext")
	algorithm := flag.String("algorithm", "newton", "how the model is learnt: newton (ridge penalty 1), fedavg (50 rounds of 5 steps, rate 0.5, ridge penalty 1), mle (newton without penalty) or mlp (a network with one hidden layer of 8 units by fedavg: 30 rounds of 5 steps, rate 0.2, ridge penalty 5)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	os.Exit(local.Report(ctx, *lang, run(ctx, *data, *out, *lang, *scheme, *algorithm)))
}

func run(ctx context.Context, data, out, lang, scheme, algorithm string) error {
	learn, network, err := learning(algorithm)
	if err != nil {
		return err
	}
	f := &local.Federation{
		Title:   "Heart disease at four hospitals (UCI, public data)",
		Purpose: "Estimate the probability of coronary heart disease from ten routine findings.",
		// The ids are those under which the fixed split was drawn.
		Hospitals: []local.Hospital{
			{ID: "cleveland", Name: "Cleveland Clinic Foundation"},
			{ID: "hungarian", Name: "Hungarian Institute of Cardiology, Budapest"},
			{ID: "switzerland", Name: "University Hospitals Zurich and Basel"},
			{ID: "va", Name: "V.A. Medical Center, Long Beach"},
		},
		Schema:    published.Heart(),
		Split:     agreement.Split{Seed: "20240101", Dataset: published.HeartName, Test: 0.25},
		Algorithm: learn,
		Network:   network,
		Scheme:    scheme,
		Out:       out,
		Lang:      lang,
		Screen:    os.Stdout,
		KeepSums:  true,
		Test:      true,
	}
	if word := agreement.AckOf(scheme); word != "" {
		f.Acknowledge = append(f.Acknowledge, word)
	}
	for i := range f.Hospitals {
		h := &f.Hospitals[i]
		h.Data = filepath.Join(data, string(h.ID)+".csv")
		if _, err := os.Stat(h.Data); err != nil {
			return fmt.Errorf("the table of %s: %w; name the directory with -data", h.Name, err)
		}
	}
	r, err := f.Run(ctx)
	if err != nil {
		return err
	}
	s, err := r.Summarise()
	if err != nil {
		return err
	}
	return r.Print(s)
}

// learning is what the agreement says about an algorithm of that name, and the
// form of the network if it learns one.
func learning(name string) (agreement.Algorithm, *agreement.Network, error) {
	a := agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 1024, Tolerance: 1e-8}
	switch name {
	case "newton":
	case "fedavg":
		a.Name, a.Rounds, a.Steps, a.Rate = agreement.FedAvg, 50, 5, 0.5
	case "mle":
		a.Ridge = 0
	case "mlp":
		a.Name, a.Rounds, a.Steps, a.Rate, a.Ridge = agreement.FedAvg, 30, 5, 0.2, 5
		return a, &agreement.Network{Hidden: []int{8}, Activation: agreement.ReLU, Loss: agreement.LogisticLoss}, nil
	default:
		return a, nil, fmt.Errorf("there is no algorithm %q: write newton, fedavg, mle or mlp", name)
	}
	return a, nil, nil
}
