package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// sample is how long a step took once.
type sample struct{ wall, processor float64 }

// samples of the steps of one contender, on one core and on all.
type samples [steps]struct{ one, every []sample }

// measure times the steps of all contenders, interleaved: in every repetition
// each of them once, on one core and then on all. What else the machine does
// thus meets all of them alike. The medians go into the rows.
func measure(all []*contender, repetitions int) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	cores := runtime.NumCPU()
	taken := make([]samples, len(all))
	for range repetitions {
		for c, contender := range all {
			for s, step := range contender.steps {
				if step == nil {
					continue
				}
				one, err := timed(1, step)
				every := one
				if err == nil && cores > 1 {
					every, err = timed(cores, step)
				}
				if err != nil {
					return fmt.Errorf("%s, %s: %w", contender.row.Scheme, stepNames[s], err)
				}
				to := &taken[c][s]
				to.one, to.every = append(to.one, one), append(to.every, every)
			}
		}
	}
	for c, contender := range all {
		if contender.steps[encryptStep] != nil { // else it is counted, not run
			contender.row.times(taken[c], repetitions)
		}
	}
	return nil
}

// timed takes a step's time on that many cores. What earlier steps left to be
// collected is collected before.
func timed(cores int, step func() error) (sample, error) {
	runtime.GOMAXPROCS(cores)
	runtime.GC()
	processor, began := processorSeconds(), time.Now()
	err := step()
	return sample{time.Since(began).Seconds(), processorSeconds() - processor}, err
}

// times fills in medians and spreads; steps that there are not take 0 seconds.
func (r *row) times(taken samples, repetitions int) {
	r.Repetitions = repetitions
	r.Spread, r.AllCores, r.Processor = make(map[string][2]float64), make(map[string]float64), make(map[string]float64)
	for s, to := range []**float64{encryptStep: &r.EncryptSeconds, addStep: &r.AddSeconds, shareStep: &r.ShareSeconds, decryptStep: &r.DecryptSeconds} {
		var wall, processor, every []float64
		for i, one := range taken[s].one {
			wall, processor, every = append(wall, one.wall), append(processor, one.processor), append(every, taken[s].every[i].wall)
		}
		*to = float(median(wall))
		if len(wall) > 0 {
			name := stepNames[s]
			r.Spread[name], r.AllCores[name], r.Processor[name] = [2]float64{slices.Min(wall), slices.Max(wall)}, median(every), median(processor)
		}
	}
}

// median of some numbers, 0 of none.
func median(numbers []float64) float64 {
	n := len(numbers)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(numbers))
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
