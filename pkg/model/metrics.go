package model

import (
	"cmp"
	"slices"
)

// AUC is the probability that a positive row has a higher score than a negative
// one, ties counted ½ (Hanley and McNeil, Radiology 1982). It is undefined, and
// ok false, where one of the two is missing.
func AUC(scores, y []float64) (auc float64, ok bool) {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var pairs, negatives, positives float64
	for i := 0; i < len(order); {
		var pos, neg float64 // rows with the same score
		score := scores[order[i]]
		for ; i < len(order) && scores[order[i]] == score; i++ {
			if y[order[i]] == 1 {
				pos++
			} else {
				neg++
			}
		}
		pairs += pos * (negatives + neg/2)
		negatives += neg
		positives += pos
	}
	if negatives == 0 || positives == 0 {
		return 0, false
	}
	return pairs / (negatives * positives), true
}

// LogLoss is the mean log-loss of scores; undefined, and ok false, without rows.
func LogLoss(scores, y []float64) (loss float64, ok bool) {
	if len(scores) == 0 {
		return 0, false
	}
	for i, score := range scores {
		loss += Loss(score, y[i])
	}
	return loss / float64(len(scores)), true
}
