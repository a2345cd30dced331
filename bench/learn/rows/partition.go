package rows

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"samband/bench/learn/setting"
	"samband/pkg/data"
)

// drawn divides all rows by size or by label. Rows of one patient stay together;
// a patient counts as one, with the outcome of its first row.
//
// By label is as in Hsu, Qi and Brown (Measuring the effects of non-identical
// data distribution for federated visual classification, 2019, section 3): each
// participant has its own shares of the outcomes, drawn from a Dirichlet
// distribution around those of all rows, and as many rows as the others; where an
// outcome runs out, those left have the rest. Test rows follow the same shares.
func drawn(halves []half, p setting.Partition, seed uint64) ([]Part, error) {
	random := rand.New(rand.NewPCG(seed, 0x726f7773))
	train, test := pooled(halves, func(h half) *data.Table { return h.train }), pooled(halves, func(h half) *data.Table { return h.test })
	of, labels := units(train)
	if len(of) < p.Participants {
		return nil, fmt.Errorf("partition: %d participants cannot share %d training rows or patients", p.Participants, len(of))
	}
	shares := slices.Clone(p.Shares)
	switch {
	case len(shares) > 0:
	case p.By == setting.BySize && p.Alpha > 0:
		shares = dirichlet(random, p.Alpha, even(p.Participants))
	default:
		shares = even(p.Participants)
	}
	var skew [][2]float64
	if p.By == setting.ByLabel {
		prior := 0.0
		for _, y := range labels {
			prior += y / float64(len(labels))
		}
		for range p.Participants {
			q := dirichlet(random, p.Alpha, []float64{1 - prior, prior})
			skew = append(skew, [2]float64{q[0], q[1]})
		}
	}
	parts := make([]Part, p.Participants)
	for i := range parts {
		parts[i].ID = fmt.Sprintf("site-%04d", i+1)
	}
	for k, t := range []*data.Table{train, test} {
		if k == 1 {
			of, labels = units(t)
		}
		for i, chosen := range assign(random, labels, shares, skew) {
			var rows []int
			for _, u := range chosen {
				rows = append(rows, of[u]...)
			}
			slices.Sort(rows)
			if part := t.Subset(rows); k == 0 {
				parts[i].Train = part
			} else {
				parts[i].Test = part
			}
		}
	}
	return parts, nil
}

// units are the rows of each patient, or each row, and their outcomes.
func units(t *data.Table) (of [][]int, labels []float64) {
	for i := range t.Len() {
		u := i
		if t.Units != nil {
			u = t.Units[i]
		}
		if u == len(of) {
			of, labels = append(of, nil), append(labels, t.Y[i])
		}
		of[u] = append(of[u], i)
	}
	return of, labels
}

// assign gives every unit to one participant: so many to each as its share says,
// at least one where there are enough, and by skew, if there is one, of either
// outcome.
func assign(random *rand.Rand, labels, shares []float64, skew [][2]float64) [][]int {
	var pools [2][]int // what is left of each outcome, or all of it
	for u, y := range labels {
		class := 0
		if skew != nil {
			class = int(y)
		}
		pools[class] = append(pools[class], u)
	}
	for _, pool := range pools {
		random.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	}
	all := make([][]int, len(shares))
	for i, size := range sizes(len(labels), shares) {
		for range size {
			class := 0
			if skew != nil {
				class = choose(random, skew[i], len(pools[0]), len(pools[1]))
			}
			all[i] = append(all[i], pools[class][0])
			pools[class] = pools[class][1:]
		}
	}
	return all
}

// choose draws an outcome of which there is something left.
func choose(random *rand.Rand, q [2]float64, negatives, positives int) int {
	switch {
	case negatives == 0:
		return 1
	case positives == 0:
		return 0
	case random.Float64()*(q[0]+q[1]) < q[1]:
		return 1
	}
	return 0
}

// sizes divides a number by shares, by largest remainders, so that nobody has
// nothing where that can be.
func sizes(total int, shares []float64) []int {
	all, left := make([]int, len(shares)), total
	order := make([]int, len(shares))
	for i, s := range shares {
		all[i] = int(s * float64(total))
		left -= all[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(shares[b]*float64(total)-float64(all[b]), shares[a]*float64(total)-float64(all[a]))
	})
	for k := 0; left > 0; k++ {
		all[order[k%len(order)]]++
		left--
	}
	for i := range all {
		if most := slices.Index(all, slices.Max(all)); all[i] == 0 && all[most] > 1 {
			all[most]--
			all[i]++
		}
	}
	return all
}

func even(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = 1 / float64(n)
	}
	return all
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
