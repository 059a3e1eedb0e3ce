package render

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/timeline"
)

// Stream is what ffprobe says of a rendered file's picture.
type Stream struct {
	Codec, PixelFormat          string
	Width, Height               int
	Rate                        string
	Matrix, Primaries, Transfer string
	Range                       string
	// Headers is the hash of the decoder's configuration (SPS and PPS).
	Headers string
	// Frames is the number of packets, which for these encoders is the number of frames.
	Frames int
}

// again: a file of ours that is cut off or empty was harmed on its way to the disk, or from it. Another render may fare better.
var again = failure.Retryable(true)

// Inspect counts and describes the picture of a file of ours. What ffprobe cannot read is a retryable failure of code CheckFailed.
func Inspect(ctx context.Context, path string) (Stream, error) {
	cmd := exec.CommandContext(ctx, "ffprobe", "-v", "error", "-protocol_whitelist", "file", "-select_streams", "v:0", "-count_packets", "-show_data_hash", "sha256",
		"-show_entries", "stream=codec_name,pix_fmt,width,height,r_frame_rate,color_space,color_primaries,color_transfer,color_range,extradata_hash,nb_read_packets", "-of", "json", path)
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return Stream{}, context.Cause(ctx)
		}
		return Stream{}, failure.Wrap(failure.CheckFailed, fmt.Errorf("%w: %s", err, errors.String()), "the rendered file cannot be read back", again)
	}
	var answer struct {
		Streams []struct {
			Codec     string `json:"codec_name"`
			Format    string `json:"pix_fmt"`
			Width     int    `json:"width"`
			Height    int    `json:"height"`
			Rate      string `json:"r_frame_rate"`
			Matrix    string `json:"color_space"`
			Primaries string `json:"color_primaries"`
			Transfer  string `json:"color_transfer"`
			Range     string `json:"color_range"`
			Headers   string `json:"extradata_hash"`
			Packets   string `json:"nb_read_packets"`
		} `json:"streams"`
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil || len(answer.Streams) != 1 {
		return Stream{}, failure.New(failure.CheckFailed, "the rendered file has no picture", again)
	}
	s := answer.Streams[0]
	frames, _ := strconv.Atoi(s.Packets)
	return Stream{Codec: s.Codec, PixelFormat: s.Format, Width: s.Width, Height: s.Height, Rate: s.Rate, Matrix: s.Matrix, Primaries: s.Primaries,
		Transfer: s.Transfer, Range: s.Range, Headers: s.Headers, Frames: frames}, nil
}

// Signature is what has to be the same for streams to be joined: the encoder's settings and all that a decoder sets up.
func (s Stream) Signature(e timeline.Encoder) string {
	s.Frames = 0
	b, _ := json.Marshal(struct {
		Stream
		timeline.Encoder
	}{s, e})
	sum := sha256.Sum256(b)
	return e.Codec + ":" + hex.EncodeToString(sum[:8])
}
