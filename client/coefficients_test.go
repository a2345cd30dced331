package main

import (
	"testing"

	"samband/pkg/model"
	"samband/pkg/schema"
)

// People read the level beside its feature; the column's own name runs them together.
func TestColumnsAsPeopleReadThem(t *testing.T) {
	m := &model.Model{Declared: &schema.Schema{Features: []schema.Feature{
		{Name: "age", Type: schema.Number, Max: 120},
		{Name: "kön", Type: schema.Category, Levels: []string{"Man", "Kvinna"}},
	}}}
	for name, want := range map[string]string{"age": "age", "könKvinna": "kön = Kvinna", "other": "other"} {
		if got := shown(m, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := shown(&model.Model{}, "könKvinna"); got != "könKvinna" {
		t.Errorf("without a schema: %q", got)
	}
}
