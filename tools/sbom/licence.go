package main

import "strings"

// signs are phrases that stand in a licence and in no other one here, by its
// SPDX identifier.
var signs = []struct{ id, phrase string }{
	{"Apache-2.0", "apache license version 2.0, january 2004"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
}

// recognise gives the SPDX identifiers of the licences in a text, in order; none
// if it knows none of them. A person has to read what it does not know.
func recognise(text string) []string {
	plain := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	var found []string
	for _, s := range signs {
		if strings.Contains(plain, s.phrase) {
			found = append(found, s.id)
		}
	}
	if strings.Contains(plain, "redistribution and use in source and binary forms") {
		if strings.Contains(plain, "neither the name") {
			found = append(found, "BSD-3-Clause")
		} else {
			found = append(found, "BSD-2-Clause")
		}
	}
	return found
}
