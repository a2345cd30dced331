package profile

import (
	"slices"

	"samband/pkg/schema"
)

// people tells of every two groups the patients whose rows are in both, by
// ascending numbers; on the diagonal those of a group itself. A patient can have
// rows in several levels of a feature, so that the patients of merged levels are
// not as many as those of the levels added up.
type people [][][]int

func newPeople(groups int) people {
	p := make(people, groups)
	for a := range p {
		p[a] = make([][]int, groups)
	}
	return p
}

// add notes that a patient has a row in each of some groups. Of a pair it notes
// most patients, and of a group itself as many as withoutRare asks for.
func (p people) add(in []int, patient, most int) {
	for _, a := range in {
		for _, b := range in {
			enough := most
			if a == b {
				enough *= schema.MaxLevels
			}
			if i, known := slices.BinarySearch(p[a][b], patient); !known && len(p[a][b]) < enough {
				p[a][b] = slices.Insert(p[a][b], i, patient)
			}
		}
	}
}

// union has the patients of both.
func union(a, b []int) []int {
	both := slices.Concat(a, b)
	slices.Sort(both)
	return slices.Compact(both)
}

func (p people) clone() people {
	n := slices.Clone(p)
	for a := range n {
		n[a] = slices.Clone(n[a])
	}
	return n
}

// join gives a the patients of b as well.
func (p people) join(a, b int) {
	own := union(p[a][a], p[b][b])
	for g := range p {
		p[a][g] = union(p[a][g], p[b][g])
		p[g][a] = p[a][g]
	}
	p[a][a] = own
}

func (p people) remove(g int) people {
	p = slices.Delete(p, g, g+1)
	for h := range p {
		p[h] = slices.Delete(p[h], g, g+1)
	}
	return p
}
