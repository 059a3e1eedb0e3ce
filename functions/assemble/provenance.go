package assemble

import (
	"context"
	"os/exec"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// provenance is the document that says what a video was made of and by whom.
type provenance struct {
	Subject string                 `json:"subject,omitempty"`
	Script  steps.Origin           `json:"script"`
	Terms   steps.Origin           `json:"terms"`
	Scenes  []timeline.SceneOrigin `json:"scenes"`
	// Footage is every asset that is shown, once, in the order of its first shot.
	Footage []asset          `json:"footage"`
	Music   *asset           `json:"music,omitempty"`
	Fonts   []font.Font      `json:"fonts,omitempty"`
	Encoder timeline.Encoder `json:"encoder"`
	// FFmpeg is the first line of ffmpeg -version.
	FFmpeg string `json:"ffmpeg"`
}

// asset says whose work something is. Digest is empty for what was drawn while rendering.
type asset struct {
	ID     string          `json:"id"`
	Kind   steps.MediaKind `json:"kind"`
	Name   string          `json:"name,omitempty"`
	Digest blob.Digest     `json:"digest,omitempty"`
	steps.Credit
}

func provenanceOf(ctx context.Context, t *timeline.Timeline) provenance {
	p := provenance{Subject: t.Provenance.Subject, Script: t.Provenance.Script, Terms: t.Provenance.Terms, Scenes: t.Provenance.Scenes, Fonts: t.Fonts, Encoder: t.Encoder}
	seen, fonts := map[string]bool{}, map[blob.Digest]bool{}
	for _, f := range t.Fonts {
		fonts[f.Digest] = true
	}
	for _, s := range t.Shots {
		if !seen[s.Clip.ID] {
			seen[s.Clip.ID] = true
			p.Footage = append(p.Footage, assetOf(s.Clip))
		}
		for _, f := range s.Fonts {
			if !fonts[f.Digest] {
				fonts[f.Digest] = true
				p.Fonts = append(p.Fonts, f)
			}
		}
	}
	if t.Audio.Music != nil {
		music := assetOf(*t.Audio.Music)
		p.Music = &music
	}
	if out, err := exec.CommandContext(ctx, "ffmpeg", "-version").Output(); err == nil {
		p.FFmpeg, _, _ = strings.Cut(string(out), "\n")
	}
	return p
}

func assetOf(c steps.Clip) asset {
	return asset{ID: c.ID, Kind: c.Kind, Name: c.Name, Digest: c.Blob.Digest, Credit: c.Credit}
}
