package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"samband/bench/learn"
)

// learnCommand simulates what a configuration says, and tells what it took.
func learnCommand(arguments []string, out io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	defer stop()
	began := time.Now()
	if err := learn.Command(ctx, arguments, out, os.Stderr, versions()["samband"], peakBytes); err != nil {
		return err
	}
	took := fmt.Sprintf("%.1f s, %.1f s of the processor", time.Since(began).Seconds(), processorSeconds())
	if peak := peakBytes(); peak > 0 {
		took += fmt.Sprintf(", at most %d MiB resident", peak>>20)
	}
	_, err := fmt.Fprintln(out, took)
	return err
}

// peakBytes is the most that this process ever had resident, 0 if unknown.
func peakBytes() int64 { return kibibytes(field("/proc/self/status", "VmHWM")) }
