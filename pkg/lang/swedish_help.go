package lang

// rehearsalHelp says in Swedish what a rehearsal is.
const rehearsalHelp = `

Med --rehearse prövar parterna nät, brandväggar och rutiner före varje
godkännande: överenskommelsen ska vara en som alla skulle underteckna, men ingen
behöver ha undertecknat den, eftersom ingens rader läses: rader skapas ur schemat.
En repetition möter bara repetitioner, får göras om, har egna filer och hindrar
ingen verklig körning. Allt som den skriver säger att det är en repetition.`

const exitCodesHelp = `

Slutkoder: 0 klart, 1 fel, 2 felaktigt anrop, 3 avvisat av överenskommelsen eller en
kontroll, 4 en annan part föll bort eller kom aldrig, 5 en granskningslogg håller
inte, 130 avbrutet.`

func swedishHelp() map[string]string {
	return map[string]string{
		"--help":    "visa denna hjälp",
		"--version": "visa programmets version",
		"--lang":    "språk: en eller sv (annars ur LC_ALL, LC_MESSAGES, LANG)",
		"--verbose": "skriv mer om vad som händer",
		"--dir":     "denna parts katalog",
		"--json":    "skriv resultatet som ett enda JSON-objekt",

		"client short": "Deltar i träningen av en gemensam modell; raderna stannar här",
		"client": `Deltagarens program: det läser den egna organisationens tabell, skickar krypterade
bidrag genom samordnaren och får till sist den gemensamma modellen. Raderna stannar
här; allt som lämnar huset står i körningens granskningslogg.

Börja med:
  client init --dir north --name "Region North"     skapa denna parts identitet
  client template > agreement.yaml                  en överenskommelse att fylla i; se docs/agreement.md
  client check agreement.yaml --dir north --data north.csv    vad som skulle lämna huset
  client sign agreement.yaml --dir north            efter att ha läst den
  client run agreement.yaml --dir north --data north.csv --coordinator hub.example:7443` + exitCodesHelp,
		"coordinator short": "Adderar deltagarnas krypterade uppdateringar; har ingen nyckel som kan läsa dem",
		"coordinator": `Samordnaren i en gemensam körning: deltagarna ansluter till den, den adderar det de
skickar och lämnar tillbaka summan. Den har ingen nyckel som kan läsa en uppdatering
eller summan.

Börja med:
  coordinator init --dir hub                     skapa dess identitet
  coordinator template > agreement.yaml          en överenskommelse att fylla i; se docs/agreement.md
  coordinator sign agreement.yaml --dir hub      efter att ha läst den
  coordinator run agreement.yaml --dir hub       vänta på deltagarna` + exitCodesHelp,

		"help short":       "Hjälp om ett kommando",
		"help":             "Visar hjälpen om ett kommando: skriv kommandots namn efter help.",
		"completion short": "Skriv det som ett skal behöver för att fylla i kommandon och flaggor",
		"completion": `Skriver ett skript för bash, zsh, fish eller powershell. Läs in det i skalet, eller
lägg det där skalet letar efter sådana skript.`,
		"version short": "Skriv vad detta program är: versioner, Go, SHA-256 för dess fil",
		"version": `Skriver programmets version, det Go som byggde det, källkodens revision om den finns
antecknad, programfilens SHA-256 att jämföra med de andras, och versionerna av
protokollet och av de filer som programmet läser och skriver. Parterna i en körning
behöver samma version av protokollet.`,

		"template short": "Skriv en överenskommelse att fylla i, med varje nyckel förklarad",
		"template": `Skriver en överenskommelse i YAML med kommentarer: alla nycklar som behövs, och de som
får utelämnas. Ord inom <vinkelparenteser> och schemat, som är ett exempel, ska ersättas,
och parternas rader med dem som init skriver ut hos var och en; därefter läses den av
check och sign. I docs/agreement.md står varje nyckel med regel och förval.

En part skriver den, och alla undertecknar samma text.`,
		"template --participants": "hur många organisationer som bidrar med rader",

		"init short": "Skapa denna parts identitetsnyckel och skriv dess rader i överenskommelsen",
		"init": `Skapar nyckeln som de andra parterna känner igen denna på, i en fil som bara ägaren
får läsa, och skriver de rader som överenskommelsen behöver. Nyckeln skapas en gång;
berätta dess fingeravtryck för de andra på en annan väg än överenskommelsens. Med
--show skrivs raderna och fingeravtrycket för nyckeln som finns; ingenting ändras.`,
		"init --show": "skriv raderna och fingeravtrycket för nyckeln som finns igen",
		"init --dir":  "denna parts katalog: dess nyckel och dess körningar",
		"init --name": "organisationens namn, för människor",
		"init --id":   "id i överenskommelsen (annars katalogens namn)",
		"init --json": "skriv ett enda JSON-objekt i stället för rader till överenskommelsen",

		"sign short": "Underteckna en överenskommelse, efter att ha läst den",
		"sign": `Kontrollerar överenskommelsen, skriver vilka som deltar, vem man då måste lita på och
vad parterna kan härleda, och lägger denna parts underskrift bredvid den. Skicka
underskriften till de andra; varje part behöver allas för att köra.

Avvisad, med slutkod 3, blir en överenskommelse som tillsammans med tidigare summor
skulle visa vad några få deltagare bidragit med, om den inte godtar dropout-derivable.
Tidigare summor är de som denna parts katalog känner till.`,
		"sign --data": "den egna organisationens tabell, en CSV-fil, att kontrollera före underskriften",

		"check short": "Visa vad som skulle lämna huset, och om tabellen passar, före underskriften",
		"check": `Läser överenskommelsen, undertecknad eller inte, och den egna organisationens tabell,
och skriver vad som skulle lämna huset, i vilken form, till vem, inom vilka gränser,
vad de andra skulle kunna se eller härleda, och hur tabellen ser ut: rader som skulle
utelämnas, kolumner som pekar ut personer, grupper så små att en summa inte bör visa
dem. Ingenting lämnar datorn och ingenting skrivs.

Avvisade, med slutkod 3, blir tabeller som schemat inte tillåter, kolumner som liknar
personnummer, fritext eller nästan unika värden om inte överenskommelsen säger varför
den behöver dem, fler rader än avtalat, och små grupper om överenskommelsens min_cell
säger refuse. Säger den merge föreslås nivåer att slå ihop. 'client run' avvisar
detsamma, och 'client sign' om --data anges.
Alla tre avvisar en överenskommelse som tillsammans med tidigare summor, så långt denna
parts katalog känner till dem, skulle visa vad några få deltagare bidragit med, om den
inte godtar dropout-derivable.

Utskriften innehåller antal ur de egna raderna: den är inte till för de andra. Det som
--out skriver, dokument om planen för analytiker och jurister, innehåller inga.`,
		"check --out":  "skriv dokument om planen i denna katalog",
		"check --data": "den egna organisationens tabell, en CSV-fil; utan den granskas bara överenskommelsen",
		"check --json": "skriv JSON för en maskin, med överenskommelsens ord",

		"client run short": "Delta i en undertecknad överenskommelse med den egna organisationens tabell",
		"client run": `Läser tabellen, kontrollerar den mot överenskommelsens schema, ansluter till
samordnaren och deltar tills modellen är klar. Vad som lämnar huset, och i vilken
form, står i körningens granskningslogg. Där den avtalade modellen är external anger
--trainer den egna organisationens träningsprogram, som läser sina egna uppgifter: vad
det gör med dem ligger utanför det som granskningsloggen visar (docs/trainer.md).` + rehearsalHelp,
		"coordinator run short": "Vänta på deltagarna i en undertecknad överenskommelse och kör den en gång",
		"coordinator run": `Väntar på att deltagarna ansluter, adderar det de skickar och lämnar tillbaka
summorna, tills deltagarna säger att de är klara.` + rehearsalHelp,
		"run --rehearse":    "repetera: samma överenskommelse, nycklar och nät, skapade rader, inga underskrifter behövs",
		"run --metrics":     "erbjud mätvärden för Prometheus på http://ADRESS/metrics (VÄRD:PORT; :9464 betyder bara denna dator); av om den inte anges",
		"run --data":        "den egna organisationens tabell, en CSV-fil; inte i en repetition",
		"run --trainer":     "kommandot för den egna organisationens träningsprogram, där den avtalade modellen är external; se docs/trainer.md",
		"run --coordinator": "samordnarens adress, VÄRD:PORT",
		"run --listen":      "adress att lyssna på",
		"run --announce":    "skriv adressen som programmet lyssnar på i denna fil, för skript",

		"predict short": "Beräkna sannolikheter för nya rader med den gemensamma modellen, här, utan anslutning",
		"predict": `Läser rader som inte behöver ha något utfall, kontrollerar dem mot schemat i
modellfilen och skriver en rad för var och en: dess plats i filen (den första efter
rubrikraden är 1), sannolikheten för utfallet, modellen (första siffrorna i dess
kontrollsumma) och varningar. En rad där ett värde saknas får ingen sannolikhet. En
rad beräknas och nämns om ett värde ligger utanför det avtalade intervallet, eller ett
tal mer än 4 standardavvikelser från träningsradernas medelvärde. En modellfil som har
ändrats, eller har en annan version, avvisas. Ingenting lämnar datorn.

Raderna är CSV. De upprepar inget ur patienternas rader, men en sannolikhet säger
något om sin patient: förvara utskriften där raderna får vara.`,
		"predict --model":     "modellfilen som run lämnade",
		"predict --data":      "rader att beräkna för, en CSV-fil; inget utfall behövs",
		"predict --agreement": "avvisa en modell som tränats under en annan överenskommelse än denna",
		"predict --out":       "skriv till denna fil i stället för standard ut; ingen annan får läsa den",
		"predict --force":     "ersätt filen som --out anger om den finns",
		"predict --json":      "skriv ett enda JSON-objekt i stället för CSV",

		"report short": "Säg vad den senaste körningen var, vad som lämnade huset och vad andra kunde se",
		"report": `Läser katalogen för den senaste körningen (eller den som --run anger) och skriver i
klartext: vilka som deltog, ändamål och rättslig grund som överenskommelsen uppger,
omgångar och försök, vad som skickades och togs emot efter slag, form och storlek, vem
som kunde se vad, värden som kapades, den gemensamma modellens mätvärden och
koefficienter, avvisningar, vad som inte visas, och om filerna säger emot
varandra. Den är till för den egna organisationen: kapade värden säger något om dess
rader.

Med --out skrivs också dokument för analytiker och jurister, på svenska och engelska,
som HTML, Markdown och JSON: varje fråga med sitt svar och hur det är känt. Med --with
jämförs även de andra parternas loggar, så att mer är uppmätt i båda ändar.`,
		"report --run":  "katalogen för en körning (annars den senaste i --dir)",
		"report --out":  "skriv report.txt, participant.json och dokumenten i denna katalog",
		"report --with": "granskningslogg från en annan part i körningen, för dokumenten; kan upprepas",

		"audit short": "Mät vad modellen från en avslutad körning berättar om denna organisations rader",
		"audit": `Angriper modellen från den senaste körningen (eller den som --run anger) med den egna
organisationens tabell som facit: vilka rader modellen tränades på och vilka som hölls
undan. Mäter hur väl de kan skiljas åt (medlemskapsinferens, genom sannolikhetskvoter mot
skuggmodeller och genom förlusten), hur många rader en gradient av denna arkitektur
röjer, hur ofta ett värde på en rad gissas av den som känner resten, och, om körningen
sparade sina summor (client run --keep-sums), modellerna efter varje omgång, vad bidragen
berättar i tal och vilka små grupper summorna visar. Med samma rader mäts vad den
gemensamma modellen är värd här: jämfört med en modell av enbart dessa rader, och för
grupper av dem.

Varje siffra har sitt intervall; det som för få rader inte kan avgöra står inom hakparentes;
bredvid står den gräns som brus ger, där det finns brus. Vad som inte täcks sägs sist.
Ingenting skickas. Resultatet skrivs till audit.json i körningens katalog: det har antal
rader och de små grupper som hittades, men inga rader. 'client report' och 'client bundle'
hämtar talen där, men inte vilka grupper det är.
docs/attacks.md säger hur det mäts.`,
		"audit --run":     "katalogen för en körning (annars den senaste i --dir)",
		"audit --data":    "tabellen som organisationen deltog med, en CSV-fil; inte efter en repetition",
		"audit --shadows": "modeller att jämföra med",
		"audit --seed":    "för allt som dras; det antecknas",
		"audit --json":    "skriv JSON ur audit.json i stället för text",

		"status short": "Säg vad samordnarens katalog vet om dess körningar",
		"status": `Läser granskningsloggarna för alla körningar i samordnarens katalog, den senaste
först, och säger för var och en: överenskommelse, hur långt den kom, omgångar, sista
händelsen, antal byte, avvisningar. Kan användas medan en körning pågår: händelser
finns där när de är undertecknade.

Med --out skrivs också dokument om den senaste körningen för analytiker och jurister,
på svenska och engelska, som HTML, Markdown och JSON. Med --with jämförs även de andra
parternas loggar, så att mer är uppmätt i båda ändar.`,
		"status --out":  "skriv dokument om den senaste körningen i denna katalog",
		"status --with": "granskningslogg från en annan part i den senaste körningen, för dokumenten; kan upprepas",
		"status --full": "även varje slags meddelande, vem som kunde se vad och vad som inte visas",

		"bundle short": "Samla underlaget från en körning i en katalog som andra kan granska",
		"bundle": `Med --dir samlas denna parts del av körningen: dess granskningslogg, vad som mättes på
dess anslutningar, och vad körningen gav, utan vikter, rader, nycklar eller antal kapade
värden; en lista över filerna undertecknas med partens nyckel. Delar som andra har gjort
på samma sätt anges efter överenskommelsen och läggs bredvid, som de är. Den som får det
hela behöver ingen hemlighet och ingens hjälp för att granska det: verify BUNDLE.

Adresserna som parterna anslöt från står i den.`,
		"bundle --dir":      "katalogen för denna part, vars del samlas (annars ingen)",
		"bundle --out":      "katalogen som skapas; den får inte finnas",
		"bundle --rehearse": "samla överenskommelsens repetition, inte dess verkliga körning",

		"verify short": "Granska en bundle, eller en eller flera parters granskningsloggar, utan anslutning",
		"verify": `Granskar kedja, kontrollpunkter och underskrifter i varje logg. Med flera loggar ställs
båda ändar av varje meddelande mot varandra efter slag, omgång, försök, storlek och
kontrollsumma; vad den ena säger och den andra inte säger står med sin rad. Verkliga
körningar och repetitioner granskas var för sig, och likaså sessionerna under en
överenskommelse; av varje part behövs en logg per session. Loggar för en annan
överenskommelse nämns och granskas inte.

En logg ensam kan inte visa att dess slut har kapats: det visar de andras.

Med --replay jämförs också med en repetition av samma överenskommelse, som hittar på sina
rader: om den i varje omgång av varje fas skickade lika många meddelanden av samma slag,
former och storlekar. Hur många omgångarna är kan bero på raderna, och vad talen i ett
meddelande rymmer jämförs inte.

Med --out skrivs också dokument om bundlen för analytiker och jurister: varje fråga med
sitt svar och hur det är känt, vad granskningen än finner.`,
		"verify --out":       "skriv dokument om bundlen i denna katalog; bara med en bundle",
		"verify --replay":    "bundle från en repetition av samma överenskommelse, att jämföra storlekar med; bara med en bundle",
		"verify --flows":     "byte som en brandvägg eller router har räknat, en CSV-fil; bara med en bundle",
		"verify --agreement": "överenskommelsen som körningen följde",
		"verify --list":      "skriv varje händelse, en rad för var och en; inte med --json",
		"verify --json":      "skriv ett enda JSON-objekt i stället för text",

		"open short": "Visa en granskare att det som skickades är det som sparats: gör det på nytt och jämför",
		"open": `När överenskommelsen har inspection_until sparar en deltagare vad varje bidrag gjordes av
(vektorn och fröet till engångsnyckeln och felen), förseglat till nyckeln i
inspection.key. open gör ur det meddelandena i en omgång, eller på en rad i
granskningsloggen, på nytt, byte för byte, och jämför deras kontrollsummor med dem i
loggen, som samordnarens logg också har. Med --values skrivs talen som krypterades till
en fil, så att granskaren kan hålla dem mot raderna.

En deltagare kan skriva sin egen granskningslogg på nytt. Med --bundle måste
samordnarens logg i den bundlen ha tagit emot samma rad; utan den: jämför
kontrollsummorna själv.

Det visar att loggens chiffertext rymmer dessa tal. Att de följer av raderna visar det
inte. Tills det sparade raderas kan den som kommer över det och nyckeln läsa vad som
skickades. Efter den avtalade dagen raderar open det och vägrar.`,
		"open --round":    "öppna varje bidrag i denna omgång",
		"open --bundle":   "en bundle med samordnarens del, vars granskningslogg måste ha tagit emot det som öppnas",
		"open --line":     "öppna denna rad i granskningsloggen",
		"open --key":      "granskningsnyckeln (annars inspection.key i --dir)",
		"open --values":   "skriv talen som krypterades till denna fil; bara ägaren får läsa den",
		"open --rehearse": "öppna överenskommelsens repetition, inte dess verkliga körning",

		"close short": "Radera det som finns kvar av en körnings hemligheter, och anteckna det i granskningsloggen",
		"close": `En körning raderar själv sina hemligheter när den slutar. Efter en krasch finns de
kvar: close raderar dem, undertecknar händelsen i granskningsloggen och säger vad som
finns kvar och varför. Den vägrar medan körningens program är i gång. Efteråt kan
körningen inte fortsätta; om överenskommelsen får köras igen är som förut.`,
		"close --rehearse": "stäng överenskommelsens repetition, inte dess verkliga körning",
	}
}
