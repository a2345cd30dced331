package cohort

import (
	"math"
	"math/rand/v2"
)

// Site is one of the two care providers.
type Site struct {
	Name     string // for people
	Patients int    // rows to draw; may be changed
	stream   uint64 // tells the sites' random numbers apart
	mix      mix
}

// University is the larger provider: younger patients, more men, lower ejection
// fractions, more severe disease.
func University() Site {
	return Site{"University hospital (synthetic)", 1900, 1, mix{
		age: 71, men: 0.65, nyha: [4]float64{0.07, 0.40, 0.43, 0.10},
		reduced: 0.60, midrange: 0.19,
		systolic: 122, egfr: 60, haemoglobin: 132,
		diabetes: 0.28, copd: 0.15, prior: 0.9, stay: 6, blocker: 0.90,
		missing: map[string]float64{"ntprobnp_log10": 0.03, "lvef": 0.01, "haemoglobin": 0.005},
	}}
}

// County is the smaller provider: older patients, more women, more preserved
// ejection fractions, fewer beta-blockers, more missing measurements.
func County() Site {
	return Site{"County hospital (synthetic)", 1150, 2, mix{
		age: 79, men: 0.52, nyha: [4]float64{0.04, 0.42, 0.46, 0.08},
		reduced: 0.45, midrange: 0.23,
		systolic: 130, egfr: 51, haemoglobin: 126,
		diabetes: 0.24, copd: 0.21, prior: 0.7, stay: 5, blocker: 0.82,
		missing: map[string]float64{"ntprobnp_log10": 0.06, "lvef": 0.04, "sodium": 0.005},
	}}
}

// mix says how a site's patients are distributed. Where a cohort is cited, the
// two sites lie on either side of it; the other values are choices.
type mix struct {
	// Mean age and share of men: means of 72, 74 and 77 years and 71, 61 and 45 %
	// men with reduced, mid-range and preserved ejection fraction in the Swedish
	// Heart Failure Registry (Koh et al., European Journal of Heart Failure
	// 2017;19:1624).
	age, men float64
	nyha     [4]float64 // shares of classes I to IV; choice

	// Shares with an ejection fraction below 40 % and of 40 to 49 %: 55 % and
	// 21 % in the same registry (Vedin et al., Circulation:
	// Heart Failure 2017;10:e003875).
	reduced, midrange float64

	systolic, haemoglobin float64 // means; choice
	// Mean eGFR. Below 60 in 45 to 56 % of that registry, by ejection
	// fraction (Löfman et al., European Journal of Heart Failure 2017;19:1606).
	egfr float64

	diabetes, copd float64 // shares; choice
	prior, stay    float64 // mean admissions the year before, mean days; choice
	blocker        float64 // share discharged with a beta-blocker; choice

	missing map[string]float64 // share of empty cells by column; choice
}

// patient maps the names of numeric and binary features, and "nyha" as a
// number, to values as they stand in the file.
type patient map[string]float64

func (m mix) draw(r *rand.Rand) patient {
	p := make(patient)
	p["age"] = within(math.Round(m.age+11*r.NormFloat64()), 25, 101)
	p["male"] = coin(r, m.men)
	p["nyha"] = class(r, m.nyha)
	// Atrial fibrillation in 53, 60 and 65 % of patients with reduced, mid-range
	// and preserved ejection fraction (Sartipy et al., JACC: Heart Failure
	// 2017;5:565).
	fibrillation := 0.65
	switch u := r.Float64(); {
	case u < m.reduced:
		p["lvef"] = math.Floor(15 + 25*math.Sqrt(r.Float64()))
		fibrillation = 0.53
	case u < m.reduced+m.midrange:
		p["lvef"] = math.Floor(40 + 10*r.Float64())
		fibrillation = 0.60
	default:
		p["lvef"] = math.Floor(50 + 20*r.Float64())
	}
	p["atrial_fibrillation"] = coin(r, fibrillation)
	p["systolic"] = within(math.Round(m.systolic+18*r.NormFloat64()), 78, 215)
	p["heart_rate"] = within(math.Round(71+5*p["atrial_fibrillation"]+12*r.NormFloat64()), 42, 150)
	p["egfr"] = within(math.Round(m.egfr-0.6*(p["age"]-m.age)+19*r.NormFloat64()), 6, 125)
	// NT-proBNP rises with age, atrial fibrillation and failing kidneys and is
	// lower in preserved ejection fraction (direction only; Savarese et al.,
	// JACC: Heart Failure 2018;6:246).
	bnp := 3.35 + 0.006*(p["age"]-75) + 0.12*p["atrial_fibrillation"] - 0.005*(p["egfr"]-55) - 0.006*(p["lvef"]-40) + 0.38*r.NormFloat64()
	p["ntprobnp_log10"] = within(math.Round(100*bnp)/100, 1.7, 4.85)
	p["haemoglobin"] = within(math.Round(m.haemoglobin+4*p["male"]+16*r.NormFloat64()), 72, 190)
	p["sodium"] = within(math.Round(139+3.6*r.NormFloat64()), 118, 152)
	p["diabetes"] = coin(r, m.diabetes)
	p["copd"] = coin(r, m.copd)
	p["prior_admissions"] = within(math.Floor(m.prior*r.ExpFloat64()+0.3), 0, 12)
	p["length_of_stay"] = within(math.Ceil(m.stay*r.ExpFloat64()), 1, 60)
	p["beta_blocker"] = coin(r, m.blocker)
	return p
}

func within(v, lo, hi float64) float64 { return max(lo, min(hi, v)) }

func coin(r *rand.Rand, share float64) float64 {
	if r.Float64() < share {
		return 1
	}
	return 0
}

// class draws 1 to 4 with the given shares.
func class(r *rand.Rand, shares [4]float64) float64 {
	u := r.Float64()
	for i, share := range shares {
		if u < share {
			return float64(i + 1)
		}
		u -= share
	}
	return 4
}
