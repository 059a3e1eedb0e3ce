// Package ffprobe finds out what a media file of a user is, without trusting it.
//
// A file is recognised by its first bytes, and then opened with that one demuxer and no protocol but file: so a playlist, a
// concat script or a text is refused whatever its name says, and nothing that it contains can make ffprobe open something
// else. The header is read, and frames are decoded at the start, in the middle and at the end. Time, memory and the size
// of the answer are limited.
package ffprobe

import (
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Info is what a media file is.
type Info struct {
	// Kind is steps.VideoClip, steps.Picture or steps.Sound.
	Kind steps.MediaKind
	// Demuxer is ffmpeg's name of the container, for -f.
	Demuxer string
	// MediaType is the IANA media type of the container.
	MediaType string
	// Codec is ffmpeg's name of the picture's codec, or of the sound's for Kind steps.Sound.
	Codec string
	// Width and Height are the picture's as displayed, in pixels: after rotation, with square pixels.
	Width, Height int
	// Rotation is the clockwise rotation that the file asks for, in degrees: 0, 90, 180 or 270.
	Rotation int
	// Duration is the length of the picture's stream, or of the sound's for Kind steps.Sound; 0 for a picture.
	Duration time.Duration
	// Rate is the mean frame rate as a fraction such as "30000/1001"; empty for pictures and sounds.
	Rate  string
	Color steps.Color
	// HasAudio tells whether there is a sound stream.
	HasAudio bool
}

// The limits of what is taken.
const (
	// MaxSide and MinSide are the longest and shortest side of a picture in pixels.
	MaxSide = 8192
	MinSide = 16
	// MaxDuration is the longest clip or track.
	MaxDuration = 12 * time.Hour
)

// Clip returns what a clip document says of the file. The caller adds what only it knows: id, blob, name, credit.
func (i Info) Clip() steps.Clip {
	return steps.Clip{
		Kind: i.Kind, Width: i.Width, Height: i.Height, Rotation: i.Rotation, Milliseconds: i.Duration.Milliseconds(),
		Rate: i.Rate, Color: i.Color, Codec: i.Codec, Demuxer: i.Demuxer,
	}
}
