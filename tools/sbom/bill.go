package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// bill is a CycloneDX 1.6 document, as far as it is used here; see
// https://cyclonedx.org/docs/1.6/json/.
type bill struct {
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Serial       string       `json:"serialNumber"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Lifecycles []phase   `json:"lifecycles"`
	Tools      tools     `json:"tools"`
	Component  component `json:"component"`
}

type phase struct {
	Phase string `json:"phase"`
}

type tools struct {
	Components []component `json:"components"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref,omitempty"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licences   []choice   `json:"licenses,omitempty"`
	PURL       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type choice struct {
	Licence licence `json:"license"`
}

type licence struct {
	ID string `json:"id"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn,omitempty"`
}

// settings that decide what a program does and how it was made.
var settings = []string{"GOOS", "GOARCH", "GOAMD64", "GOARM64", "CGO_ENABLED", "-trimpath", "vcs.revision", "vcs.modified"}

// bill lists what is in p.
func (p *program) bill(s *sources) *bill {
	self := component{
		Type: "application", Ref: p.name, Name: p.name, Version: p.version,
		Hashes:   []hash{{"SHA-256", p.digest}},
		Licences: choices(s.licences[p.module]),
	}
	for _, key := range settings {
		if value, ok := p.settings[key]; ok {
			self.Properties = append(self.Properties, property{"go:build:" + key, value})
		}
	}
	b := &bill{
		Format: "CycloneDX", Spec: "1.6", Serial: serial(p.digest), Version: 1,
		Metadata: metadata{
			Lifecycles: []phase{{"post-build"}},
			Tools:      tools{[]component{{Type: "application", Name: "samband/tools/sbom"}}},
			Component:  self,
		},
	}
	refs := map[string]string{p.module: p.name}
	add := func(path, version, sum string) {
		c := component{Type: "library", Name: path, Version: version, PURL: purl(path, version), Licences: choices(s.licences[path])}
		c.Ref = c.PURL
		if sum != "" {
			// Not among hashes: it is no digest of a file but of a list of
			// digests (golang.org/x/mod/sumdb/dirhash).
			c.Properties = append(c.Properties, property{"go:sum", sum})
		}
		if len(c.Licences) == 0 {
			c.Properties = append(c.Properties, property{"samband:licence", "not recognised"})
		}
		refs[path] = c.Ref
		b.Components = append(b.Components, c)
	}
	for _, m := range p.linked {
		add(m.path, m.version, m.sum)
	}
	add(standard, p.golang, "")
	slices.SortFunc(b.Components, func(x, y component) int { return strings.Compare(x.Ref, y.Ref) })
	for path, ref := range refs {
		d := dependency{Ref: ref}
		for _, on := range s.depends[path] {
			if to, ok := refs[on]; ok {
				d.On = append(d.On, to)
			}
		}
		slices.Sort(d.On)
		b.Dependencies = append(b.Dependencies, d)
	}
	slices.SortFunc(b.Dependencies, func(x, y dependency) int { return strings.Compare(x.Ref, y.Ref) })
	return b
}

func choices(ids []string) []choice {
	var all []choice
	for _, id := range ids {
		all = append(all, choice{licence{id}})
	}
	return all
}

// purl is the package URL of a Go module: lower case, and for the standard
// library the number of the Go release.
func purl(path, version string) string {
	if path == standard {
		version = strings.TrimPrefix(version, "go")
	}
	return "pkg:golang/" + strings.ToLower(path) + "@" + url.QueryEscape(version)
}

// serial names a bill by the program that it is of: a UUID of version 8, for
// such of one's own making (RFC 9562, section 5.8).
func serial(digest string) string {
	return fmt.Sprintf("urn:uuid:%s-%s-8%s-8%s-%s", digest[:8], digest[8:12], digest[13:16], digest[17:20], digest[20:32])
}
