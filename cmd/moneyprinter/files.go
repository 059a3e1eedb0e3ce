package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// inputs are the flags that name the user's own files.
type inputs struct {
	Script string `group:"Text" placeholder:"FILE" help:"The narration's text; no model is asked for it. - reads standard input."`
	Clips  paths  `group:"Footage" placeholder:"FILE…" help:"Your own clips and pictures, or folders of them, as footage (--source local). Give SUBJECT before them."`
	Audio  string `group:"Voice" name:"custom-audio-file" placeholder:"FILE" help:"A recording as the narration; nothing is synthesised."`
	Music  string `group:"Music" name:"bgm-file" placeholder:"FILE" help:"A track of your own, or the name of one in the music folder."`
}

// files are the parameters that the flags of inputs become.
type files struct {
	Script  string           `json:"video_script,omitempty"`
	Clips   []video.Material `json:"video_materials,omitempty"`
	Audio   string           `json:"custom_audio_file,omitempty"`
	BGMFile string           `json:"bgm_file,omitempty"`
}

// paths are file names: each flag takes all the arguments up to the next flag, as a shell's pattern expands to them.
type paths []string

// Decode implements kong.MapperValue.
func (p *paths) Decode(ctx *kong.DecodeContext) error {
	for _, token := range ctx.Scan.PopWhile(kong.Token.IsValue) {
		*p = append(*p, token.String())
	}
	if len(*p) == 0 {
		return errors.New("expected at least one file")
	}
	return nil
}

// importer stores a user's file.
type importer interface {
	Import(ctx context.Context, path string) (video.Material, error)
}

// named returns the parameters before the files are stored: they name each file by its path, and every file is there.
func (in inputs) named(stdin io.Reader) (files, error) {
	var f files
	var err error
	if in.Script != "" {
		if f.Script, err = readScript(in.Script, stdin); err != nil {
			return f, err
		}
	}
	for _, path := range in.Clips {
		found, err := media(path)
		if err != nil {
			return f, err
		}
		for _, p := range found {
			f.Clips = append(f.Clips, video.Material{Provider: "local", URL: p})
		}
	}
	if in.Audio != "" {
		if err := regular(in.Audio); err != nil {
			return f, err
		}
	}
	f.Audio, f.BGMFile = in.Audio, in.Music
	return f, nil
}

// store imports the files that params name by their paths. A track that is no file is left as a name in the music folder.
func (in inputs) store(ctx context.Context, to importer, p *video.Params) error {
	for i, m := range p.Materials {
		stored, err := to.Import(ctx, m.URL)
		if err != nil {
			return err
		}
		p.Materials[i] = stored
	}
	for _, name := range []*string{&p.CustomAudioFile, &p.BGMFile} {
		if *name == "" || regular(*name) != nil {
			continue
		}
		stored, err := to.Import(ctx, *name)
		if err != nil {
			return err
		}
		*name = stored.URL
	}
	return nil
}

// readScript reads a text of at most what a script may have, and a little more, so that too long a text is told as such.
func readScript(path string, stdin io.Reader) (string, error) {
	r := stdin
	if path != "-" {
		if err := regular(path); err != nil {
			return "", err
		}
		file, err := os.Open(path)
		if err != nil {
			return "", failure.Wrap(failure.InvalidInput, err, "the script cannot be read: "+err.Error())
		}
		defer file.Close()
		r = file
	}
	b, err := io.ReadAll(io.LimitReader(r, 4*video.MaxScript+1024))
	if err != nil {
		return "", failure.Wrap(failure.InvalidInput, err, "the script cannot be read: "+err.Error())
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(b), "\ufeff")) // editors on Windows write a byte order mark
	if text == "" {
		return "", failure.New(failure.InvalidInput, "the script "+path+" is empty")
	}
	return text, nil
}

// media returns a file, or the clips and pictures of a folder in the order of their names.
func media(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, regular(path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, failure.Wrap(failure.InvalidInput, err, "the folder cannot be read: "+err.Error())
	}
	var found []string
	for _, e := range entries {
		if mediaEndings[strings.ToLower(filepath.Ext(e.Name()))] && regular(filepath.Join(path, e.Name())) == nil {
			found = append(found, filepath.Join(path, e.Name()))
		}
	}
	if len(found) == 0 {
		return nil, failure.New(failure.NotFound, fmt.Sprintf("the folder %s has no clip and no picture", path), failure.Hint("name the files themselves"))
	}
	return found, nil
}

// mediaEndings are what is taken of a folder; a file that is named itself may have any ending.
var mediaEndings = map[string]bool{
	".mp4": true, ".mov": true, ".m4v": true, ".mkv": true, ".webm": true, ".avi": true, ".flv": true,
	".jpg": true, ".jpeg": true, ".png": true, ".webp": true, ".gif": true,
}

// regular returns a failure where path is no file that can be read.
func regular(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return failure.New(failure.NotFound, fmt.Sprintf("there is no file %s", path), failure.Hint("check the name; SUBJECT stands before --clips"))
	case err != nil:
		return failure.Wrap(failure.InvalidInput, err, "the file cannot be read: "+err.Error())
	case !info.Mode().IsRegular():
		return failure.New(failure.InvalidInput, fmt.Sprintf("%s is no file", path))
	}
	return nil
}
