package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands are the commands of the program.
type commands struct {
	Make    makeCommand        `cmd:"" help:"Make a video of a subject or a script."`
	Serve   serveCommand       `cmd:"" help:"Run the whole platform: API, functions and broker, until interrupted."`
	Videos  videosCommand      `cmd:"" help:"List, cancel, retry, pause and delete videos of a running server."`
	Letters deadLettersCommand `cmd:"" name:"dead-letters" help:"List, edit and replay events that could not be delivered."`
	Load    loadCommand        `cmd:"" help:"Tell how much work there is."`
	Hold    holdCommand        `cmd:"" help:"Ask for nothing more, until release; what is under way ends."`
	Release releaseCommand     `cmd:"" help:"Go on after hold or drain."`
	Drain   drainCommand       `cmd:"" help:"Hold, and wait until nothing is under way."`
	Lint    lintCommand        `cmd:"" help:"Check manifests and kustomizations as a cluster takes them."`
	Doctor  doctorCommand      `cmd:"" help:"Check what this machine needs: ffmpeg, voices, fonts, keys, disk."`
	Version versionCommand     `cmd:"" help:"Print the version."`
	Job     jobCommand         `cmd:"" hidden:"" help:"Run one Job; the platform starts it."`
}

// exitCode is an error that only sets the exit code: what is to be said has been said.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// run runs a command line and returns its exit code.
func run(ctx context.Context, args []string, c console) int {
	var cli commands
	helped := false
	parser, err := kong.New(&cli,
		kong.Name("moneyprinter"),
		kong.Description("A subject in, a finished short video out."),
		kong.Writers(c.Out, c.Err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ShortUsageOnError(),
		defaults(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
	)
	if err != nil {
		fmt.Fprintln(c.Err, "moneyprinter:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if helped {
		return exitDone
	}
	if err != nil {
		fmt.Fprintf(c.Err, "moneyprinter: %v\n%s\n", err, "moneyprinter --help and moneyprinter COMMAND --help say how it is used")
		return exitUsage
	}
	err = command.Run()
	var code exitCode
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	}
	complain(c, failure.From(err))
	return exitFailed
}

// complain says why something failed and what helps.
func complain(c console, f *failure.Failure) {
	fmt.Fprintln(c.Err, "moneyprinter:", f.Error())
	if f.Hint != "" {
		fmt.Fprintln(c.Err, "  ", f.Hint)
	}
}

// defaults makes the defaults of video.Params those of the flags, by the parameters' names, so that each stands in one
// place.
func defaults() kong.Vars {
	vars := kong.Vars{"data": dataFolder()}
	b, err := json.Marshal(video.Defaults())
	if err != nil {
		panic(err) // the defaults are constants
	}
	var values map[string]any
	if err := json.Unmarshal(b, &values); err != nil {
		panic(err)
	}
	for name, value := range values {
		vars[name] = fmt.Sprint(value)
	}
	return vars
}

// dataFolder is moneyprinter's folder among the user's data (XDG Base Directory Specification).
func dataFolder() string {
	if base := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "moneyprinter")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "moneyprinter")
	}
	return filepath.Join(os.TempDir(), "moneyprinter")
}
