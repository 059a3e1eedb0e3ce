package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/doctor"
)

// versionCommand prints what this program is.
type versionCommand struct{}

// Run prints the module's version, the revision that it was built of, and the versions of Go and ffmpeg.
func (versionCommand) Run(ctx context.Context, c console) error {
	version, revision, built := "unknown", "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version, built = info.Main.Version, info.GoVersion
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		revision = settings["vcs.revision"]
		if settings["vcs.modified"] == "true" {
			revision += " with changes"
		}
	}
	ffmpeg, err := doctor.FFmpegVersion(ctx)
	if err != nil {
		ffmpeg = "none"
	}
	lines := []string{"moneyprinter " + version}
	if revision != "" {
		lines = append(lines, "revision "+revision)
	}
	_, err = fmt.Fprintln(c.Out, strings.Join(append(lines, built, "ffmpeg "+ffmpeg), "\n"))
	return err
}
