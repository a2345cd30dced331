// Package exposure works out, with exact fractions, what a coalition can derive
// from what it can read.
//
// A party that reads a sum of updates and made some of them itself can subtract
// those. With several sums it can do more: the linear combinations that it can
// read span a space, and whatever lies in that space is derivable, by
// elimination and nothing else. The package says for each participant whether
// its update is, and if not, in how large a group it hides.
//
// The variables are one update per participant, the same in every round. In
// training they change from round to round, but little, and some not at all: a
// difference of two sums over different sets is then close to a difference on
// the same inputs. Treating them as equal errs towards showing more.
//
// What is derivable in other ways, by prior knowledge or from what a model has
// learnt, is not algebra of sums and not covered here.
package exposure

import "math/big"

// space is a row space: reduced row echelon form over the rationals.
type space struct {
	width int
	rows  [][]*big.Rat // each with a leading 1 that is alone in its column
	lead  []int        // column of each row's leading 1
}

// add puts a row into the space and tells whether it was new.
func (s *space) add(row []*big.Rat) bool {
	r := s.reduce(row)
	pivot := -1
	for j, v := range r {
		if v.Sign() != 0 {
			pivot = j
			break
		}
	}
	if pivot < 0 {
		return false
	}
	inverse := new(big.Rat).Inv(r[pivot])
	for _, v := range r {
		v.Mul(v, inverse)
	}
	for _, other := range s.rows {
		subtract(other, r, new(big.Rat).Set(other[pivot]))
	}
	s.rows = append(s.rows, r)
	s.lead = append(s.lead, pivot)
	return true
}

// reduce gives what is left of row after elimination, in fresh numbers.
func (s *space) reduce(row []*big.Rat) []*big.Rat {
	r := make([]*big.Rat, s.width)
	for j := range r {
		r[j] = new(big.Rat).Set(row[j])
	}
	for i, base := range s.rows {
		subtract(r, base, new(big.Rat).Set(r[s.lead[i]]))
	}
	return r
}

// subtract does dst −= factor·src.
func subtract(dst, src []*big.Rat, factor *big.Rat) {
	if factor.Sign() == 0 {
		return
	}
	t := new(big.Rat)
	for j := range dst {
		if src[j].Sign() != 0 {
			dst[j].Sub(dst[j], t.Mul(factor, src[j]))
		}
	}
}

// column j of the basis: its entry in every row.
func (s *space) column(j int) []*big.Rat {
	c := make([]*big.Rat, len(s.rows))
	for i, r := range s.rows {
		c[i] = r[j]
	}
	return c
}

// proportional tells whether a = f·b for some f ≠ 0, neither being all zero.
func proportional(a, b []*big.Rat) bool {
	var f *big.Rat
	for i := range a {
		if (a[i].Sign() == 0) != (b[i].Sign() == 0) {
			return false
		}
		if a[i].Sign() == 0 {
			continue
		}
		q := new(big.Rat).Quo(a[i], b[i])
		if f == nil {
			f = q
		} else if f.Cmp(q) != 0 {
			return false
		}
	}
	return f != nil
}
