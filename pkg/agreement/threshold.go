package agreement

// Committee numbers of the secure sum:
// two quorums share an honest member although t − 1 members collude, and a sum
// over min_contributors participants hides each of them from the coordinator
// together with Collusion others.

const (
	smallRoster    = 8 // up to here everybody is on the committee
	largeCommittee = 9
	largeThreshold = 5
)

// DefaultCommittee is how many members the committee has when the agreement
// names none: all n participants, or 9 of them when n is above 8.
func DefaultCommittee(n int) int {
	if n > smallRoster {
		return largeCommittee
	}
	return n
}

// DefaultThreshold is t for a roster of n: m − min(2, ⌊(m − 1)/2⌋) up to
// n = 8, and 5 of 9 above.
func DefaultThreshold(n int) int {
	if n > smallRoster {
		return largeThreshold
	}
	return n - min(2, (n-1)/2)
}

// Quorum is how many of m members must agree before anything is final:
// ⌊(m + t − 1)/2⌋ + 1.
func Quorum(m, t int) int { return (m+t-1)/2 + 1 }

// LeastContributors is the smallest min_contributors that may be agreed:
// min(t + 1, n).
func LeastContributors(n, t int) int { return min(t+1, n) }

// Collusion is the c of "up to c participants together with the coordinator
// learn no more than the sums of the others": min(t − 1, min_contributors − 2).
func Collusion(t, minContributors int) int { return max(0, min(t-1, minContributors-2)) }
