package setting

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// fill fills in defaults of one run's settings and refuses what cannot be.
func (s *Settings) fill(seed uint64) error {
	if s.Model == "" {
		s.Model = "logistic-regression"
	}
	if s.Partition.By == "" {
		s.Partition.By = BySite
	}
	if s.Split.Test == 0 {
		s.Split.Test = 0.25
	}
	if s.Split.Seed == "" {
		s.Split.Seed = fmt.Sprint(seed)
	}
	if s.Split.Dataset == "" {
		s.Split.Dataset = s.Data.Source
	}
	for _, m := range []*map[string]any{&s.Algorithm, &s.Aggregation, &s.Privacy} {
		if *m == nil {
			*m = make(map[string]any)
		}
	}
	compare := s.Compared()
	s.Compare = &compare
	return cmp.Or(s.Data.fill(), s.Partition.check(s.Data.generated()), s.Split.check())
}

// generated tells whether there are no sites but those that a partition makes.
func (d *Data) generated() bool { return d.Source == Gaussian || d.Source == Images }

func (d *Data) fill() error {
	if !slices.Contains([]string{HeartDisease, Diabetes, Cohort, Gaussian, Images}, d.Source) {
		return fmt.Errorf("data.source is %s, %s, %s, %s or %s, not %.40q", HeartDisease, Diabetes, Cohort, Gaussian, Images, d.Source)
	}
	if d.Sites == "" && d.Source == Diabetes {
		d.Sites = "provider"
	}
	if d.generated() {
		for _, k := range []struct {
			value     *int
			otherwise int
		}{{&d.Rows, 2000}, {&d.Columns, map[string]int{Gaussian: 10, Images: 64}[d.Source]}} {
			if *k.value == 0 {
				*k.value = k.otherwise
			}
		}
		if d.Signal == 0 {
			d.Signal = 1
		}
	}
	side := int(math.Sqrt(float64(d.Columns)))
	switch {
	case d.Source != Diabetes && d.Sites != "":
		return fmt.Errorf("data.sites is for %s: %s has its own", Diabetes, d.Source)
	case d.Source == Diabetes && d.Sites != "provider" && d.Sites != "source":
		return fmt.Errorf("data.sites is provider or source, not %.40q", d.Sites)
	case !d.generated() && (d.Columns != 0 || d.Signal != 0):
		return fmt.Errorf("data.columns and data.signal are for generated rows: %s has its own columns", d.Source)
	case d.Rows != 0 && (d.Source == HeartDisease || d.Source == Diabetes):
		return fmt.Errorf("data.rows is for generated rows: %s has its own", d.Source)
	case d.Rows < 0 || d.Rows > 10_000_000 || d.Columns < 0 || d.Columns > 128:
		return fmt.Errorf("data: up to ten million rows and 128 columns are generated, not %d and %d", d.Rows, d.Columns)
	case d.Source == Images && (side*side != d.Columns || side < 3):
		return fmt.Errorf("data.columns: images are square: a square number from 9 to 121, not %d", d.Columns)
	case !(d.Signal >= 0 && d.Signal <= 100):
		return fmt.Errorf("data.signal is 0 to 100, not %v", d.Signal)
	}
	return nil
}

func (p *Partition) check(generated bool) error {
	if !slices.Contains([]string{BySite, BySize, ByLabel}, p.By) {
		return fmt.Errorf("partition.by is site, size or label, not %.40q", p.By)
	}
	if p.By == BySite {
		switch {
		case generated:
			return errors.New("partition.by: generated rows belong to no site: write size or label, and participants")
		case p.Participants != 0 || p.Alpha != 0 || len(p.Shares) > 0:
			return errors.New("partition: the sites are those of the source: remove participants, alpha and shares, or write by: size or by: label")
		case p.Halves < 0 || p.Halves > 8:
			return fmt.Errorf("partition.halves is 0 to 8, not %d", p.Halves)
		}
		return nil
	}
	sum := 0.0
	for _, s := range p.Shares {
		if !(s > 0 && s < 1) {
			return fmt.Errorf("partition.shares lie between 0 and 1, not %v", s)
		}
		sum += s
	}
	switch {
	case len(p.Merge) > 0 || p.Halves != 0:
		return fmt.Errorf("partition: merge and halves are of sites: remove them or write by: site")
	case p.Participants < 2 || p.Participants > 1000:
		return fmt.Errorf("partition.participants are 2 to 1000, not %d", p.Participants)
	case p.By == ByLabel && !(p.Alpha > 0 && p.Alpha <= 1e9):
		return fmt.Errorf("partition.alpha is needed, above 0 and at most 1e9, not %v: small for participants of one outcome each, large for even ones", p.Alpha)
	case p.By == ByLabel && len(p.Shares) > 0:
		return errors.New("partition.shares: by label all participants have as many rows: remove the key or write by: size")
	case p.Alpha < 0 || p.Alpha > 1e9 || p.Alpha != 0 && len(p.Shares) > 0:
		return errors.New("partition.alpha draws shares of rows, above 0 and at most 1e9: write it or shares, not both")
	case len(p.Shares) > 0 && (len(p.Shares) != p.Participants || math.Abs(sum-1) > 1e-9):
		return fmt.Errorf("partition.shares: %d that sum to %v for %d participants: write one for each, 1 in all", len(p.Shares), sum, p.Participants)
	}
	return nil
}

func (s *Split) check() error {
	if !(s.Test > 0 && s.Test <= 0.9) {
		return fmt.Errorf("split.test lies between 0 and 0.9, not %v", s.Test)
	}
	return nil
}
