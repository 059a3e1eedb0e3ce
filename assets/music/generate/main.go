// Command generate composes and synthesises the bundled music and writes it as Ogg Opus files beside its folder:
//
//	go run ./assets/music/generate assets/music
//
// Everything is made here, note by note, from arithmetic and a seeded noise: no sample and no melody of anybody else's. The
// tracks are dedicated to the public domain (CC0 1.0). They loop: whatever rings past the end is mixed in at the
// beginning, and the effects are run round the loop twice, of which the second round is kept.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate FOLDER")
		os.Exit(2)
	}
	for _, t := range tracks {
		if err := write(t, filepath.Join(os.Args[1], t.name+".ogg")); err != nil {
			fmt.Fprintln(os.Stderr, t.name+":", err)
			os.Exit(1)
		}
	}
}

// write encodes a track as it loops, without any silence at its ends.
func write(t track, path string) error {
	loop := t.compose()
	cmd := exec.Command("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "f32le", "-ar", fmt.Sprint(rate), "-ac", "2", "-i", "pipe:0",
		"-c:a", "libopus", "-b:a", "64k", "-vbr", "on", "-map_metadata", "-1", "-metadata", "title="+t.title, "-metadata", "artist=moneyprinter", "-metadata", "license=CC0-1.0",
		"-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "ogg", path)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(loop.bytes()), os.Stderr
	return cmd.Run()
}
