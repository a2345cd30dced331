package budget

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// vector reads one of the files with test vectors beside the repository.
func vector(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../shared/vectors", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no ../shared/vectors/%s beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// Published values of another accountant.
func TestVectors(t *testing.T) {
	var v struct {
		Sampled struct {
			Q     float64            `json:"sampling_probability"`
			Z     float64            `json:"noise_multiplier"`
			Steps float64            `json:"steps"`
			RDP   map[string]float64 `json:"rdp_by_order"`
		} `json:"rdp_poisson_subsampled_gaussian"`
		Epsilon []struct {
			Constant float64 `json:"constant_rdp"`
			Z        float64 `json:"gaussian_noise_multiplier"`
			Delta    float64
			Epsilon  float64
			Order    int `json:"optimal_order"`
		} `json:"rdp_to_epsilon"`
		PLD []struct {
			Epsilon, Delta, FPR float64
			TPR                 float64 `json:"max_tpr"`
		}
	}
	vector(t, "privacy_accounting.json", &v)
	if len(v.Sampled.RDP) != 3 || len(v.Epsilon) != 2 || len(v.PLD) != 2 {
		t.Fatalf("the file has other cases: %+v", v)
	}
	for name, want := range v.Sampled.RDP {
		order, err := strconv.Atoi(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Sampled.Steps * SampledGaussian(v.Sampled.Q, v.Sampled.Z, order); !near(got, want, 5e-9) {
			t.Errorf("order %d: %v, want %v", order, got, want)
		}
	}
	orders := make(map[int]float64)
	for order := 2; order <= 32; order++ { // the orders of that test
		orders[order] = Convert(v.Epsilon[0].Constant, float64(order), v.Epsilon[0].Delta)
	}
	for order, got := range orders {
		if order == v.Epsilon[0].Order && !near(got, v.Epsilon[0].Epsilon, 5e-12) || got < orders[v.Epsilon[0].Order] {
			t.Errorf("constant divergence, order %d: %v, want %v at %d", order, got, v.Epsilon[0].Epsilon, v.Epsilon[0].Order)
		}
	}
	many := Release{Variance: 1 << 40, Sites: 1, Sensitivity: 0x1p20 / v.Epsilon[1].Z, Values: 10, Times: 1}
	if got, _ := Epsilon(DiscreteGaussian, []Release{many}, v.Epsilon[1].Delta); !near(got, v.Epsilon[1].Epsilon, 1e-4) {
		t.Errorf("ε %v, want %v", got, v.Epsilon[1].Epsilon)
	}
	if got := pureTPR(v.PLD[0].FPR, 1, 2); math.Abs(got-v.PLD[0].TPR) > 5e-5 {
		t.Errorf("TPR %v, want %v", got, v.PLD[0].TPR)
	}
	third := Release{Variance: 3 << 40, Sites: 1, Sensitivity: 0x1p20, Values: 1, Times: 3} // z = √3
	mu := Mu([]Release{third})
	if got := Delta(v.PLD[1].Epsilon, mu); math.Abs(got-v.PLD[1].Delta) > 1e-6 {
		t.Errorf("δ %v, want %v", got, v.PLD[1].Delta)
	}
	if got := TPR(mu, v.PLD[1].FPR); math.Abs(got-v.PLD[1].TPR) > 5e-6 {
		t.Errorf("TPR %v, want %v", got, v.PLD[1].TPR)
	}
}

// pureTPR is the most powerful test between the worst two inputs of releases
// that are each ε-differentially private without a δ: randomised responses,
// their outcomes taken in the order of likelihood ratio (Neyman, Pearson 1933).
func pureTPR(fpr float64, epsilons ...float64) float64 {
	type outcome struct{ ratio, present, absent float64 }
	outcomes := []outcome{{1, 1, 1}}
	for _, e := range epsilons {
		yes := 1 / (1 + math.Exp(-e))
		var next []outcome
		for _, o := range outcomes {
			next = append(next, outcome{o.ratio * math.Exp(e), o.present * yes, o.absent * (1 - yes)},
				outcome{o.ratio * math.Exp(-e), o.present * (1 - yes), o.absent * yes})
		}
		outcomes = next
	}
	slices.SortFunc(outcomes, func(a, b outcome) int { return int(math.Copysign(1, b.ratio-a.ratio)) })
	tpr := 0.0
	for _, o := range outcomes {
		part := min(1, fpr/o.absent)
		tpr += part * o.present
		if fpr -= part * o.absent; fpr <= 0 {
			break
		}
	}
	return tpr
}

func TestRocVectors(t *testing.T) {
	var v struct {
		Cases []struct {
			Mu, AUC float64
			TPR     float64 `json:"tpr_at_fpr_0.001"`
		}
	}
	vector(t, "roc_gaussian_shift.json", &v)
	for _, c := range v.Cases {
		if auc, tpr := AUC(c.Mu), TPR(c.Mu, 0.001); math.Abs(auc-c.AUC) > 5e-5 || math.Abs(tpr-c.TPR) > 5e-5 {
			t.Errorf("µ %v: AUC %v, TPR %v; want %v and %v", c.Mu, auc, tpr, c.AUC, c.TPR)
		}
	}
}

// Insiders subtract their own noise: what is left of v/(n−c) at each of n sites
// after c of them is v, and with two sites each adds all of it.
func TestInsiders(t *testing.T) {
	const v = 1 << 30
	for n := 2; n <= 9; n++ {
		for c := 1; c < n; c++ {
			h := n - c
			left := Release{Variance: (v + uint64(h) - 1) / uint64(h), Sites: h, Sensitivity: 1}
			if s := left.Deviation(); s < math.Sqrt(v) || s > math.Sqrt(v)*(1+1e-8) {
				t.Errorf("n %d, c %d: σ %v", n, c, s)
			}
		}
	}
}
