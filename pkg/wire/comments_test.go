package wire_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Generated code keeps no comments, so they are read from samband.proto. The
// file is ours and plain: one declaration a line, its comment above it.
var (
	opens  = regexp.MustCompile(`^(message|enum) (\w+) \{$`)
	fields = regexp.MustCompile(`^(?:(?:repeated|optional) )?\w+ (\w+) = \d+ \[\(category\) = \w+\];$`)
	values = regexp.MustCompile(`^(\w+) = \d+;$`)
)

// comments maps "Message", "Message.field", "Enum" and "Enum.VALUE" to the
// comment above it, in one line.
func comments(path string) (map[string]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found := make(map[string]string)
	var block, comment string
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if text, ok := strings.CutPrefix(line, "//"); ok {
			comment = strings.TrimSpace(comment + text)
			continue
		}
		name := ""
		if m := opens.FindStringSubmatch(line); m != nil {
			block, name = m[2], m[2]
		} else if m := fields.FindStringSubmatch(line); m != nil {
			name = block + "." + m[1]
		} else if m := values.FindStringSubmatch(line); m != nil {
			name = block + "." + m[1]
		}
		if name != "" {
			if found[name] != "" {
				return nil, fmt.Errorf("%s:%d: %s is there twice", path, i+1, name)
			}
			found[name] = comment
		}
		comment = ""
	}
	return found, nil
}
