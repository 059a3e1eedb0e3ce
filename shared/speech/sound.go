package speech

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Sound is mono samples from -1 to 1 at steps.SampleRate.
type Sound []float32

// Milliseconds is the sound's length, rounded down.
func (s Sound) Milliseconds() int { return len(s) * 1000 / steps.SampleRate }

// Silence returns a sound of nothing.
func Silence(d time.Duration) Sound { return make(Sound, samples(d)) }

func samples(d time.Duration) int { return int(d * steps.SampleRate / time.Second) }

// FromPCM reads little-endian 16 bit samples.
func FromPCM(b []byte) Sound {
	s := make(Sound, len(b)/2)
	for i := range s {
		s[i] = float32(int16(binary.LittleEndian.Uint16(b[2*i:]))) / 32768
	}
	return s
}

// WAV writes the sound as a RIFF WAVE file: PCM, 16 bit, mono.
func (s Sound) WAV() []byte {
	var b bytes.Buffer
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	size := uint32(2 * len(s))
	b.WriteString("RIFF")
	put(36 + size)
	b.WriteString("WAVEfmt ")
	put(uint32(16))
	put(uint16(1)) // PCM
	put(uint16(1)) // mono
	put(uint32(steps.SampleRate))
	put(uint32(2 * steps.SampleRate))
	put(uint16(2))  // bytes a frame
	put(uint16(16)) // bits a sample
	b.WriteString("data")
	put(size)
	pcm := make([]byte, 0, size)
	for _, v := range s {
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(int16(math.Round(float64(min(max(v, -1), 32767.0/32768))*32768))))
	}
	b.Write(pcm)
	return b.Bytes()
}

// threshold is the amplitude below which a sound counts as silent: -48 dB of its peak.
func (s Sound) threshold() float32 {
	var peak float32
	for _, v := range s {
		peak = max(peak, abs(v))
	}
	return max(peak*0.004, 1e-4)
}

// Voiced returns the samples between which the sound is not silent.
func (s Sound) Voiced() (from, to int) {
	limit := s.threshold()
	for from < len(s) && abs(s[from]) < limit {
		from++
	}
	for to = len(s); to > from && abs(s[to-1]) < limit; to-- {
	}
	return from, to
}

// Trimmed returns the sound with Lead before and Tail after its voice, short fades at both ends of the voice, and how many
// milliseconds later everything now comes (negative where silence was cut).
func (s Sound) Trimmed() (Sound, int) {
	from, to := s.Voiced()
	lead := samples(Lead)
	out := make(Sound, lead+(to-from)+samples(Tail))
	copy(out[lead:], s[from:to])
	fade := min(samples(4*time.Millisecond), (to-from)/2)
	for i := range fade {
		gain := float32(i) / float32(fade)
		out[lead+i] *= gain
		out[lead+(to-from)-1-i] *= gain
	}
	return out, (lead - from) * 1000 / steps.SampleRate
}

func abs(v float32) float32 { return max(v, -v) }
