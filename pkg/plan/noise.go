package plan

import (
	"fmt"
	"math"
	"math/bits"

	"samband/pkg/agreement"
	"samband/pkg/budget"
	"samband/pkg/vector"
)

// SegmentNoise is what a site does to a segment of a phase before it encrypts:
// it bounds what each unit brings, and adds integer noise.
type SegmentNoise struct {
	Kind        budget.Noise
	Unit        float64 // L2 norm to which what one unit brings to the segment is clipped
	Sensitivity float64 // Δ: how far, in L2 and in steps, a unit moves the sum at most
	Multiplier  float64 // z: deviation of the noise that insiders face, in sensitivities
	Variance    uint64  // of what this site adds to each value, in steps²
	Bound       uint64  // largest draw; those beyond it are drawn again
}

// noised is a segment that one unit moves by at most unit, and the share of the
// privacy budget that it takes each time its phase occurs. The budget is counted
// in 1/z², in which releases add up: over a part of the run, shares times
// occurrences are at most 1.
type noised struct {
	name   string
	length int
	unit   float64
	share  float64
	most   float64 // largest size of a value of a site; 0: what all its units can bring
}

// calibrate works out the noise multiplier of a release that takes the whole
// budget, and how improbable a draw beyond its bound must be.
func (p *Plan) calibrate() error {
	privacy := p.Agreement.Privacy
	if !privacy.Noised() {
		return nil
	}
	z, err := budget.Multiplier(budget.Noise(privacy.Noise), privacy.Epsilon, p.delta(), []float64{1})
	if err != nil {
		return fmt.Errorf("plan: privacy: %w", err)
	}
	p.multiplier = z[0]
	draws := 0
	for _, phase := range p.Phases() {
		for _, s := range p.noised(phase) {
			draws += p.rounds(phase) * s.length
			if p.perturbed() && phase == p.Learning() { // as many in the objective
				draws += s.length
			}
		}
	}
	eta := budget.Eta(privacy.Epsilon, privacy.Delta)
	if p.perturbed() {
		rounding := math.Ldexp(float64(p.Parameters()), roundingBits)
		if rounding > eta/2 {
			return fmt.Errorf("plan: privacy: the noise in an objective is drawn in steps too coarse for ε = %g at δ = %g: write a lower epsilon or a higher delta, or another algorithm", privacy.Epsilon, privacy.Delta)
		}
		eta -= rounding
	}
	p.tail = eta / float64(draws) / float64(len(p.Participants))
	if p.perturbed() {
		if err := p.perturb(); err != nil {
			return err
		}
	}
	if err := p.drawable(); err != nil {
		return err
	}
	if spent := p.Spent(p.Most()); !(spent <= privacy.Epsilon) {
		return fmt.Errorf("plan: privacy: the rounds come to ε = %v, above the agreed %v", spent, privacy.Epsilon)
	}
	return nil
}

// drawable refuses noise that cannot be drawn: Skellam noise comes from a table,
// of some width, and off by a probability that a very large ε does not leave.
func (p *Plan) drawable() error {
	for _, phase := range p.Phases() {
		for _, s := range p.noised(phase) {
			switch n, _ := p.noiseOf(s); {
			case n.Variance > most(n.Kind):
				return fmt.Errorf("plan: privacy: %s noise cannot be drawn wide enough for %d values in phase %s: write noise: %s, or a higher epsilon", n.Kind, s.length, phase, budget.DiscreteGaussian)
			case n.Bound > mostNoise:
				return fmt.Errorf("plan: privacy: %s noise cannot be drawn exactly enough for ε = %g: write noise: %s, or a lower epsilon", n.Kind, p.Agreement.Privacy.Epsilon, budget.DiscreteGaussian)
			}
		}
	}
	return nil
}

// mostNoise bounds a draw far below what layouts take.
const mostNoise = 1 << 50

// delta is what of the agreed δ is left after draws beyond the bound.
func (p *Plan) delta() float64 { return (1 - budget.Room) * p.Agreement.Privacy.Delta }

// Most is how often each phase occurs at most.
func (p *Plan) Most() map[string]int {
	times := make(map[string]int)
	for _, phase := range p.Phases() {
		times[phase] = p.rounds(phase)
	}
	return times
}

// parts are the phases that the same units bring something to. Training and test
// rows are of different units, each of which is in one part only, and its ε is
// that of its part. A participant brings rows of both.
func (p *Plan) parts() [][]string {
	if p.Agreement.Privacy.Unit == agreement.Participant {
		return [][]string{p.Phases()}
	}
	return [][]string{{Moments, p.Learning()}, {Evaluate}}
}

// Spent is the ε, at the agreed δ, of vectors that were sent so many times for
// each phase; 0 without noise.
func (p *Plan) Spent(times map[string]int) float64 {
	kind, spent := budget.Noise(p.Agreement.Privacy.Noise), 0.0
	counts, objectives := p.objectives(times[p.Learning()])
	for i, releases := range p.releases(times) {
		if i == 0 && len(objectives) > 0 {
			epsilon, _ := budget.Epsilon(kind, append(releases, counts...), p.delta(), objectives...)
			spent = max(spent, epsilon)
		} else if len(releases) > 0 {
			epsilon, _ := budget.Epsilon(kind, releases, p.delta())
			spent = max(spent, epsilon)
		}
	}
	return spent
}

// Found bounds an attacker's hits, at a rate of false alarms: by µ, and where an
// objective with noise has none by Rényi divergence.
func (p *Plan) Found(times map[string]int, fpr float64) float64 {
	found := fpr
	counts, objectives := p.objectives(times[p.Learning()])
	for i, releases := range p.releases(times) {
		if i == 0 && len(objectives) > 0 {
			found = max(found, budget.Found(budget.Noise(p.Agreement.Privacy.Noise), append(releases, counts...), fpr, objectives...))
		} else {
			found = max(found, budget.TPR(budget.Mu(releases), fpr))
		}
	}
	return found
}

// Mu is the µ of Gaussian differential privacy of the same, as if the noise were
// real-valued: what bounds an attacker's hits at each rate of false alarms. It is
// 0 where there is none, as for an objective with noise: see Found.
func (p *Plan) Mu(times map[string]int) float64 {
	mu := 0.0
	if p.perturbed() && times[p.Learning()] > 0 {
		return 0
	}
	for _, releases := range p.releases(times) {
		mu = max(mu, budget.Mu(releases))
	}
	return mu
}

// releases are what the accountant counts, by part.
func (p *Plan) releases(times map[string]int) [][]budget.Release {
	var all [][]budget.Release
	for _, part := range p.parts() {
		var releases []budget.Release
		for _, phase := range part {
			for _, s := range p.noised(phase) {
				if times[phase] > 0 {
					n, _ := p.noiseOf(s)
					releases = append(releases, budget.Release{Variance: n.Variance, Sites: p.honest(), Sensitivity: n.Sensitivity, Values: s.length, Times: times[phase]})
				}
			}
		}
		all = append(all, releases)
	}
	return all
}

// Noise gives the noise of a phase, for each segment of its layout; nil if the
// agreement has none.
func (p *Plan) Noise(phase string) []SegmentNoise {
	var all []SegmentNoise
	for _, s := range p.noised(phase) {
		n, _ := p.noiseOf(s)
		all = append(all, n)
	}
	return all
}

// noisedLayout lays a phase with noise out.
func (p *Plan) noisedLayout(phase string) vector.Layout {
	var l vector.Layout
	for _, s := range p.noised(phase) {
		_, segment := p.noiseOf(s)
		l.Segments = append(l.Segments, segment)
	}
	return l
}

// fineness is about how many steps the deviation of one site's noise has: many,
// so that rounding adds next to nothing to what a unit can change; and for
// skellam few enough to sample it from a table.
func fineness(kind budget.Noise) int {
	if kind == budget.Skellam {
		return 12
	}
	return 20
}

// most is the largest variance that the noise can be drawn with.
func most(kind budget.Noise) uint64 {
	if kind == budget.Skellam {
		return 1 << 28
	}
	return 1 << 56
}

// honest is h: the noise of so many sites is there whatever the insiders do.
func (p *Plan) honest() int { return p.MinContributors - p.Agreement.Privacy.Insiders }

// noiseOf works out steps, noise and bits of a segment. A site adds the variance
// σ²/h, so that the h honest ones that are in every sum have the full σ = z·Δ
// together. Adding or removing a unit moves a site's integers by at most
// Δ = unit/step + √length in L2: each rounding moves a difference by at most 1.
func (p *Plan) noiseOf(s noised) (SegmentNoise, vector.Segment) {
	kind, h := budget.Noise(p.Agreement.Privacy.Noise), float64(p.honest())
	z := p.multiplier / math.Sqrt(s.share)
	_, exponent := math.Frexp(z * s.unit / math.Sqrt(h))
	step := math.Ldexp(1, exponent-1-fineness(kind))
	sensitivity := math.Ceil(s.unit/step + math.Sqrt(float64(s.length)))
	sigma := z * sensitivity / math.Sqrt(h)
	n := SegmentNoise{Kind: kind, Unit: s.unit, Sensitivity: sensitivity, Multiplier: z, Variance: uint64(math.Ceil(sigma * sigma))}
	n.Bound = budget.Bound(kind, math.Sqrt(float64(n.Variance)), p.tail)
	// The largest sum of one site: every unit brings its most to one value.
	largest := float64(p.mostUnits()) * s.unit
	if s.most > 0 {
		largest = s.most
	}
	most := math.Ceil(largest/step) + 1
	w := max(bits.Len64(uint64(most))+1, vector.MinBits)
	clip := float64(int64(1)<<(w-1)-1) * step
	return n, vector.Segment{Name: s.name, Length: s.length, Bits: w, Clip: clip, Noise: n.Bound}
}

// WaivesClasses tells whether sums may be over sets that differ by few
// participants: the agreement accepts what that shows, or noise hides whole
// participants.
func (p *Plan) WaivesClasses() bool {
	privacy := p.Agreement.Privacy
	return p.Agreement.Acknowledged(agreement.AckDropout) || privacy.Noised() && privacy.Unit == agreement.Participant
}

// mostUnits is how many units a site can have.
func (p *Plan) mostUnits() int {
	if p.Agreement.Privacy.Unit == agreement.Participant {
		return 1
	}
	return p.Agreement.Algorithm.MaxRows
}
