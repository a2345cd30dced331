package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// sample is how long a step took once.
type sample struct{ wall, processor float64 }

// timings of one step, on one core and on all.
type timings struct{ one, every []sample }

// samples of the steps of one contender.
type samples [steps]timings

// Steps that take longer than long, in seconds, are timed on one core only, and
// no more often than leastOften.
const (
	long       = 1.0
	leastOften = 5
)

// enough tells whether a step that takes long was timed often enough.
func (s *timings) enough() bool { return len(s.one) >= leastOften && s.one[0].wall > long }

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
				if step == nil || taken[c][s].enough() {
					continue
				}
				one, err := timed(1, step)
				to := &taken[c][s]
				to.one = append(to.one, one)
				if err == nil && cores > 1 && one.wall < long {
					var every sample
					every, err = timed(cores, step)
					to.every = append(to.every, every)
				}
				if err != nil {
					return fmt.Errorf("%s, %s: %w", contender.row.Scheme, stepNames[s], err)
				}
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
		for _, one := range taken[s].one {
			wall, processor = append(wall, one.wall), append(processor, one.processor)
		}
		for _, one := range taken[s].every {
			every = append(every, one.wall)
		}
		*to = float(median(wall))
		if len(wall) > 0 {
			name := stepNames[s]
			r.Spread[name], r.Processor[name] = [2]float64{slices.Min(wall), slices.Max(wall)}, median(processor)
		}
		if len(every) > 0 {
			r.AllCores[stepNames[s]] = median(every)
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
