package timeline

// Encoder is how segments are encoded. All segments of a video have the same, or they cannot be joined.
type Encoder struct {
	// Codec is ffmpeg's name of the encoder, such as libx264.
	Codec string `json:"codec"`
	// Preset is the encoder's preset; empty is the encoder's own default.
	Preset string `json:"preset,omitempty"`
	// CRF is x264's constant rate factor, lower is better; the hardware encoders take it as their constant quality.
	CRF float64 `json:"crf,omitempty"`
	// Params are further x264 parameters, name=value joined by colons.
	Params string `json:"params,omitempty"`
}

// lookahead is x264's lookahead in frames where a slow preset has a longer one. Forty frames of 1080x1920 take a segment's
// process beyond 512 MiB.
const lookahead = "rc-lookahead=30"

// NewEncoder returns the settings of an encoder; empty is libx264 with what docs/decisions/render-encoder.md measures as the
// least time at no worse a picture than medium. A preset that somebody names keeps x264's own CRF of 23.
func NewEncoder(codec, preset string) Encoder {
	switch {
	case codec != "" && codec != "libx264":
		return Encoder{Codec: codec, Preset: preset, CRF: 23}
	case preset == "":
		return Encoder{Codec: "libx264", Preset: "superfast", CRF: 21, Params: "bframes=1:b-adapt=0:mbtree=1:rc-lookahead=10"}
	}
	e := Encoder{Codec: "libx264", Preset: preset, CRF: 23}
	switch preset {
	case "medium", "slow", "slower", "veryslow":
		e.Params = lookahead
	}
	return e
}
