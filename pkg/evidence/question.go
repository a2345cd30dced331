package evidence

import "samband/pkg/lang"

// Question is one that a run must answer.
type Question struct {
	Code   string // in JSON, and the name of its text in package lang
	Asked  string // as the specification of the evidence asks it
	answer func(*statements)
}

// Text is the question in a language.
func (q Question) Text(l *lang.Lang) string { return l.Named(lang.Question, q.Code) }

// Questions are all of them, in the order in which they are asked. A test holds
// them against the specification.
func Questions() []Question {
	return []Question{
		{"parties", "who takes part and who runs the coordinator (flag if a participant does)", (*statements).parties},
		{"leaves", "what leaves each site", (*statements).leaves},
		{"ends", "do both ends agree", (*statements).ends},
		{"rows", "did a raw record leave", (*statements).rows},
		{"sees", "who sees what at each step", (*statements).sees},
		{"decrypt", "who can decrypt and who must collude", (*statements).decrypt},
		{"recoverable", "is the other site's update recoverable", (*statements).recoverable},
		{"participation", "does the model reveal participation", (*statements).participation},
		{"inversion", "inversion of attributes", (*statements).inversion},
		{"input-output", "input privacy and output privacy separately", (*statements).inputOutput},
		{"promise", "is the DP claim sound", (*statements).promise},
		{"minimised", "is data minimised (features used and unused, rows bucketed, small cells)", (*statements).minimised},
		{"definition", "same data definition everywhere (schema hash)", (*statements).definition},
		{"purpose", "purpose and legal basis (declared)", (*statements).purpose},
		{"necessary", "was it necessary", (*statements).necessary},
		{"encryption", "what does encryption cost and change", (*statements).encryption},
		{"described", "was the run what was described (agreement hash, versions, seeds, replay on synthetic data)", (*statements).described},
		{"logs", "are logs intact", (*statements).logs},
		{"access", "access and refused connections", (*statements).access},
		{"dropouts", "drop-outs and outliers", (*statements).dropouts},
		{"model", "where is the model now", (*statements).model},
		{"withdraws", "what if a site withdraws", (*statements).withdraws},
		{"subgroups", "subgroups", (*statements).subgroups},
		{"documents", "documents to file", (*statements).documents},
		{"limits", "what is not shown", (*statements).limits},
	}
}

// Answer is the answer to the question with a code; nil if there is none.
func (r *Report) Answer(code string) *Answer {
	for i := range r.Answers {
		if r.Answers[i].Question.Code == code {
			return &r.Answers[i]
		}
	}
	return nil
}
