package profile

import (
	"testing"

	"samband/pkg/lang"
)

// Whatever a report can say has words in every language.
func TestEverythingHasWords(t *testing.T) {
	names := map[lang.Key][]string{
		lang.Statement: {PersonalNumbers, FreeText, NearUnique, TooManyRows, RowsOfPatient, NoTraining, SmallCells, OtherValues, OtherOutcome, OneClass, Constant, Justified, UnusedPerson, UnusedText, SmallScores, ClippedUnits, NoiseWeighs, NoiseDrowns, LargeDelta, LargeEpsilon, FewParticipants},
		lang.Looks:     {PersonalNumbers, FreeText, NearUnique},
		lang.Class:     {Positive, Negative},
	}
	for _, p := range []string{"newton", "fedavg\n  rate: 0.1\n  steps: 1"} {
		l := leaves(planned(t, "two-hospitals.yaml", "name: newton", "name: "+p))
		names[lang.Noise] = append(names[lang.Noise], l.Privacy.Noise)
		names[lang.Release] = append(names[lang.Release], l.Releases...)
		for _, phase := range l.Phases {
			names[lang.Phase] = append(names[lang.Phase], phase.Name)
			for _, s := range phase.Segments {
				names[lang.Contents] = append(names[lang.Contents], s.Name)
			}
		}
	}
	for _, tag := range []string{"en", "sv"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		for prefix, list := range names {
			for _, name := range list {
				if !l.Has(prefix + "." + lang.Key(name)) {
					t.Errorf("%s: no words for %s.%s", tag, prefix, name)
				}
			}
		}
	}
}
