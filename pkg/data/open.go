package data

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
)

// open opens a file for reading and says in words why it cannot.
func open(path string) (*os.File, error) {
	bad := func(problem, remedy Phrase, cause error) (*os.File, error) {
		return nil, &Error{File: path, Problem: problem, Remedy: remedy, Cause: cause}
	}
	info, err := os.Stat(path) // before opening: a named pipe would wait for a writer
	if err == nil && info.IsDir() {
		return bad(say("is a directory"), say("name the CSV file in it"), nil)
	}
	if err == nil && !info.Mode().IsRegular() {
		return bad(say("is not a file on disk"), say("save the table as a file: it is read more than once"), nil)
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(path)
	}
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, fs.ErrNotExist):
		return bad(say("does not exist"), say("check the spelling and the directory that you are in"), err)
	case errors.Is(err, fs.ErrPermission):
		return bad(say("may not be read by this user"), say("ask its owner for permission to read it, or run as a user who may"), err)
	}
	return bad(say("cannot be opened: %v", err), say("check the path and the disk"), err)
}

// format is a kind of file that people send instead of CSV.
type format struct {
	begins     string
	is, remedy Phrase
}

// formats are told by their first bytes.
func formats() []format {
	export := say("open it in the program that made it and save it as CSV (UTF-8)")
	return []format{
		{"\x1f\x8b", say("is compressed with gzip"), say("unpack it first: gunzip")},
		{"BZh", say("is compressed with bzip2"), say("unpack it first: bunzip2")},
		{"\xfd7zXZ\x00", say("is compressed with xz"), say("unpack it first: unxz")},
		{"\x28\xb5\x2f\xfd", say("is compressed with zstd"), say("unpack it first: unzstd")},
		{"PK\x03\x04", say("is a ZIP archive or an Excel workbook"), say("unpack it, or open it in the program that made it and save it as CSV (UTF-8)")},
		{"\xd0\xcf\x11\xe0", say("is an old Excel workbook or another Office file"), export},
		{"PAR1", say("is a Parquet file"), say("write it as CSV (UTF-8)")},
		{"$FL2", say("is an SPSS file"), export},
		{"%PDF", say("is a PDF file"), say("ask for the table itself, as CSV (UTF-8)")},
		{"\xff\xfe", say("is UTF-16 text, not UTF-8"), say("save it as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8")},
		{"\xfe\xff", say("is UTF-16 text, not UTF-8"), say("save it as CSV (UTF-8), or convert it: iconv -f UTF-16 -t UTF-8")},
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
