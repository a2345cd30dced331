// Package cohort makes a SYNTHETIC heart-failure cohort for two care providers:
// no value in it belongs to a person. It lets anybody run the whole system
// without data of their own, and shows what joint training does for providers
// that differ in size and case mix.
//
// Each row is a patient discharged after an admission for heart failure; the
// outcome is a readmission for any cause within 30 days. Base rates and the
// directions of effects follow published cohorts where one is cited (see
// Effects and the case mixes); the sizes of effects and everything without a
// citation are choices. Nothing medical can be learnt from these rows, and a
// model of them must not be used on patients. Models for real readmissions
// discriminate less well than the true model here (c statistic mostly 0.55 to
// 0.65; Kansagara et al., JAMA 2011;306:1688).
package cohort

import (
	"encoding/csv"
	"io"
	"math"
	"math/rand/v2"
	"strconv"

	"samband/pkg/schema"
)

// Title heads the schema; it says what the rows are.
const Title = "SYNTHETIC heart-failure cohort: no value belongs to a person"

// FileName is the name for a site's file; it says what the rows are.
func FileName(site string) string { return site + "-synthetic.csv" }

// Schema declares the cohort's columns, as an agreement would.
func Schema() schema.Schema {
	number := func(name, unit string, lo, hi float64, description string) schema.Feature {
		return schema.Feature{Name: name, Type: schema.Number, Unit: unit, Min: lo, Max: hi, Description: description}
	}
	binary := func(name, description string) schema.Feature {
		return schema.Feature{Name: name, Type: schema.Binary, Description: description}
	}
	return schema.Schema{
		Title: Title,
		Outcome: schema.Outcome{
			Name: "readmission", Column: "readmitted_30d", Positive: "= 1", Min: 0, Max: 1,
			Description: "readmitted for any cause within 30 days of discharge (synthetic)",
		},
		Features: []schema.Feature{
			number("age", "years", 18, 110, "at admission"),
			binary("male", "1 for men"),
			{Name: "nyha", Type: schema.Category, Levels: []string{"2", "1", "3", "4"}, Description: "NYHA class at discharge"},
			number("lvef", "%", 5, 85, "left ventricular ejection fraction"),
			number("systolic", "mmHg", 60, 260, "systolic blood pressure at discharge"),
			number("heart_rate", "/min", 30, 200, "at discharge"),
			number("ntprobnp_log10", "log10 ng/L", 1, 5.5, "NT-proBNP at discharge"),
			number("egfr", "mL/min/1.73 m2", 3, 150, "estimated glomerular filtration rate"),
			number("haemoglobin", "g/L", 50, 220, "last value before discharge"),
			number("sodium", "mmol/L", 110, 165, "last value before discharge"),
			binary("diabetes", "type 1 or 2"),
			binary("atrial_fibrillation", "any form, ever"),
			binary("copd", "chronic obstructive pulmonary disease"),
			number("prior_admissions", "", 0, 40, "admissions in the year before"),
			number("length_of_stay", "days", 0, 200, "of this admission"),
			binary("beta_blocker", "at discharge"),
		},
	}
}

// Generate draws a site's patients as the text of a CSV file, the header first.
// The same site and seed give the same text.
func Generate(s Site, seed uint64) [][]string {
	r := rand.New(rand.NewPCG(seed, s.stream))
	declared := Schema()
	var header []string
	for _, f := range declared.Features {
		header = append(header, f.Name)
	}
	rows := [][]string{append(header, declared.Outcome.Column)}
	for range s.Patients {
		p := s.mix.draw(r)
		outcome := "0"
		if r.Float64() < logistic(p.risk()) {
			outcome = "1"
		}
		row := make([]string, 0, len(declared.Features)+1)
		for _, f := range declared.Features {
			text := strconv.FormatFloat(p[f.Name], 'f', -1, 64)
			if r.Float64() < s.mix.missing[f.Name] {
				text = ""
			}
			row = append(row, text)
		}
		rows = append(rows, append(row, outcome))
	}
	return rows
}

// WriteCSV writes what Generate draws.
func WriteCSV(w io.Writer, s Site, seed uint64) error {
	return csv.NewWriter(w).WriteAll(Generate(s, seed))
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
