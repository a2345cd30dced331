package attack_test

import "testing"

// The table of attacks of docs/threat-model.md: one test a row, in its order. Two
// are elsewhere: the canary against threshold decryption is TestAttackCanary, and
// "agreed anew without one site", which is about two agreements and the commands,
// is TestAttackAgreedAnew of examples/local.

// Each piece of a row that really misbehaves.
type pieces map[string]func(*testing.T)

func (all pieces) run(t *testing.T) {
	for name, piece := range all {
		t.Run(name, piece)
	}
}

func TestAttackReleaseAskedFor(t *testing.T) {
	t.Parallel() // it waits
	pieces{
		"one update": releaseOfOneUpdate, "too few": releaseOfTooFew, "edited set": releaseOfEditedSet,
		"two sets in one attempt": secondEndorsementAsked, "without quorum": releaseWithoutQuorum,
	}.run(t)
}

func TestAttackTwoSets(t *testing.T) { pieces{"sets": twoSets, "sums": twoSums}.run(t) }

func TestAttackListsDiffer(t *testing.T) {
	pieces{"commitments": commitmentListsDiffer, "opens": opensDiffer}.run(t)
}

func TestAttackRoster(t *testing.T) {
	pieces{"sybil": sybil, "strangers": strangersConnect, "outside the session": outsideTheSession}.run(t)
}

func TestAttackStatesDiffer(t *testing.T) { statesDiffer(t) }

func TestAttackReplay(t *testing.T) {
	t.Parallel() // it waits
	pieces{"messages": replay, "duplicates": duplicatesAndLeftovers, "old share": oldShare, "share of another": shareOfAnother}.run(t)
}

func TestAttackRehearsalOrOtherSession(t *testing.T) {
	pieces{"rehearsal": rehearsed, "session": replayFromAnotherSession, "session after an endorsement": secondSessionAfterEndorsement}.run(t)
}

func TestAttackCopiedCiphertext(t *testing.T) { copiedCiphertext(t) }

func TestAttackMalformedShare(t *testing.T) {
	t.Parallel() // it waits
	pieces{
		"for all": malformedShare, "for one of three": malformedShareForOne, "for one of five": shareForOneOfFive,
		"missing": missingShare, "too many": shareTooMany,
	}.run(t)
}

func TestAttackPartialRelease(t *testing.T) {
	t.Parallel() // it waits
	pieces{"of three": partialRelease, "of five": partialReleaseOfFive}.run(t)
}

func TestAttackLastToRelease(t *testing.T) {
	pieces{"other bytes": otherRelease, "other bytes of five": otherReleaseOfFive}.run(t)
}

func TestAttackClasses(t *testing.T) {
	t.Parallel() // it waits
	pieces{"one participant": oneLeftOutOrAdded, "allowed": sameSetOrAcknowledged, "groups": groups}.run(t)
}

func TestAttackDrawnGroups(t *testing.T) {
	t.Parallel() // it waits
	pieces{"honest": roundsOfDrawnGroups, "other schemes": drawnUnderOtherSchemes, "another group": groupThatIsNotDrawn}.run(t)
}

func TestAttackGuessedCounts(t *testing.T) {
	t.Parallel() // it waits
	guessedCounts(t)
}

func TestAttackSumAltered(t *testing.T) {
	t.Parallel() // it waits
	pieces{
		"before root": sumAlteredBeforeRoot, "in every attempt": sumAlteredInEveryAttempt, "after root": sumAlteredAfterRoot,
		"not as endorsed": resultIsNotWhatWasEndorsed,
	}.run(t)
}

func TestAttackCraftedRelease(t *testing.T) {
	t.Parallel() // it waits
	pieces{"two sums": craftedRelease, "acks differ": acksDiffer, "early end": earlyEnd}.run(t)
}

func TestAttackSecondEndorsement(t *testing.T) { twoEndorsements(t) }

func TestAttackFailedAttempt(t *testing.T) {
	pieces{"same set": attemptAfterEndorsement, "another set": otherSetAfterEndorsement, "a fifth": fifthAttempt}.run(t)
}

func TestAttackBackup(t *testing.T) {
	t.Parallel() // it waits
	pieces{"shown": restoredIsShown, "lied to": restoredIsLiedTo}.run(t)
}

func TestAttackMalformedMessages(t *testing.T) {
	pieces{
		"every type to the coordinator": everyTypeToCoordinator, "every type to a participant": everyTypeToParticipant,
		"garbled": malformedMessages, "foreign": foreignMessages, "too long a list": malformedByCoordinator,
	}.run(t)
}

func TestAttackDerivable(t *testing.T) { saidToBeDerivable(t) }

func TestAttackUnsafeAgreements(t *testing.T) { unsafeAgreements(t) }

func TestAttackNoNumbers(t *testing.T) {
	pieces{"no numbers": noNumbers, "clipped": clippedIsShown}.run(t)
}
