package assets

import (
	"embed"
	"path"
	"strings"
)

//go:embed music/*.ogg
var music embed.FS

// Track is a bundled piece of background music. It loops without a seam.
type Track struct {
	// Name is the file's name, such as "morning-light.ogg".
	Name    string
	Author  string
	Licence string
	// Data is the file: Ogg Opus, stereo, 48 kHz. It must not be changed.
	Data []byte
}

// Music returns the bundled tracks in the order of their names. They are made by assets/music/generate.
func Music() []Track {
	entries, err := music.ReadDir("music")
	if err != nil {
		panic(err) // The folder is part of the program.
	}
	var tracks []Track
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".ogg") {
			continue
		}
		data, err := music.ReadFile(path.Join("music", e.Name()))
		if err != nil {
			panic(err)
		}
		tracks = append(tracks, Track{Name: e.Name(), Author: "moneyprinter", Licence: "CC0-1.0", Data: data})
	}
	return tracks
}
