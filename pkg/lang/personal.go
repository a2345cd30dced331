package lang

import "golang.org/x/text/feature/plural"

// What the joint model is worth at one site, beside what the site can do alone.
func englishPersonal() texts {
	return texts{
		PersonalHead: plural.Selectf(1, "%d", plural.One, "ON THE ONE TEST ROW OF THIS SITE (%[2]d positive)",
			plural.Other, "ON THE %[1]d TEST ROWS OF THIS SITE (%[2]d positive)"),
		PersonalModel + ".alone":    "learnt from this site's rows alone",
		PersonalModel + ".joint":    "joint model",
		PersonalModel + ".personal": "joint model fitted to this site's rows",
		PersonalQuality:             "%[1]s: log-loss %[2]s, AUC %[3]s",
		PersonalNone:                "%[1]s: there is none",
		PersonalAlone:               "On these rows this site is better off alone: its own model's log-loss is lower than the joint one's by %[1]s a row (95 %% interval for the rows at hand %[2]s to %[3]s).",
		PersonalJoint:               "On these rows the joint model is better than this site's own: its log-loss is lower by %[1]s a row (95 %% interval for the rows at hand %[2]s to %[3]s).",
		PersonalBetter:              "Fitted to this site's rows, the joint model's log-loss is lower by %[1]s a row (95 %% interval %[2]s to %[3]s).",
		PersonalWorse:               "Fitted to this site's rows, the joint model's log-loss is higher by %[1]s a row (95 %% interval %[2]s to %[3]s).",
		PersonalChance:              "The interval holds 0, so that may be chance.",
		PersonalLocal:               "These numbers are of this site's rows and have not left it.",
		PersonalSaved:               "the joint model fitted to this site's rows: %[1]s",
	}
}

func swedishPersonal() texts {
	return texts{
		PersonalHead: plural.Selectf(1, "%d", plural.One, "PÅ DENNA DELTAGARES ENDA TESTRAD (%[2]d positiva)",
			plural.Other, "PÅ DENNA DELTAGARES %[1]d TESTRADER (%[2]d positiva)"),
		PersonalModel + ".alone":    "lärd av enbart denna deltagares rader",
		PersonalModel + ".joint":    "gemensam modell",
		PersonalModel + ".personal": "gemensam modell anpassad till denna deltagares rader",
		PersonalQuality:             "%[1]s: logaritmisk förlust %[2]s, AUC %[3]s",
		PersonalNone:                "%[1]s: saknas",
		PersonalAlone:               "På dessa rader klarar sig denna deltagare bättre ensam: den egna modellens logaritmiska förlust är %[1]s lägre per rad än den gemensammas (95 %% intervall för raderna i fråga %[2]s till %[3]s).",
		PersonalJoint:               "På dessa rader är den gemensamma modellen bättre än denna deltagares egen: dess logaritmiska förlust är %[1]s lägre per rad (95 %% intervall för raderna i fråga %[2]s till %[3]s).",
		PersonalBetter:              "Anpassad till denna deltagares rader är den gemensamma modellens logaritmiska förlust %[1]s lägre per rad (95 %% intervall %[2]s till %[3]s).",
		PersonalWorse:               "Anpassad till denna deltagares rader är den gemensamma modellens logaritmiska förlust %[1]s högre per rad (95 %% intervall %[2]s till %[3]s).",
		PersonalChance:              "Intervallet innehåller 0, så det kan vara en tillfällighet.",
		PersonalLocal:               "Dessa tal gäller denna deltagares rader och har inte lämnat den.",
		PersonalSaved:               "den gemensamma modellen anpassad till denna deltagares rader: %[1]s",
	}
}
