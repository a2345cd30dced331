package main

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"samband/bench/learn"
	"samband/bench/learn/setting"
)

// README.md explains every key of a configuration, and every field of a result.
func TestLearnIsDocumented(t *testing.T) {
	text, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	has := func(name string) {
		if !regexp.MustCompile("`" + regexp.QuoteMeta(name) + "`").Match(text) {
			t.Errorf("README.md does not explain %s", name)
		}
	}
	var keys func(prefix string, of reflect.Type)
	keys = func(prefix string, of reflect.Type) {
		for i := range of.NumField() {
			name, inline, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
			switch in := of.Field(i).Type; {
			case strings.Contains(inline, "inline"):
				keys(prefix, in)
			case in.Kind() == reflect.Struct:
				keys(prefix+name+".", in)
			default:
				has(prefix + name)
			}
		}
	}
	keys("", reflect.TypeFor[setting.File]())
	for i := range reflect.TypeFor[learn.Result]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[learn.Result]().Field(i).Tag.Get("json"), ",")
		has(name)
	}
}
