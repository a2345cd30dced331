package cohort

// Effect is one term of the log-odds from which outcomes are drawn. The same
// terms hold at both sites.
type Effect struct {
	Column  string  // model column
	Per     float64 // units of the column
	LogOdds float64 // for that many units more; the size is a choice
	Source  string  // of the direction, with the outcome studied if it is another
}

// Effects lists the true model, apart from its intercept. Where a source is on
// another outcome than readmission within 30 days the line says which, and that
// the direction is the same here is an assumption.
func Effects() []Effect {
	const maggic = "mortality: Pocock et al. (MAGGIC), European Heart Journal 2013;34:1404"
	return []Effect{
		{"age", 10, 0.10, maggic},
		{"male", 1, 0.10, maggic},
		{"nyha1", 1, -0.20, maggic},
		{"nyha3", 1, 0.30, maggic},
		{"nyha4", 1, 0.65, maggic},
		{"lvef", 10, -0.10, maggic},
		{"systolic", 10, -0.10, maggic},
		{"heart_rate", 10, 0.10, "Habal et al., Circulation: Heart Failure 2014;7:12"},
		{"ntprobnp_log10", 1, 0.50, "death or readmission: Bettencourt et al., Circulation 2004;110:2168"},
		{"egfr", 10, -0.08, "creatinine, 6 months: Krumholz et al., American Heart Journal 2000;139:72"},
		{"haemoglobin", 10, -0.10, "Young et al. (OPTIMIZE-HF), American Journal of Cardiology 2008;101:223"},
		{"sodium", 3, -0.10, "Gheorghiade et al. (OPTIMIZE-HF), European Heart Journal 2007;28:980"},
		{"diabetes", 1, 0.20, "6 months: Krumholz et al., American Heart Journal 2000;139:72"},
		{"atrial_fibrillation", 1, 0.15, "death or hospitalisation: Sartipy et al., JACC: Heart Failure 2017;5:565"},
		{"copd", 1, 0.30, maggic},
		{"prior_admissions", 1, 0.25, "6 months: Krumholz et al., American Heart Journal 2000;139:72"},
		{"length_of_stay", 1, 0.03, "any condition: van Walraven et al. (LACE), CMAJ 2010;182:551"},
		{"beta_blocker", 1, -0.30, maggic},
	}
}

// typical is a patient whose log-odds are the intercept.
var typical = patient{
	"age": 75, "male": 0.6, "nyha": 2, "lvef": 40, "systolic": 125, "heart_rate": 74,
	"ntprobnp_log10": 3.4, "egfr": 55, "haemoglobin": 130, "sodium": 139,
	"diabetes": 0.25, "atrial_fibrillation": 0.57, "copd": 0.17,
	"prior_admissions": 0.8, "length_of_stay": 6, "beta_blocker": 0.87,
}

// intercept puts the share of readmissions near the 24.8 % of Dharmarajan et
// al., JAMA 2013;309:355 (United States, Medicare).
const intercept = -1.26

// risk is the log-odds of the outcome.
func (p patient) risk() float64 {
	odds := intercept
	for _, e := range Effects() {
		difference := p[e.Column] - typical[e.Column]
		switch e.Column {
		case "nyha1":
			difference = indicator(p["nyha"] == 1)
		case "nyha3":
			difference = indicator(p["nyha"] == 3)
		case "nyha4":
			difference = indicator(p["nyha"] == 4)
		}
		odds += e.LogOdds * difference / e.Per
	}
	return odds
}

func indicator(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}
