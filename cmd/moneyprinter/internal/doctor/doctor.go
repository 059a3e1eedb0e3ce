// Package doctor finds out whether a machine has what moneyprinter needs, and says how to get what is missing.
package doctor

import "context"

// State is how a check ended.
type State string

// The states.
const (
	// OK: it is there.
	OK State = "ok"
	// Missing: nothing works without it, or the given text cannot be drawn.
	Missing State = "missing"
	// Absent: it is not there, and not needed.
	Absent State = "absent"
)

// Check is one thing that was looked for.
type Check struct {
	Name   string
	State  State
	Detail string
	// Help is how to get it; empty where it is there.
	Help string
}

// Options say what to look for.
type Options struct {
	// Data is the platform's data folder.
	Data string
	// Text is what the captions are to draw; empty checks the fonts themselves.
	Text string
}

// Run makes every check, in the order in which they are worth reading.
func Run(ctx context.Context, o Options) []Check {
	checks := ffmpeg(ctx)
	checks = append(checks, hardware(ctx)...)
	checks = append(checks, voices(ctx))
	checks = append(checks, fonts(o.Text)...)
	checks = append(checks, providers()...)
	return append(checks, disk(o.Data)...)
}
