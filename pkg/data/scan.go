package data

import (
	"errors"
	"io"

	"samband/pkg/schema"
)

// Scan reads the cells of the file at path as text, for somebody who looks at
// its columns before the schema is applied: first header gets the names, then
// row gets the cells of each row, a slice that is used again. It refuses what
// is no table, and nothing that the schema would refuse.
func Scan(path string, s schema.Schema, header func(names []string), row func(cells []string)) error {
	f, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	source, err := newRecords(path, f, fits(needed(s, learning)))
	if err != nil {
		return err
	}
	names, err := source.header()
	if err != nil {
		return err
	}
	header(names)
	for range MaxRows {
		cells, err := source.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		row(cells)
	}
	return nil
}
