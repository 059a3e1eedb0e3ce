package doctor

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

const installFFmpeg = "Debian: apt-get install ffmpeg; macOS: brew install ffmpeg"

// encoders, decoders and filters are what the render uses of ffmpeg.
var (
	encoders = []string{"libx264", "aac", "mjpeg", "pcm_s16le"}
	filters  = []string{
		"afade", "alimiter", "aloop", "amix", "apad", "aresample", "ass", "atrim", "color", "concat", "crop", "ebur128", "fade", "format",
		"fps", "gblur", "loop", "overlay", "pad", "perspective", "rotate", "scale", "setparams", "setpts", "setsar", "settb", "sidechaincompress",
		"thumbnail", "tpad", "trim", "volume", "xfade",
	}
)

func ffmpeg(ctx context.Context) []Check {
	version, err := FFmpegVersion(ctx)
	if err != nil {
		return []Check{{"ffmpeg", Missing, err.Error(), installFFmpeg}}
	}
	checks := []Check{{"ffmpeg", OK, version, ""}}
	if _, err := exec.LookPath("ffprobe"); err != nil {
		checks = append(checks, Check{"ffprobe", Missing, "it is not on the PATH", installFFmpeg})
	} else {
		checks = append(checks, Check{"ffprobe", OK, "", ""})
	}
	return append(checks,
		has(ctx, "ffmpeg's encoders", "-encoders", encoders),
		has(ctx, "ffmpeg's filters", "-filters", filters),
		shaper(ctx),
	)
}

// FFmpegVersion is the version that ffmpeg says it has.
func FFmpegVersion(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "ffmpeg", "-version").Output()
	if err != nil {
		return "", fmt.Errorf("it does not run: %w", err)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	fields := strings.Fields(first) // ffmpeg version 5.1.9-0+deb12u1 Copyright …
	if len(fields) < 3 {
		return "", fmt.Errorf("it does not tell its version")
	}
	return fields[2], nil
}

// has compares what a list of ffmpeg's holds with what is wanted.
func has(ctx context.Context, name, list string, wanted []string) Check {
	out, err := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", list).Output()
	if err != nil {
		return Check{name, Missing, "ffmpeg does not list them: " + err.Error(), installFFmpeg}
	}
	there := listed(out)
	var missing []string
	for _, w := range wanted {
		if !there[w] {
			missing = append(missing, w)
		}
	}
	if len(missing) > 0 {
		return Check{name, Missing, "without " + strings.Join(missing, ", "), "install a complete build of ffmpeg; " + installFFmpeg}
	}
	return Check{name, OK, fmt.Sprintf("all %d that are needed", len(wanted)), ""}
}

// listed returns the second column of ffmpeg's lists: the name after the flags.
func listed(list []byte) map[string]bool {
	names := map[string]bool{}
	for s := bufio.NewScanner(bytes.NewReader(list)); s.Scan(); {
		if fields := strings.Fields(s.Text()); len(fields) > 1 {
			names[fields[1]] = true
		}
	}
	return names
}

var shaperLine = regexp.MustCompile(`Shaper: (.+)`)

// shaper checks that libass shapes text with HarfBuzz and FriBidi, without which Arabic, Hebrew and Indic captions are
// wrong. libass says so when the ass filter begins; that the empty script is refused afterwards does not matter.
func shaper(ctx context.Context) Check {
	out, _ := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-nostdin", "-f", "lavfi", "-i", "color=s=64x64:d=0.04", "-vf", "ass=filename=/dev/null", "-f", "null", "-").CombinedOutput()
	said := shaperLine.FindSubmatch(out)
	switch {
	case said == nil:
		return Check{"libass", Missing, "the ass filter does not begin", "install an ffmpeg with libass; " + installFFmpeg}
	case !bytes.Contains(said[1], []byte("HarfBuzz")) || !bytes.Contains(said[1], []byte("FriBidi")):
		return Check{"libass", Missing, "it shapes text with " + string(said[1]) + " only", "install a libass built with HarfBuzz and FriBidi; " + installFFmpeg}
	}
	return Check{"libass", OK, string(said[1]), ""}
}
