package cli

import (
	"io"
	"strings"
	"sync"
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
	mu     sync.Mutex
	out    io.Writer
	words  *lang.Lang
	bars   *mpb.Progress // nil off a terminal and after Close
	stages []*Stage      // under way
}

// NewProgress shows progress on out, with bars if out is a terminal.
func NewProgress(out io.Writer, terminal bool, words *lang.Lang) *Progress {
	p := &Progress{out: out, words: words}
	if terminal {
		p.bars = mpb.New(mpb.WithOutput(out), mpb.WithAutoRefresh(), mpb.WithWidth(60))
	}
	return p
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
	if p.bars == nil {
		return
	}
	for _, s := range p.stages {
		s.bar.Abort(true)
	}
	p.bars.Wait()
	p.bars, p.stages = nil, nil
}

// Stage is a step under way, of a known number of parts.
type Stage struct {
	progress *Progress
	label    string
	total    int
	done     int
	began    time.Time
	said     time.Time
	bar      *mpb.Bar // nil off a terminal
}

// Stage begins a step with a label such as "round 3: learning".
func (p *Progress) Stage(label string, total int) *Stage {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &Stage{progress: p, label: Printable(label), total: total, began: time.Now(), said: time.Now()}
	if p.bars != nil {
		s.bar = p.bars.AddBar(int64(total), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(s.label+" ")),
			mpb.AppendDecorators(decor.Any(func(d decor.Statistics) string {
				return " " + s.state(int(d.Current))
			})))
		p.stages = append(p.stages, s)
	}
	return s
}

// state says how far the stage is and how long the rest takes at this pace.
func (s *Stage) state(done int) string {
	text := s.progress.words.Text(lang.StepsDone, done, s.total)
	if done > 0 && done < s.total {
		left := time.Duration(float64(time.Since(s.began)) / float64(done) * float64(s.total-done))
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
	if s.bar != nil && p.bars != nil {
		s.bar.Abort(true)
	}
	for i, other := range p.stages {
		if other == s {
			p.stages = append(p.stages[:i], p.stages[i+1:]...)
			break
		}
	}
	p.write([]byte(strings.TrimRight(s.label+"   "+Printable(result), " ") + "\n"))
}
