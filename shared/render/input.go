package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/font"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// demuxers are the formats that a render opens. None of them reads another file: no playlists, no concat.
var demuxers = []string{
	"mov", "matroska", "avi", "flv", "mpegts", "mpeg", "gif",
	"png_pipe", "jpeg_pipe", "webp_pipe", "bmp_pipe", "tiff_pipe", "mjpeg",
	"wav", "mp3", "ogg", "flac", "aac", "asf",
}

// Demuxer returns the one name of ffmpeg's comma-separated list that a render may open a file with. Another format is a
// failure of code UnsupportedMedia.
func Demuxer(clip steps.Clip) (string, error) {
	for name := range strings.SplitSeq(clip.Demuxer, ",") {
		if slices.Contains(demuxers, name) {
			return name, nil
		}
	}
	return "", failure.New(failure.UnsupportedMedia, fmt.Sprintf("a clip has the format %q, which is not rendered", clip.Demuxer),
		failure.Hint("use MP4, MOV, MKV, WebM, AVI, PNG, JPEG or WebP"))
}

// input opens a clip at a place for a length, both in seconds, and returns the label of its picture. A length of 0 is
// the whole.
func (g *graph) input(clip steps.Clip, begin, length float64) (string, error) {
	demuxer, err := Demuxer(clip)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("in%d", g.count)
	g.job.Assets[name] = clip.Blob.Digest
	g.inputs = append(g.inputs, "-protocol_whitelist", "file,pipe", "-threads", "1", "-f", demuxer)
	if clip.Kind == steps.Picture {
		// ffmpeg turns clips by itself; a picture's EXIF orientation only from version 6.1 on, so upright does it.
		g.inputs = append(g.inputs, "-noautorotate")
	}
	if begin > 0 {
		g.inputs = append(g.inputs, "-ss", strconv.FormatFloat(begin, 'f', 6, 64))
	}
	if length > 0 {
		g.inputs = append(g.inputs, "-t", strconv.FormatFloat(length, 'f', 6, 64))
	}
	g.inputs = append(g.inputs, "-i", name)
	label := fmt.Sprintf("[%d:V:0]", g.count)
	g.count++
	return label, nil
}

// upright returns the filters that turn a picture as its file asks for; empty where it stands upright.
func upright(clip steps.Clip) string {
	switch clip.Rotation {
	case 90:
		return "transpose=clock"
	case 180:
		return "hflip,vflip"
	case 270:
		return "transpose=cclock"
	}
	return ""
}

// needs adds fonts to the job's, each once.
func (g *graph) needs(fonts []font.Font) {
	for _, f := range fonts {
		if !slices.Contains(g.job.Fonts, f) {
			g.job.Fonts = append(g.job.Fonts, f)
		}
	}
}

// number writes a number as filters read it.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
