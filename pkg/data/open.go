package data

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
)

// open opens a file for reading and says in words why it cannot.
func open(path string) (*os.File, error) {
	bad := func(problem, remedy string, cause error) (*os.File, error) {
		return nil, &Error{File: path, Problem: problem, Remedy: remedy, Cause: cause}
	}
	info, err := os.Stat(path) // before opening: a named pipe would wait for a writer
	if err == nil && info.IsDir() {
		return bad("is a directory", "name the CSV file in it", nil)
	}
	if err == nil && !info.Mode().IsRegular() {
		return bad("is not a file on disk", "save the table as a file: it is read more than once", nil)
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(path)
	}
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, fs.ErrNotExist):
		return bad("does not exist", "check the spelling and the directory that you are in", err)
	case errors.Is(err, fs.ErrPermission):
		return bad("may not be read by this user", "ask its owner for permission to read it, or run as a user who may", err)
	}
	return bad("cannot be opened: "+err.Error(), "check the path and the disk", err)
}

// format is a kind of file that people send instead of CSV.
type format struct{ begins, is, remedy string }

// formats are told by their first bytes.
func formats() []format {
	const export = "open it in the program that made it and save it as CSV (UTF-8)"
	return []format{
		{"\x1f\x8b", "is compressed with gzip", "unpack it first: gunzip"},
		{"BZh", "is compressed with bzip2", "unpack it first: bunzip2"},
		{"\xfd7zXZ\x00", "is compressed with xz", "unpack it first: unxz"},
		{"\x28\xb5\x2f\xfd", "is compressed with zstd", "unpack it first: unzstd"},
		{"PK\x03\x04", "is a ZIP archive or an Excel workbook", "unpack it, or " + export},
		{"\xd0\xcf\x11\xe0", "is an old Excel workbook or another Office file", export},
		{"PAR1", "is a Parquet file", "write it as CSV (UTF-8)"},
		{"$FL2", "is an SPSS file", export},
		{"%PDF", "is a PDF file", "ask for the table itself, as CSV (UTF-8)"},
		{"\xff\xfe", "is UTF-16 text, not UTF-8", "save it as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8"},
		{"\xfe\xff", "is UTF-16 text, not UTF-8", "save it as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8"},
	}
}

// text refuses what is no text, by the first bytes of the file.
func text(name string, start []byte) error {
	for _, f := range formats() {
		if bytes.HasPrefix(start, []byte(f.begins)) {
			return &Error{File: name, Problem: f.is, Remedy: f.remedy}
		}
	}
	return nil
}
