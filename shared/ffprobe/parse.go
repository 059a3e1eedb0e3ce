package ffprobe

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

const headerEntries = "format=duration:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,pix_fmt,color_range,color_space,color_transfer,color_primaries," +
	"r_frame_rate,avg_frame_rate,duration,nb_frames:stream_disposition=attached_pic:stream_tags=DURATION:stream_side_data=rotation"

// answer is what ffprobe prints for headerEntries. It writes most numbers as strings.
type answer struct {
	Streams []stream `json:"streams"`
	Format  struct {
		Duration string `json:"duration"`
	} `json:"format"`
}

type stream struct {
	Type        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
	PixelAspect string `json:"sample_aspect_ratio"`
	PixelFormat string `json:"pix_fmt"`
	Range       string `json:"color_range"`
	Matrix      string `json:"color_space"`
	Transfer    string `json:"color_transfer"`
	Primaries   string `json:"color_primaries"`
	NominalRate string `json:"r_frame_rate"`
	MeanRate    string `json:"avg_frame_rate"`
	Duration    string `json:"duration"`
	Disposition struct {
		AttachedPic int `json:"attached_pic"`
	} `json:"disposition"`
	Tags struct {
		Duration string `json:"DURATION"`
	} `json:"tags"`
	SideDataList []sideData `json:"side_data_list"`
}

type sideData struct {
	Rotation float64 `json:"rotation"`
}

// errNoStream: the container holds nothing to see or hear.
var errNoStream = errors.New("no stream")

// parse reads ffprobe's answer for a file of a container. Any bytes give an Info within the limits or an error.
func parse(out []byte, c Container) (Info, error) {
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		return Info{}, fmt.Errorf("ffprobe's answer: %w", err)
	}
	var picture, sound *stream
	for i, s := range a.Streams {
		switch {
		case s.Type == "video" && s.Disposition.AttachedPic == 0 && picture == nil:
			picture = &a.Streams[i]
		case s.Type == "audio" && sound == nil:
			sound = &a.Streams[i]
		}
	}
	info := Info{Demuxer: c.Demuxer, MediaType: c.MediaType, HasAudio: sound != nil}
	switch {
	case picture != nil && (c.Kind == steps.Picture || picture.Codec != ""):
		return info.picture(*picture, a.Format.Duration, c)
	case picture == nil && sound != nil && c.Kind != steps.Picture:
		info.Kind, info.Codec = steps.Sound, sound.Codec
		info.Duration = firstDuration(sound.Duration, sound.Tags.Duration, a.Format.Duration)
		return info, info.checkDuration()
	}
	return Info{}, errNoStream
}

func (i Info) picture(s stream, duration string, c Container) (Info, error) {
	i.Kind, i.Codec = steps.VideoClip, s.Codec
	if s.Width < 1 || s.Height < 1 || s.Width > 1<<16 || s.Height > 1<<16 {
		return Info{}, fmt.Errorf("the picture is %d×%d", s.Width, s.Height)
	}
	i.Width, i.Height = s.Width, s.Height
	// Pixels that are not square are stretched in width, as players do.
	if num, den, ok := fraction(s.PixelAspect, ":"); ok && num != den {
		i.Width = int(min(max(math.Round(float64(i.Width)*float64(num)/float64(den)), 1), 1<<17))
	}
	i.Color = steps.Color{PixelFormat: known(s.PixelFormat), Matrix: known(s.Matrix), Primaries: known(s.Primaries), Transfer: known(s.Transfer), Range: known(s.Range)}
	for _, d := range s.SideDataList {
		i.Rotation = clockwise(d.Rotation)
	}
	if i.Rotation%180 != 0 {
		i.Width, i.Height = i.Height, i.Width
	}
	if c.Kind == steps.Picture {
		i.Kind, i.HasAudio = steps.Picture, false
		return i, nil
	}
	for _, rate := range []string{s.MeanRate, s.NominalRate} {
		if num, den, ok := fraction(rate, "/"); ok && num/den <= 1000 {
			i.Rate = rate
			break
		}
	}
	if i.Rate == "" {
		return Info{}, errors.New("the picture has no frame rate")
	}
	i.Duration = firstDuration(s.Duration, s.Tags.Duration, duration)
	return i, i.checkDuration()
}

func (i Info) checkDuration() error {
	if i.Duration <= 0 || i.Duration > MaxDuration {
		return fmt.Errorf("its length is %s", i.Duration)
	}
	return nil
}

// clockwise turns ffprobe's rotation, which counts the other way, into 0, 90, 180 or 270.
func clockwise(rotation float64) int {
	if math.IsNaN(rotation) || math.Abs(rotation) > 3600 {
		return 0
	}
	quarters := int(math.Round(-rotation/90)) % 4
	return (quarters + 4) % 4 * 90
}

// known drops what ffprobe writes for "not said".
func known(s string) string {
	if s == "unknown" || s == "reserved" || len(s) > 40 {
		return ""
	}
	return s
}

// fraction reads two positive integers.
func fraction(s, separator string) (num, den int, ok bool) {
	a, b, found := strings.Cut(s, separator)
	num, err := strconv.Atoi(a)
	den, err2 := strconv.Atoi(b)
	return num, den, found && err == nil && err2 == nil && num > 0 && den > 0
}

// firstDuration returns the first of the texts that is a length: seconds, or hours:minutes:seconds.
func firstDuration(texts ...string) time.Duration {
	for _, t := range texts {
		seconds, parts := 0.0, strings.Split(t, ":")
		for _, p := range parts {
			v, err := strconv.ParseFloat(p, 64)
			if err != nil || !(v >= 0 && v < 1e7) || len(parts) > 3 {
				seconds = 0
				break
			}
			seconds = seconds*60 + v
		}
		if seconds > 0 && seconds < 1e7 {
			return time.Duration(math.Round(seconds * float64(time.Second)))
		}
	}
	return 0
}
