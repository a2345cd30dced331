package published

import "samband/pkg/schema"

// DiabetesName is the data set's name in the fixed split.
const DiabetesName = "diabetes-130"

// DiabetesPatient and DiabetesOutcome are the columns that go before those of
// Diabetes in its tables.
const (
	DiabetesPatient = "patient_nbr"
	DiabetesOutcome = "y"
)

// Diabetes declares 41 columns made of the UCI data "Diabetes 130-US Hospitals
// for Years 1999-2008" (Strack et al., BioMed Research International
// 2014:781670): a readmission within 30 days. No hospital's name was published
// with them, so that sites of these rows are always simulated.
func Diabetes() schema.Schema {
	s := schema.Schema{
		Title:     "Readmission within 30 days (UCI, 130 US hospitals; sites simulated)",
		Outcome:   schema.Outcome{Name: "readmitted", Column: DiabetesOutcome, Positive: "> 0", Min: 0, Max: 1},
		PatientID: DiabetesPatient,
		Features: []schema.Feature{
			number("age", "years", "middle of ten years", 0, 110),
			binary("female", ""),
			number("time_in_hospital", "days", "", 0, 30),
			number("num_lab_procedures", "", "", 0, 200),
			number("num_procedures", "", "", 0, 20),
			number("num_medications", "", "", 0, 120),
			number("log1p_outpatient", "", "log(1 + visits in the year before)", 0, 6),
			number("log1p_emergency", "", "log(1 + visits in the year before)", 0, 6),
			number("log1p_inpatient", "", "log(1 + stays in the year before)", 0, 6),
			number("number_diagnoses", "", "", 0, 30),
			binary("change", "of diabetes medication"),
			binary("diabetesMed", "any diabetes medication"),
			binary("metformin", ""),
		},
	}
	for _, level := range [][2]string{
		{"race=AfricanAmerican", "race_african_american"}, {"race=Hispanic", "race_hispanic"}, {"race=Asian", "race_asian"}, {"race=Other", "race_other"}, {"race=?", "race_unknown"},
		{"adm=1", "admission_1"}, {"adm=2", "admission_2"}, {"adm=3", "admission_3"},
		{"disp=home", "discharge_home"}, {"disp=homehealth", "discharge_home_health"}, {"disp=snf_rehab", "discharge_rehabilitation"},
		{"a1c=Norm", "a1c_normal"}, {"a1c=>7", "a1c_above_7"}, {"a1c=>8", "a1c_above_8"},
		{"glu=Norm", "glucose_normal"}, {"glu=>200", "glucose_above_200"}, {"glu=>300", "glucose_above_300"},
		{"insulin=Steady", "insulin_steady"}, {"insulin=Up", "insulin_up"}, {"insulin=Down", "insulin_down"},
		{"diag1=circulatory", "circulatory"}, {"diag1=respiratory", "respiratory"}, {"diag1=digestive", "digestive"}, {"diag1=diabetes", "diabetes"},
		{"diag1=injury", "injury"}, {"diag1=musculoskeletal", "musculoskeletal"}, {"diag1=genitourinary", "genitourinary"}, {"diag1=neoplasms", "neoplasms"},
	} {
		s.Features = append(s.Features, schema.Feature{Name: level[1], Column: level[0], Type: schema.Binary})
	}
	return s
}
