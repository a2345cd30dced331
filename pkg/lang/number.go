package lang

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/number"
)

// Count writes a whole number with its digits grouped.
func (l *Lang) Count(n int) string { return l.printer.Sprint(number.Decimal(n)) }

// Number writes v with exactly so many decimals; a hyphen for what is not a
// number.
func (l *Lang) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "-"
	}
	return l.printer.Sprint(number.Decimal(v, number.Scale(decimals)))
}

// Small writes v with two digits and a power of ten, such as 4.3e-08.
func (l *Lang) Small(v float64) string {
	text := fmt.Sprintf("%.1e", v)
	if l.Tag() == "sv" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// Short writes v with up to three digits that count, such as 0.25 or 4.
func (l *Lang) Short(v float64) string {
	text := strconv.FormatFloat(v, 'g', 3, 64)
	if l.Tag() == "sv" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// Percent writes the share v, 1 being the whole, with so many decimals.
func (l *Lang) Percent(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "-"
	}
	return l.printer.Sprint(number.Percent(v, number.Scale(decimals)))
}

// noBreak keeps a number and its unit on one line.
const noBreak = "\u00a0"

// Bytes writes a size in B, kB, MB, … of 1000 each (SI), three digits or so.
func (l *Lang) Bytes(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}
	v, unit := float64(n), 0
	// 999.95 would be written as 1000.0
	for math.Abs(v) >= 999.95 && unit < len(units)-1 {
		v /= 1000
		unit++
	}
	decimals := 1
	if unit == 0 || math.Abs(v) >= 99.95 {
		decimals = 0
	}
	return l.Number(v, decimals) + noBreak + units[unit]
}

// Duration writes how long something takes, in its two greatest units.
func (l *Lang) Duration(d time.Duration) string {
	if d < 10*time.Second {
		return l.Number(d.Seconds(), 1) + noBreak + "s"
	}
	seconds := int(d.Round(time.Second) / time.Second)
	units := []struct {
		name    string
		seconds int
	}{{l.Text(UnitDay), 86400}, {l.Text(UnitHour), 3600}, {l.Text(UnitMinute), 60}, {"s", 1}}
	var parts []string
	for i, u := range units {
		if seconds < u.seconds && len(parts) == 0 && i < len(units)-1 {
			continue
		}
		if n := seconds / u.seconds; n > 0 || len(parts) == 0 {
			parts = append(parts, l.Count(n)+noBreak+u.name)
		}
		seconds %= u.seconds
		if len(parts) == 2 || (len(parts) == 1 && seconds == 0) {
			break
		}
	}
	return strings.Join(parts, " ")
}

// Moment writes when something is, by this machine's clock and time zone.
func (l *Lang) Moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05") }

// List joins items as the language does: a, b and c.
func (l *Lang) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + l.Text(And) + " " + items[last]
}
