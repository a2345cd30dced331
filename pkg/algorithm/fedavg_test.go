package algorithm

import (
	"math"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
)

// FedAvg through quantising, adding integers and restoring has the metrics of
// the reference implementation, which computed in float64.
func TestFedAvgOfFourHospitalsEqualsTheReference(t *testing.T) {
	for name, c := range map[string]struct {
		rounds, steps int
		rate          float64
	}{"fedavg_R50_E5_lr0.5": {50, 5, 0.5}, "fedavg_R200_E1_lr1": {200, 1, 1}} {
		t.Run(name, func(t *testing.T) {
			p, parts, sites := hospitals(t, func(a *agreement.Agreement) {
				a.Algorithm.Name, a.Algorithm.Rounds, a.Algorithm.Steps, a.Algorithm.Rate = agreement.FedAvg, c.rounds, c.steps, c.rate
			})
			sums, err := learn(t, layoutsOf(t, p), sites)
			if err != nil {
				t.Fatal(err)
			}
			all := &data.Table{Columns: parts[0].test.Columns}
			tests := map[string]*data.Table{"ALL": all}
			for i, site := range heartSites {
				tests[site] = parts[i].test
				all.Append(parts[i].test)
			}
			compared, auc, loss := 0, 0.0, 0.0
			for _, row := range reference(t, "reference_metrics.csv") {
				if row[1] != name {
					continue
				}
				compared++
				scores, err := sites[0].Model().Scores(tests[row[2]])
				if err != nil {
					t.Fatal(err)
				}
				got, _ := model.LogLoss(scores, tests[row[2]].Y)
				loss = max(loss, math.Abs(got-number(t, row[7])))
				if got, ok := model.AUC(scores, tests[row[2]].Y); ok {
					auc = max(auc, math.Abs(got-number(t, row[5])))
				}
			}
			t.Logf("%d sums, largest difference of AUC %.1e, of log-loss %.1e; warnings %v", sums, auc, loss, sites[0].Warnings())
			if compared != 5 || !(auc <= 0.002) || !(loss <= 0.002) {
				t.Errorf("%d rows, differences %v and %v, want 5 and at most 0.002", compared, auc, loss)
			}
			checkEvaluation(t, sites[0], parts)
		})
	}
}
