package schema

// Column is one column of the model, after one-hot coding.
type Column struct {
	Name    string  // the feature's name, with the level appended for a category: "cp2"
	Feature int     // index in Schema.Features
	Level   string  // the level that makes it 1, for a category
	Min     float64 // declared range of its values
	Max     float64
}

// Columns lists the model's columns: features in the order of the schema, a
// category as one column for each level but the reference.
func (s Schema) Columns() []Column {
	var all []Column
	for i, f := range s.Features {
		for _, c := range f.columns() {
			c.Feature = i
			all = append(all, c)
		}
	}
	return all
}

func (f Feature) columns() []Column {
	switch f.Type {
	case Number:
		return []Column{{Name: f.Name, Min: f.Min, Max: f.Max}}
	case Binary:
		return []Column{{Name: f.Name, Max: 1}}
	}
	var all []Column
	for i, l := range f.Levels {
		if i > 0 {
			all = append(all, Column{Name: f.Name + l, Level: l, Max: 1})
		}
	}
	return all
}
