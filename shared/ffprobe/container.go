package ffprobe

import (
	"bytes"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Container is a file format that is taken, known by its first bytes.
type Container struct {
	// Demuxer is ffmpeg's name for -f.
	Demuxer string
	// MediaType is the IANA media type.
	MediaType string
	// Kind is what such a file usually is. A film container may turn out to hold sound alone.
	Kind steps.MediaKind
}

// HeadSize is how many of a file's first bytes Recognise wants.
const HeadSize = 512

// Recognise returns the container that begins with head, false where it is none that is taken. Playlists, scripts,
// subtitles and other texts never are.
func Recognise(head []byte) (Container, bool) {
	at := func(offset int, magic string) bool {
		return len(head) >= offset+len(magic) && string(head[offset:offset+len(magic)]) == magic
	}
	switch {
	case at(4, "ftyp") && isStill(head):
		return Container{}, false
	case at(4, "ftyp"), at(4, "moov"), at(4, "mdat"), at(4, "wide"), at(4, "pnot"):
		switch {
		case at(8, "M4A "):
			return Container{"mov", "audio/mp4", steps.Sound}, true
		case at(8, "qt  "):
			return Container{"mov", "video/quicktime", steps.VideoClip}, true
		}
		return Container{"mov", "video/mp4", steps.VideoClip}, true
	case at(0, "\x1a\x45\xdf\xa3"):
		if bytes.Contains(head, []byte("webm")) {
			return Container{"matroska", "video/webm", steps.VideoClip}, true
		}
		return Container{"matroska", "video/matroska", steps.VideoClip}, true
	case at(0, "RIFF") && at(8, "AVI "):
		return Container{"avi", "video/vnd.avi", steps.VideoClip}, true
	case at(0, "FLV\x01"):
		return Container{"flv", "video/x-flv", steps.VideoClip}, true
	case at(0, "\x00\x00\x01\xba"):
		return Container{"mpeg", "video/mpeg", steps.VideoClip}, true
	case at(0, "\x47") && at(188, "\x47") && at(376, "\x47"):
		return Container{"mpegts", "video/mp2t", steps.VideoClip}, true
	case at(0, "\xff\xd8\xff"):
		return Container{"jpeg_pipe", "image/jpeg", steps.Picture}, true
	case at(0, "\x89PNG\r\n\x1a\n"):
		return Container{"png_pipe", "image/png", steps.Picture}, true
	case at(0, "RIFF") && at(8, "WEBP"):
		return Container{"webp_pipe", "image/webp", steps.Picture}, true
	case at(0, "RIFF") && at(8, "WAVE"):
		return Container{"wav", "audio/vnd.wave", steps.Sound}, true
	case at(0, "fLaC"):
		return Container{"flac", "audio/flac", steps.Sound}, true
	case at(0, "OggS"):
		return Container{"ogg", "audio/ogg", steps.Sound}, true
	case at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
		return Container{"asf", "audio/x-ms-wma", steps.Sound}, true
	case at(0, "ID3"):
		return Container{"mp3", "audio/mpeg", steps.Sound}, true
	case len(head) > 2 && head[0] == 0xff && head[1]&0xe0 == 0xe0 && head[2] != 0xff:
		// An MPEG audio frame: layer 0 is ADTS, the others are MP1 to MP3.
		if head[1]&0x06 == 0 {
			return Container{"aac", "audio/aac", steps.Sound}, true
		}
		return Container{"mp3", "audio/mpeg", steps.Sound}, true
	}
	return Container{}, false
}

// isStill tells whether an ISO file is a HEIF or AVIF picture, which ffmpeg 5.1 cannot open.
func isStill(head []byte) bool {
	if len(head) < 12 {
		return false
	}
	switch string(head[8:12]) {
	case "heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "avis":
		return true
	}
	return false
}
