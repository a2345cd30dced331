package rows

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"samband/examples/published"
	"samband/pkg/data"
)

// diabetes is one table. Its design has the number of the raw file's row instead
// of the patient's, which is looked up; sites are simulated, provider by a hash
// of the patient, source by where the patient came from.
func diabetes(folder, sites string) ([]table, error) {
	patients, err := patientNumbers(filepath.Join(folder, published.DiabetesName, "diabetic_data.csv.gz"))
	if err != nil {
		return nil, err
	}
	column := map[string]string{"provider": "provider", "source": "source_site"}[sites]
	name := filepath.Join(folder, published.DiabetesName, "design.csv.gz")
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	var header, site, patient []string
	place := make(map[string]int)
	err = unpacked(name, func(record []string) error {
		if header == nil {
			header = append(header, record...)
			for i, h := range header {
				place[h] = i
			}
			for _, needed := range []string{"row", "first", column, published.DiabetesOutcome} {
				if _, ok := place[needed]; !ok {
					return fmt.Errorf("has no column %q", needed)
				}
			}
			return out.Write(append([]string{published.DiabetesPatient, published.DiabetesOutcome}, header[place["first"]+1:]...))
		}
		row, err := strconv.Atoi(record[place["row"]])
		if err != nil || row < 0 || row >= len(patients) {
			return fmt.Errorf("row %.20q is not one of the %d of the raw file", record[place["row"]], len(patients))
		}
		site, patient = append(site, identifier(record[place[column]])), append(patient, patients[row])
		return out.Write(append([]string{patients[row], record[place[published.DiabetesOutcome]]}, record[place["first"]+1:]...))
	})
	if err != nil {
		return nil, err
	}
	out.Flush()
	rows, err := data.Read(name, &text, published.Diabetes())
	return []table{{
		published.DiabetesName, rows, func(row int) string { return site[row] },
		func(row int) [32]byte {
			return sha256.Sum256(fmt.Appendf(nil, "20240101|%s|%s", published.DiabetesName, patient[row]))
		},
	}}, err
}

// identifier makes an id of what a table calls a site.
func identifier(name string) string {
	b := []byte(name)
	for i, c := range b {
		if c == '_' {
			b[i] = '-'
		}
	}
	return string(b)
}

// patientNumbers are those of the rows of the raw file.
func patientNumbers(name string) ([]string, error) {
	var all []string
	at := -1
	err := unpacked(name, func(record []string) error {
		if at >= 0 {
			all = append(all, record[at])
			return nil
		}
		for i, h := range record {
			if h == published.DiabetesPatient {
				at = i
			}
		}
		if at < 0 {
			return fmt.Errorf("has no column %q", published.DiabetesPatient)
		}
		return nil
	})
	return all, err
}

// unpacked gives the records of a compressed CSV file, whose slice take must not
// keep.
func unpacked(name string, take func(record []string) error) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("%w; name the folder with -data", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	records := csv.NewReader(z)
	records.ReuseRecord = true
	for {
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = take(record)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}
