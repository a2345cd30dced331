package lang

import "golang.org/x/text/feature/plural"

// Which rows serve what, and how many parties a template has.
func englishRows() texts {
	return texts{
		SplitByPatient:       "Held back for evaluation by patient: one in %[1]d, with all rows (the schema has patient_id).",
		SplitByOwnHash:       "Held back for evaluation by row: about %[1]s of the rows, each by a hash of its own place in the file, so that no row decides about another (the schema has no patient_id; a patient with several rows may be on both sides).",
		SplitByRow:           "Held back for evaluation by row: %[1]s of the rows of each outcome, by their place in the file (the schema has no patient_id; a patient with several rows may be on both sides).",
		TemplateParticipants: "--participants %[1]d: an agreement has %[2]d to %[3]d participants",
		CheckCounted:         plural.Selectf(1, "%d", plural.One, "Groups are counted over the %[1]d row to learn from, of %[2]d kept.", plural.Other, "Groups are counted over the %[1]d rows to learn from, of %[2]d kept."),
	}
}

func swedishRows() texts {
	return texts{
		SplitByPatient:       "Undantas för utvärdering per patient: en av %[1]d, med alla rader (schemat har patient_id).",
		SplitByOwnHash:       "Undantas för utvärdering per rad: omkring %[1]s av raderna, var och en efter en hash av sin egen plats i filen, så att ingen rad avgör om en annan (schemat saknar patient_id; en patient med flera rader kan hamna på båda sidor).",
		SplitByRow:           "Undantas för utvärdering per rad: %[1]s av raderna med varje utfall, efter deras plats i filen (schemat saknar patient_id; en patient med flera rader kan hamna på båda sidor).",
		TemplateParticipants: "--participants %[1]d: en överenskommelse har %[2]d till %[3]d deltagare",
		CheckCounted:         plural.Selectf(1, "%d", plural.One, "Grupper räknas över den %[1]d raden att lära av, av %[2]d som behålls.", plural.Other, "Grupper räknas över de %[1]d raderna att lära av, av %[2]d som behålls."),
	}
}
