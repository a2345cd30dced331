package lang

func swedishTable() map[string]string {
	return map[string]string{
		": line %d": ": rad %d", ": column %q": ": kolumnen %q", ": value %q": ": värdet %q",

		// Files.
		"does not exist": "finns inte", "check the spelling and the directory that you are in": "kontrollera stavningen och vilken katalog du är i",
		"is a directory": "är en katalog", "name the CSV file in it": "ange CSV-filen i den",
		"is not a file on disk": "är ingen fil på disk", "save the table as a file: it is read more than once": "spara tabellen som en fil: den läses mer än en gång",
		"may not be read by this user": "får inte läsas av den här användaren", "ask its owner for permission to read it, or run as a user who may": "be ägaren om läsrätt, eller kör som en användare som har det",
		"cannot be opened: %v": "går inte att öppna: %v", "check the path and the disk": "kontrollera sökvägen och disken",
		"is empty": "är tom", "the first line names the columns": "första raden ska namnge kolumnerna",
		"is compressed with gzip": "är komprimerad med gzip", "unpack it first: gunzip": "packa upp den först: gunzip",
		"is compressed with bzip2": "är komprimerad med bzip2", "unpack it first: bunzip2": "packa upp den först: bunzip2",
		"is compressed with xz": "är komprimerad med xz", "unpack it first: unxz": "packa upp den först: unxz",
		"is compressed with zstd": "är komprimerad med zstd", "unpack it first: unzstd": "packa upp den först: unzstd",
		"is a ZIP archive or an Excel workbook":           "är ett ZIP-arkiv eller en Excel-arbetsbok",
		"is an old Excel workbook or another Office file": "är en äldre Excel-arbetsbok eller annan Office-fil",
		"is a Parquet file":                               "är en Parquet-fil", "is an SPSS file": "är en SPSS-fil", "is a PDF file": "är en PDF-fil",
		"is UTF-16 text, not UTF-8":                                                    "är text i UTF-16, inte UTF-8",
		"open it in the program that made it and save it as CSV (UTF-8)":               "öppna den i programmet som skapade den och spara den som CSV (UTF-8)",
		"unpack it, or open it in the program that made it and save it as CSV (UTF-8)": "packa upp den, eller öppna den i programmet som skapade den och spara den som CSV (UTF-8)",
		"write it as CSV (UTF-8)":                                                      "skriv den som CSV (UTF-8)", "ask for the table itself, as CSV (UTF-8)": "be om själva tabellen, som CSV (UTF-8)",
		"save it as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8":             "spara den som CSV (UTF-8), eller omvandla den: iconv -f UTF-16 -t UTF-8",
		"is not UTF-8 (it may be Latin-1 or Windows-1252, as which it is shown here)": "är inte UTF-8 (det kan vara Latin-1 eller Windows-1252, så som det visas här)",
		"save the file as CSV (UTF-8), or convert it: iconv -f WINDOWS-1252 -t UTF-8": "spara filen som CSV (UTF-8), eller omvandla den: iconv -f WINDOWS-1252 -t UTF-8",
		"holds a NUL byte": "innehåller en NUL-byte", "the file is damaged or not UTF-8 text: export it again as CSV (UTF-8)": "filen är skadad eller inte text i UTF-8: exportera den igen som CSV (UTF-8)",

		// Headers.
		"looks like values and not like the names of the columns":       "ser ut som värden och inte som kolumnernas namn",
		"put a line above it that names the columns as the schema does": "sätt en rad ovanför som namnger kolumnerna så som schemat gör",
		"is missing": "saknas", "add the column or have the parties agree on a schema without it": "lägg till kolumnen, eller låt parterna komma överens om ett schema utan den",
		"the file has %q: write the name exactly as the schema does":                                              "filen har %q: skriv namnet precis som schemat gör",
		"the header is one single name: separate the names, and the cells below, with commas, semicolons or tabs": "rubrikraden är ett enda namn: skilj namnen, och cellerna under dem, åt med komma, semikolon eller tabb",
		"is there more than once": "finns mer än en gång", "rename or remove one": "byt namn på eller ta bort den ena",
		"has several of comma, semicolon and tab between its names, and it is not clear which separates them": "har flera av komma, semikolon och tabb mellan namnen, och det är oklart vilket som skiljer dem åt",
		"export with one separator, and put names that contain another in quotes":                             "exportera med ett enda skiljetecken, och sätt namn som innehåller ett annat inom citattecken",
		"has more than %d columns": "har fler än %d kolumner", "export the columns that the agreement names, one row for each record": "exportera de kolumner som överenskommelsen namnger, en rad per post",
		"is a note to Excel, not the names of the columns": "är en anvisning till Excel, inte kolumnernas namn", "remove this line": "ta bort raden",
		"has a carriage return inside: the lines end as on old Macs": "har vagnretur i sig: raderna slutar som på gamla Macar", "save the file with line ends of Windows or Unix": "spara filen med radslut för Windows eller Unix",

		// Rows.
		"has a header and no rows": "har en rubrikrad men inga rader", "put one line for each record below the names of the columns": "lägg en rad per post under kolumnernas namn",
		"has no complete row (%d rows lack a value)": "har ingen fullständig rad (%d rader saknar ett värde)", "fill in the missing values or declare fewer features": "fyll i de värden som saknas, eller avtala om färre variabler",
		"is beyond the limit of %d rows": "ligger bortom gränsen på %d rader", "bring fewer rows": "ta med färre rader",
		"begins a row of more than %d bytes": "inleder en rad på mer än %d byte", "look for a quote that is not closed": "leta efter ett citattecken som inte stängs",
		"export the columns that the agreement names, or look for a quote that is not closed": "exportera de kolumner som överenskommelsen namnger, eller leta efter ett citattecken som inte stängs",
		"export the columns that the agreement names":                                         "exportera de kolumner som överenskommelsen namnger",
		"has %d columns, at most %d are allowed":                                              "har %d kolumner, högst %d är tillåtna",
		"has %d cells where the header has %d":                                                "har %d celler där rubrikraden har %d",
		"give every row one cell for each column":                                             "ge varje rad en cell per kolumn",
		"give every row one cell for each column, and put cells that contain %q in quotes":    "ge varje rad en cell per kolumn, och sätt celler som innehåller %q inom citattecken",
		"has a quote inside a cell":                                                           "har ett citattecken inne i en cell", "has a quote that is not closed, or text after one that is": "har ett citattecken som inte stängs, eller text efter ett som stängts",
		"write quotes only around whole cells, close each, and double those inside": "skriv citattecken bara runt hela celler, stäng vart och ett, och dubblera dem som står inuti",
		"has %d bytes, at most %d are allowed":                                      "har %d byte, högst %d är tillåtna", "export without this column, or look for a quote that is not closed": "exportera utan kolumnen, eller leta efter ett citattecken som inte stängs",
		"every row needs the patient that it is about": "varje rad behöver den patient som den handlar om",

		// Values.
		"is not a number": "är inget tal", "correct it, or leave the cell empty if it is missing": "rätta det, eller lämna cellen tom om det saknas",
		"leave the cell empty if the value is missing, or have the parties list the spelling under missing_values in the schema": "lämna cellen tom om värdet saknas, eller låt parterna ta upp skrivsättet under missing_values i schemat",
		"is not a number: it has separators of thousands":                                                                        "är inget tal: det har tusentalsavgränsare", "write it without them": "skriv det utan",
		"write a decimal point, not a comma, or separate the cells with semicolons":        "skriv decimalpunkt, inte komma, eller skilj cellerna åt med semikolon",
		"has another decimal mark than line %d: one of them is a comma, the other a point": "har ett annat decimaltecken än rad %d: det ena är ett komma, det andra en punkt", "write the same one in the whole file": "skriv samma i hela filen",
		"begins numbers with a comma and three digits after it, and no other kind: they may be decimals or thousands": "är den första med ett tal som har komma och tre siffror därefter, och andra slag finns inte: det kan vara decimaler eller tusental",
		"write decimal points, or one of the numbers with another count of decimals (2,500 as 2,5)":                   "skriv decimalpunkt, eller ett av talen med ett annat antal decimaler (2,500 som 2,5)",
		"looks like a date, where a number is agreed":                                                                 "ser ut som ett datum, där ett tal är avtalat", "give the number that the schema means, such as an age or days since an event": "ange det tal som schemat avser, till exempel en ålder eller dagar sedan en händelse",
		"looks like a time of day, where a number is agreed": "ser ut som ett klockslag, där ett tal är avtalat", "give the number that the schema means, such as hours": "ange det tal som schemat avser, till exempel timmar",
		"is not a number: its minus sign is a typographic one": "är inget tal: minustecknet är ett typografiskt", "write the minus of the keyboard (-)": "skriv tangentbordets minus (-)",
		"is not a number: it has a percent sign": "är inget tal: det har procenttecken", "write the number alone, in the agreed unit": "skriv bara talet, i avtalad enhet",
		"is outside the agreed range %v to %v%s": "ligger utanför det avtalade intervallet %v till %v%s", "check the value and its unit; if it is right, have the parties agree on a wider range; if it is wrong, leave the cell empty": "kontrollera värdet och dess enhet; om det stämmer, låt parterna komma överens om ett vidare intervall; om det är fel, lämna cellen tom",
		"is neither 0 nor 1": "är varken 0 eller 1", "is none of the levels %s": "är ingen av nivåerna %s",
	}
}
