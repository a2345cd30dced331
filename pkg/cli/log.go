package cli

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"

	"samband/pkg/lang"
	"samband/pkg/phrase"
)

// Handler is a slog.Handler for people: the message, then name=value for each
// attribute, a line each, without the time, in the language of the person.
// Levels other than info are named.
type Handler struct {
	mu     *sync.Mutex // shared by all handlers made from one
	out    io.Writer
	words  *lang.Lang
	level  slog.Leveler
	prefix string // groups, each followed by a dot
	fixed  string // attributes given with With, rendered
}

// NewHandler writes lines of at least the given level on out.
func NewHandler(out io.Writer, words *lang.Lang, level slog.Leveler) *Handler {
	return &Handler{mu: new(sync.Mutex), out: out, words: words, level: level}
}

// Enabled tells whether lines of this level are written.
func (h *Handler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level.Level() }

// Handle writes one line.
func (h *Handler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	switch {
	case r.Level >= slog.LevelError:
		b.WriteString(h.words.Text("severity.error") + ": ")
	case r.Level >= slog.LevelWarn:
		b.WriteString(h.words.Text("severity.warn") + ": ")
	case r.Level < slog.LevelInfo:
		b.WriteString(h.words.Text("severity.debug") + ": ")
	}
	b.WriteString(oneLine(h.words.Log(r.Message)))
	b.WriteString(h.fixed)
	r.Attrs(func(a slog.Attr) bool {
		h.attr(&b, h.prefix, a)
		return true
	})
	b.WriteByte('\n')
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := io.WriteString(h.out, b.String())
	return err
}

// WithAttrs is h with attributes on every line.
func (h *Handler) WithAttrs(attributes []slog.Attr) slog.Handler {
	var b strings.Builder
	for _, a := range attributes {
		h.attr(&b, h.prefix, a)
	}
	with := *h
	with.fixed += b.String()
	return &with
}

// WithGroup is h with name before the names of attributes.
func (h *Handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	with := *h
	with.prefix += name + "."
	return &with
}

func (h *Handler) attr(b *strings.Builder, prefix string, a slog.Attr) {
	value := a.Value.Resolve()
	if value.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, inner := range value.Group() {
			h.attr(b, prefix, inner)
		}
		return
	}
	if a.Key == "" {
		return
	}
	text := value.String()
	switch said := value.Any().(type) {
	case phrase.Phrase: // goes on from the message
		b.WriteString(": " + oneLine(h.words.Phrase(said)))
		return
	case error:
		text = h.words.Error(said)
	}
	if text == "" || strings.ContainsAny(text, " =\"\n") || slices.Contains([]rune(Printable(text)), '\\') {
		text = strconv.Quote(text)
	}
	b.WriteString("  " + prefix + a.Key + "=" + text)
}

// oneLine keeps a message from pretending to be several.
func oneLine(s string) string { return strings.ReplaceAll(Printable(s), "\n", "\\n") }
