package learn

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// trusted is how many seeds it takes for an interval over them to say something.
const trusted = 5

// metricName is that of columns and axes.
func metricName(metric string) string {
	switch metric {
	case "auc":
		return "AUC"
	case "log_loss":
		return "log-loss"
	case "accuracy_together":
		return "accuracy (columns scaled by the rows of all)"
	}
	return metric
}

// tables are the summary in Markdown.
func (s *summary) tables() string {
	var b strings.Builder
	for i, metric := range s.file.Report.Metrics {
		if i > 0 {
			fmt.Fprintf(&b, "\nThe same by %s:\n\n", metricName(metric))
		}
		b.WriteString(s.table(metric))
	}
	return b.String()
}

func (s *summary) table(metric string) string {
	if metric == "cost" {
		return s.cost()
	}
	var head []string
	for _, axis := range s.rows {
		head = append(head, titleOf(axis.Path))
	}
	columns := []string{""}
	if s.columns != nil {
		columns = columns[:0]
		for _, v := range s.columns.Values {
			columns = append(columns, v.Name)
		}
	}
	kinds := s.models()
	if slices.Contains(kinds, joint) {
		for _, c := range columns {
			if c == "" {
				c = "joint"
			}
			head = append(head, c)
		}
	}
	for _, kind := range []string{local, pooled} {
		if slices.Contains(kinds, kind) {
			head = append(head, modelName(kind))
		}
	}
	var b strings.Builder
	row(&b, head)
	row(&b, slices.Repeat([]string{"---"}, len(head)))
	for _, l := range s.lines() {
		var cells []string
		for _, axis := range s.rows {
			cells = append(cells, l[axis.Path])
		}
		if slices.Contains(kinds, joint) {
			for _, c := range columns {
				cells = append(cells, s.cell(metric, l, c, joint).String())
			}
		}
		for _, kind := range []string{local, pooled} {
			if slices.Contains(kinds, kind) {
				cells = append(cells, s.cell(metric, l, "", kind).String())
			}
		}
		row(&b, cells)
	}
	return b.String()
}

func modelName(kind string) string {
	switch kind {
	case local:
		return "each alone"
	case pooled:
		return "all rows at one place"
	}
	return kind
}

func row(b *strings.Builder, cells []string) {
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

// titleOf heads the column of what is varied.
func titleOf(path string) string {
	switch last := path[strings.LastIndexByte(path, '.')+1:]; last {
	case "epsilon", "privacy":
		return "ε"
	case "partition":
		return "participants"
	case "all":
		return "setting"
	default:
		return strings.ReplaceAll(last, "_", " ")
	}
}

// cost is a table of what runs took.
func (s *summary) cost() string {
	var b strings.Builder
	head := []string{"participants", "weights", "scheme", "rounds, seconds of each", "seconds in all", "MiB resident at most", "MiB up, a participant"}
	row(&b, head)
	row(&b, slices.Repeat([]string{"---"}, len(head)))
	for _, r := range s.results {
		var each []string
		for _, t := range r.RoundSeconds {
			each = append(each, fmt.Sprintf("%.1f", t))
		}
		scheme := "one-time-he"
		if name := r.Settings.Aggregation["scheme"]; name != nil {
			scheme = fmt.Sprint(name)
		}
		row(&b, []string{fmt.Sprint(len(r.Sites)), fmt.Sprint(r.Parameters), scheme, strings.Join(each, ", "), fmt.Sprintf("%.1f", r.Seconds), fmt.Sprint(r.PeakBytes >> 20), fmt.Sprintf("%.2f", float64(r.UpBytes)/(1<<20))})
	}
	return b.String()
}

// facts are what a reader must know beside the table.
func (s *summary) facts() string {
	var versions []string
	seconds, last := 0.0, ""
	for _, r := range s.results {
		seconds += r.Seconds
		last = max(last, r.Began)
		if !slices.Contains(versions, r.Version) {
			versions = append(versions, r.Version)
		}
	}
	slices.Sort(versions)
	text := fmt.Sprintf("%s with %s", counted(len(s.results), "run"), counted(len(s.file.Seeds), "seed"))
	if metric := s.file.Report.Metrics[0]; metric != "cost" {
		text = metricName(metric) + " on test rows; " + text
		if len(s.file.Seeds) > 1 {
			text += ", mean and 95 % t-interval over the seeds"
			if n := len(s.file.Seeds); n < trusted {
				text += fmt.Sprintf(" (of so few it is ± %.1f standard errors, and trusts that they are normal: take %d or more)", student(n-1), trusted)
			}
		}
	}
	text += fmt.Sprintf("; the joint runs took %s in all", time.Duration(seconds*float64(time.Second)).Round(time.Second))
	if len(last) >= len("2006-01-02") {
		text += fmt.Sprintf(", last on %s", last[:10])
	}
	if len(versions) > 0 {
		text += ", by " + strings.Join(versions, ", ")
	}
	text += "."
	if s.simulated() {
		text += " **Sites are simulated.**"
	}
	if s.missing > 0 {
		text += fmt.Sprintf(" **Without a result yet: %s.**", counted(s.missing, "run"))
	}
	return text
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}
