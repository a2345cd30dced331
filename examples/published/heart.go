// Package published declares the columns of published tables, for examples and
// measurements. The tables themselves are not part of this repository.
package published

import "samband/pkg/schema"

// HeartSites are the hospitals of Heart's tables, whose files are called so with
// .csv behind. The fixed split was drawn under these names.
func HeartSites() []string { return []string{"cleveland", "hungarian", "switzerland", "va"} }

// HeartName is the data set's name in the fixed split.
const HeartName = "heart-disease"

// Heart declares the ten columns and the outcome of the UCI heart disease data
// (Janosi, Steinbrunn, Pfisterer and Detrano 1988; CC BY 4.0). The ranges allow
// what the files hold: chol and trestbps 0 where nothing was measured, and
// negative oldpeak.
func Heart() schema.Schema {
	return schema.Schema{
		Title:   "Heart disease (UCI)",
		Outcome: schema.Outcome{Name: "disease", Column: "num", Positive: "> 0"},
		Features: []schema.Feature{
			number("age", "years", "", 0, 120),
			binary("sex", "1 male"),
			number("trestbps", "mmHg", "resting blood pressure on admission; 0: not measured", 0, 300),
			number("chol", "mg/dl", "serum cholesterol; 0: not measured", 0, 700),
			binary("fbs", "fasting blood sugar above 120 mg/dl"),
			number("thalach", "1/min", "highest heart rate reached", 0, 250),
			binary("exang", "angina induced by exercise"),
			number("oldpeak", "mm", "ST depression induced by exercise", -5, 10),
			category("cp", "type of chest pain", "1", "2", "3", "4"),
			category("restecg", "resting electrocardiogram", "0", "1", "2"),
		},
	}
}

func number(name, unit, description string, low, high float64) schema.Feature {
	return schema.Feature{Name: name, Type: schema.Number, Unit: unit, Description: description, Min: low, Max: high}
}

func binary(name, description string) schema.Feature {
	return schema.Feature{Name: name, Type: schema.Binary, Description: description}
}

func category(name, description string, levels ...string) schema.Feature {
	return schema.Feature{Name: name, Type: schema.Category, Description: description, Levels: levels}
}
