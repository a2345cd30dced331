package lang

import "golang.org/x/text/feature/plural"

// Which rows serve what, and how many parties a template has.
func englishRows() texts {
	return texts{
		SplitByPatient:                         "Held back for evaluation by patient: one in %[1]d, with all rows (the schema has patient_id).",
		SplitByOwnHash:                         "Held back for evaluation by row: about %[1]s of the rows, each by a hash of its own place in the file, so that no row decides about another (the schema has no patient_id; a patient with several rows may be on both sides).",
		SplitByRow:                             "Held back for evaluation by row: %[1]s of the rows of each outcome, by their place in the file (the schema has no patient_id; a patient with several rows may be on both sides).",
		TemplateParticipants:                   "--participants %[1]d: an agreement has %[2]d to %[3]d participants",
		CheckCounted:                           plural.Selectf(1, "%d", plural.One, "Groups are counted over the %[1]d row to learn from, of %[2]d kept.", plural.Other, "Groups are counted over the %[1]d rows to learn from, of %[2]d kept."),
		PerPatient + "." + CheckNoneSmall:      "No group of training rows that a sum would hold has rows of fewer than %[1]d patients here.",
		PerPatient + "." + CheckSmall:          plural.Selectf(1, "%d", plural.One, "%[1]d group that a sum would hold has rows of fewer than %[2]d patients here:", plural.Other, "%[1]d groups that a sum would hold have rows of fewer than %[2]d patients here:"),
		PerPatient + "." + CheckCell:           plural.Selectf(3, "%d", plural.One, "%[1]s: %[3]d patient, rows: %[2]d", plural.Other, "%[1]s: %[3]d patients, rows: %[2]d"),
		PerPatient + ".statement.small-cells":  "Groups in this table that a sum would hold and that have rows of fewer patients than the agreed least count of %[2]d: %[1]d, listed above.",
		PerPatient + ".statement.small-scores": "The evaluation counts test rows by score and outcome. With a model of the own rows alone, %[1]d of these %[2]d counts would be of fewer patients than the agreed least count, and not 0; with the joint model it can be more or fewer, and the agreement's min_cell does not prevent it.",
		PerPatient + "." + EvTableCells:        "Groups of its training rows that are of fewer than %[1]d patients and not empty: by one value %[2]d, by two values together %[3]d.",
	}
}

func swedishRows() texts {
	return texts{
		SplitByPatient:                         "Undantas för utvärdering per patient: en av %[1]d, med alla rader (schemat har patient_id).",
		SplitByOwnHash:                         "Undantas för utvärdering per rad: omkring %[1]s av raderna, var och en efter en hash av sin egen plats i filen, så att ingen rad avgör om en annan (schemat saknar patient_id; en patient med flera rader kan hamna på båda sidor).",
		SplitByRow:                             "Undantas för utvärdering per rad: %[1]s av raderna med varje utfall, efter deras plats i filen (schemat saknar patient_id; en patient med flera rader kan hamna på båda sidor).",
		TemplateParticipants:                   "--participants %[1]d: en överenskommelse har %[2]d till %[3]d deltagare",
		CheckCounted:                           plural.Selectf(1, "%d", plural.One, "Grupper räknas över den %[1]d raden att lära av, av %[2]d som behålls.", plural.Other, "Grupper räknas över de %[1]d raderna att lära av, av %[2]d som behålls."),
		PerPatient + "." + CheckNoneSmall:      "Ingen grupp av träningsrader som skulle ingå i en summa har rader från färre än %[1]d patienter här.",
		PerPatient + "." + CheckSmall:          plural.Selectf(1, "%d", plural.One, "%[1]d grupp som skulle ingå i en summa har rader från färre än %[2]d patienter här:", plural.Other, "%[1]d grupper som skulle ingå i en summa har rader om färre än %[2]d patienter här:"),
		PerPatient + "." + CheckCell:           plural.Selectf(3, "%d", plural.One, "%[1]s: %[3]d patient, rader: %[2]d", plural.Other, "%[1]s: %[3]d patienter, rader: %[2]d"),
		PerPatient + ".statement.small-cells":  "Grupper i den här tabellen som skulle ingå i en summa och har rader från färre patienter än det avtalade minsta antalet %[2]d: %[1]d, listade ovan.",
		PerPatient + ".statement.small-scores": "Utvärderingen räknar testrader efter poäng och utfall. Med en modell av enbart egna rader skulle %[1]d av dessa %[2]d antal gälla färre patienter än det avtalade minsta antalet, och inte vara 0; med den gemensamma modellen kan det bli fler eller färre, och min_cell i överenskommelsen hindrar det inte.",
		PerPatient + "." + EvTableCells:        "Grupper av dess träningsrader som gäller färre än %[1]d patienter och inte är tomma: efter ett värde %[2]d, efter två värden tillsammans %[3]d.",
	}
}
