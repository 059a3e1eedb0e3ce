package steps

import (
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// SearchInput asks a footage provider for candidates.
type SearchInput struct {
	// Provider is a footage provider: generated or local.
	Provider string `json:"provider"`
	// Term is what to look for. Empty for local footage, which is listed whole.
	Term   string       `json:"term,omitempty"`
	Aspect video.Aspect `json:"aspect"`
	// MinSeconds is the shortest useful clip.
	MinSeconds int `json:"min_seconds,omitempty"`
	// Materials are the user's own files, for local footage.
	Materials []video.Material `json:"materials,omitempty"`
}

// SearchOutput is what a provider offers, best first.
type SearchOutput struct {
	Candidates []Candidate `json:"candidates"`
}

// Candidate is footage that can be fetched.
type Candidate struct {
	Provider string `json:"provider"`
	// ID is the provider's own id of the asset.
	ID   string    `json:"id"`
	Kind MediaKind `json:"kind"`
	// URL is where to get it: an address, a digest, or a name in the library.
	URL  string `json:"url,omitempty"`
	Name string `json:"name,omitempty"`
	// Seconds is the length, as far as the provider tells.
	Seconds float64 `json:"seconds,omitempty"`
	Term    string  `json:"term,omitempty"`
	Credit  Credit  `json:"credit"`
}

// MediaKind is what an asset is.
type MediaKind string

// The kinds.
const (
	VideoClip MediaKind = "video"
	Picture   MediaKind = "image"
	// Generated is drawn while it is rendered; there is no file.
	Generated MediaKind = "generated"
	Sound     MediaKind = "audio"
)

// Credit says whose work an asset is.
type Credit struct {
	// Source is the provider or collection, Page its page for the asset.
	Source  string `json:"source"`
	Page    string `json:"page,omitempty"`
	Author  string `json:"author,omitempty"`
	Licence string `json:"licence,omitempty"`
}

// FetchInput asks for one asset: footage, or music where Music is set.
type FetchInput struct {
	Candidate *Candidate  `json:"candidate,omitempty"`
	Music     *MusicInput `json:"music,omitempty"`
}

// MusicInput asks for a music track.
type MusicInput struct {
	// Type is random or custom; File names the custom track, Seed chooses the random one.
	Type string `json:"type"`
	File string `json:"file,omitempty"`
	Seed int64  `json:"seed,omitempty"`
}

// FetchOutput is one asset, checked and stored.
type FetchOutput struct {
	Clip Clip `json:"clip"`
}

// Clip is an asset that a video can use.
type Clip struct {
	// ID names the asset within a video: its provider and id.
	ID   string    `json:"id"`
	Kind MediaKind `json:"kind"`
	// Blob holds the file; zero for generated footage.
	Blob blob.Ref `json:"blob,omitzero"`
	Name string   `json:"name,omitempty"`
	Term string   `json:"term,omitempty"`
	// Width and Height are the picture's as displayed, in pixels, after Rotation.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// Rotation is the clockwise rotation in degrees that the file asks for (ffmpeg applies it by itself).
	Rotation int `json:"rotation,omitempty"`
	// Milliseconds is the length of a clip or track.
	Milliseconds int64 `json:"milliseconds,omitempty"`
	// Rate is the frame rate as ffprobe writes it, such as "30000/1001".
	Rate  string `json:"rate,omitempty"`
	Color Color  `json:"color,omitzero"`
	// Codec and Demuxer are ffmpeg's names; the render opens the file with this demuxer and no other.
	Codec   string `json:"codec,omitempty"`
	Demuxer string `json:"demuxer,omitempty"`
	Credit  Credit `json:"credit"`
}

// Color is how a file codes colour, in ffmpeg's names; empty where the file does not say.
type Color struct {
	PixelFormat string `json:"pixel_format,omitempty"`
	Matrix      string `json:"matrix,omitempty"`
	Primaries   string `json:"primaries,omitempty"`
	Transfer    string `json:"transfer,omitempty"`
	Range       string `json:"range,omitempty"`
}
