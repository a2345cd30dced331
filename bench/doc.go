// Package bench measures what the documents claim: sizes here, speed in the
// benchmarks of the packages (README.md lists the commands and the results).
package bench
