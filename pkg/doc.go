// Package pkg holds nothing but this map of the packages below it.
//
// A line names a package, says what it is, and after "<-" which packages of
// this module it imports. A package imports from its own layer or a lower one,
// never from a higher one. The test in laws_test.go compares the map with the
// code: a package or an import that is missing here, or here and not in the
// code, fails it.
//
// Two laws hold besides, whatever the map says: only he and he/direct may import
// lattigo, and the coordinator's program contains no lattigo and none of data, network,
// model, algorithm, dp, he, keyshare, seal, attack, trainer, secagg/site and protocol/site. It
// adds numbers, and holds no code that could read a row, a key or an update.
//
// Layer 0, values without a secret and without a file:
//
//	digest         length-prefixed, domain-tagged hashing; seed expansion
//	schema         features: types, units, ranges, levels, missing policy <- phrase
//	vector         layout of a round's vector; quantising, counting what was clipped
//	parameters     named parameter sets and their security gate; no ring code
//	budget         privacy accounting: ε, δ, noise, its hard bound; draws nothing
//	exposure       rational linear algebra: what a coalition can derive
//	tensor         a model's parameters as a file that others read: safetensors <- digest phrase
//	finding        one statement for an analyst: value, status, by whom, source
//	phrase         sentences for people, with keys by which lang says them
//	lang           Swedish and English texts, numbers, plurals <- phrase
//
// Layer 1, keys, rows and arithmetic:
//
//	identity       keys, fingerprints, signatures, TLS pinned to a roster <- digest phrase
//	seal           sealed messages and group keys; participants only <- digest
//	dp             exact noise on integers, sums that bound every unit's part; participants only <- budget digest
//	residue        vectors of residues, bit-packed: strict codec, addition, roots <- digest
//	he             ring arithmetic over lattigo: encryption and decryption <- digest parameters residue vector
//	he/direct      encryption under one collective key, by lattigo, for comparison <- digest parameters residue
//	keyshare       sharing a one-time key and summing shares over a prime field <- digest
//	data           tables from CSV files, checked and split <- schema
//	trainer        a site's own training program, in frames; participants only <- phrase
//	data/rehearsal rows made from a schema, for rehearsals <- data digest phrase schema
//	data/cohort    synthetic heart-failure patients for two care providers <- schema
//
// Layer 2, what is agreed and what is learnt:
//
//	agreement      what the parties sign before any data moves <- digest identity phrase schema
//	network        multilayer perceptron as a flat vector: gradients, clipped per unit <- digest phrase
//	model          logistic regression or a network as a flat vector: loss, metrics, file <- data digest network phrase schema
//
// Layer 3, what follows from an agreement:
//
//	plan           layouts per phase, noise, parameter set, quorum, sizes, warnings <- agreement budget digest exposure identity parameters residue schema secagg vector
//	committee      who opens a sum, who may be away, in numbers and words <- agreement identity lang plan secagg
//	promise        what noise promises about one unit, in numbers and words <- agreement lang plan
//	algorithm      a participant's side of learning: contribution, apply the sum <- agreement budget data digest dp model network phrase plan schema trainer vector
//	profile        what a table is like under an agreement, and what would leave its site <- agreement algorithm committee data exposure identity lang model phrase plan promise schema secagg
//	secagg         what a secure sum is, and its schemes by name <- digest parameters residue vector
//	secagg/hub     the coordinator's half: one adder for every scheme <- residue secagg
//	secagg/site    the participants' half: encrypt, share, release, open <- digest he he/direct keyshare parameters residue seal secagg vector
//
// Layer 4, the protocol and the record of it:
//
//	protocol       messages, signed prefixes, checks common to both sides <- agreement digest identity phrase plan
//	protocol/hub   the coordinator's side as a pure state machine <- digest identity phrase protocol
//	protocol/site  a participant's side as a pure state machine <- digest identity phrase protocol
//	ledger         append-only, signed record of every flow; never payloads <- digest identity phrase
//
// Layer 5, bytes, and checking afterwards:
//
//	attack         audits of noise by canaries: what the releases show of who is in them <- budget
//	attack/attribute  one value of a row guessed from the model and all the rest <- attack/membership data
//	attack/membership  likelihood ratios, curves and intervals: who is told to be in a model
//	attack/inversion  rows out of gradients, in closed form <- attack/membership digest network
//	attack/shadow  models on random halves of the same rows, to compare with <- attack/membership phrase
//	attack/subtract  what one of two has of the other by subtracting what it sent <- plan schema vector
//	audit          ledgers against the agreement and each other; visibility of the run <- digest exposure identity ledger phrase plan protocol
//	wire           messages as Protocol Buffers; strict decoder; categories of fields <- digest identity protocol wire/internal/pb
//	wire/internal/pb  the code that protoc-gen-go makes from samband.proto
//
// Layer 6, disk, network and answers:
//
//	evidence       answers to an analyst's questions, out of agreement, ledgers and accounts <- agreement audit committee digest exposure finding identity lang ledger phrase plan promise protocol schema
//	attack/assess  the leakage tests on a finished run, with a participant's rows as the truth <- agreement algorithm attack/attribute attack/inversion attack/membership attack/shadow attack/subtract budget data evidence exposure identity model network phrase plan schema
//	bundle         a run's evidence in a directory, to be checked by others <- agreement audit digest evidence identity ledger phrase transport
//	flows          connections as a firewall counted them, against a bundle <- bundle identity phrase transport
//	metrics        figures of a run for Prometheus <- ledger protocol transport
//	journal        messages on stable storage before they are sent <- digest identity phrase protocol wire
//	transport      mutual-TLS gRPC, limits; where wire events are recorded <- digest identity ledger phrase protocol wire
//
// Layer 7, at the terminal, and on paper:
//
//	document       what evidence found, as HTML, Markdown and JSON in two languages <- cli evidence exposure finding identity lang ledger promise
//	export         what evidence found in the formats of others, and drafts of papers <- agreement audit digest document evidence exposure finding identity lang ledger secagg
//	evidence/sample  a made-up run for tests of documents and exports <- agreement audit data/cohort digest evidence identity ledger plan protocol
//	cli            progress, hints, exit codes, log lines <- lang phrase
//	earlier        sums under earlier agreements, and what they and a new one show together <- agreement digest identity journal lang ledger phrase plan protocol report
//	report         what a party's own files say of its runs, for people and as JSON <- agreement audit cli committee exposure identity journal lang ledger phrase plan promise protocol
//	command        the commands that both programs have: init, sign, verify, version <- agreement audit bundle cli committee digest document earlier evidence export flows identity journal lang ledger metrics parameters phrase plan protocol report transport
//
// Layer 8, the programs, which lie beside pkg:
//
//	coordinator/server  drives protocol/hub over the transport; adds bodies on disk <- agreement digest identity journal ledger metrics plan protocol protocol/hub residue secagg secagg/hub transport wire
//	coordinator         its command line <- cli command coordinator/server identity lang ledger phrase plan protocol report transport
//	client/participant  drives protocol/site over the transport <- agreement algorithm data digest dp evidence identity journal ledger metrics model phrase plan protocol protocol/site residue seal secagg secagg/site tensor trainer transport vector wire
//	client              its command line <- agreement algorithm attack/assess audit bundle cli client/participant command data data/rehearsal digest earlier evidence exposure identity lang ledger model phrase plan profile protocol report seal tensor trainer
package pkg
