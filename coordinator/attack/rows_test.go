package attack_test

import "testing"

func TestAttackTwoSets(t *testing.T) { twoSets(t) }
func TestAttackClasses(t *testing.T) {
	t.Run("one participant", oneLeftOutOrAdded)
	t.Run("allowed", sameSetOrAcknowledged)
	t.Run("groups", groups)
}
func TestAttackX(t *testing.T) {
	t.Run("one", shareForOneOfFive)
	t.Run("partial", partialReleaseOfFive)
	t.Run("another", shareOfAnother)
	t.Run("release", otherReleaseOfFive)
}

func TestAttackY(t *testing.T) {
	t.Run("outside", outsideTheSession)
	t.Run("shown", func(t *testing.T) { restoredIsShown(t)(t) })
	t.Run("lied", restoredIsLiedTo)
}
