package cli

import (
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"samband/pkg/lang"
)

// quiet is how long a stage may take off a terminal before a line says how
// far it has come.
const quiet = 30 * time.Second

// Progress shows stages, such as a round, one line each: with a bar and the
// time left while under way on a terminal, as a plain line when done
// elsewhere. Whatever else is to be printed meanwhile goes through Write. It
// may be used by several goroutines.
type Progress struct {
	mu       sync.Mutex
	out      io.Writer
	words    *lang.Lang
	terminal bool
	bars     *mpb.Progress // of the stages under way; nil without any, and off a terminal
	stages   []*Stage      // under way on a terminal
}

// NewProgress shows progress on out, with bars if out is a terminal.
func NewProgress(out io.Writer, terminal bool, words *lang.Lang) *Progress {
	return &Progress{out: out, words: words, terminal: terminal}
}

// Write prints b, which should be whole lines, above the bars.
func (p *Progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.write(b)
}

func (p *Progress) write(b []byte) (int, error) {
	if p.bars != nil {
		return p.bars.Write(b)
	}
	return p.out.Write(b)
}

// Line prints one line above the bars.
func (p *Progress) Line(text string) {
	p.Write([]byte(text + "\n")) // an unwritable terminal is no reason to stop a run
}

// Close takes the bars of unfinished stages away. Later lines are plain.
func (p *Progress) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.stages) > 0 {
		p.remove(p.stages[0])
	}
	p.terminal = false
}

// remove takes the bar of a stage away. With the last one the bars end, which
// writes what was printed above them.
func (p *Progress) remove(s *Stage) {
	at := slices.Index(p.stages, s)
	if at < 0 {
		return
	}
	p.stages = slices.Delete(p.stages, at, at+1)
	s.bar.Abort(true)
	if len(p.stages) == 0 {
		p.bars.Wait()
		p.bars = nil
	}
}

// Stage is a step under way, of a known number of parts.
type Stage struct {
	progress *Progress
	label    string
	total    int
	done     int
	began    time.Time
	said     time.Time
	last     atomic.Int64 // from began to the last part done; read while bars are drawn
	bar      *mpb.Bar     // nil off a terminal
}

// Stage begins a step with a label such as "round 3: learning".
func (p *Progress) Stage(label string, total int) *Stage {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &Stage{progress: p, label: Printable(label), total: total, began: time.Now(), said: time.Now()}
	if p.terminal {
		if p.bars == nil {
			p.bars = mpb.New(mpb.WithOutput(p.out), mpb.WithAutoRefresh(), mpb.WithWidth(60))
		}
		s.bar = p.bars.AddBar(int64(total), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(s.label+" ")),
			mpb.AppendDecorators(decor.Any(func(d decor.Statistics) string {
				return " " + s.state(int(d.Current))
			})))
		p.stages = append(p.stages, s)
	}
	return s
}

// state says how far the stage is and how long the rest takes at the pace of
// the parts that are done; nothing about the rest once it takes longer.
func (s *Stage) state(done int) string {
	text := s.progress.words.Text(lang.StepsDone, done, s.total)
	if done == 0 || done >= s.total {
		return text
	}
	last := time.Duration(s.last.Load())
	left := last/time.Duration(done)*time.Duration(s.total-done) - (time.Since(s.began) - last)
	if left > 0 {
		text += ", " + s.progress.words.Text(lang.TimeLeft, s.progress.words.Duration(left.Round(time.Second)))
	}
	return text
}

// Add says that n more parts are done.
func (s *Stage) Add(n int) {
	p := s.progress
	p.mu.Lock()
	defer p.mu.Unlock()
	s.done += n
	s.last.Store(int64(time.Since(s.began)))
	if s.bar != nil {
		s.bar.IncrBy(n)
		return
	}
	if time.Since(s.said) >= quiet && s.done < s.total {
		s.said = time.Now()
		p.write([]byte(s.label + "   " + s.state(s.done) + "\n"))
	}
}

// Done ends the stage: its line stays, with what came out of it.
func (s *Stage) Done(result string) {
	p := s.progress
	p.mu.Lock()
	defer p.mu.Unlock()
	p.remove(s)
	p.write([]byte(strings.TrimRight(s.label+"   "+Printable(result), " ") + "\n"))
}
