package speech_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

func sine(seconds, hz, amplitude float64) speech.Sound {
	s := make(speech.Sound, int(seconds*steps.SampleRate))
	for i := range s {
		s[i] = float32(amplitude * math.Sin(2*math.Pi*hz*float64(i)/steps.SampleRate))
	}
	return s
}

// ITU-R BS.1770: a full scale sine of 997 Hz in one channel is -3.01 LUFS; what is 80 dB lower is gated.
func TestLoudness(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sound speech.Sound
		want  float64
	}{
		"full scale":        {sine(5, 997, 1), -3.01},
		"-20 dB":            {sine(5, 997, 0.1), -23.01},
		"with silence":      {append(sine(5, 997, 0.1), speech.Silence(20*time.Second)...), -23.01},
		"less than a block": {sine(0.2, 997, 0.1), -23.01},
		"rumble":            {sine(5, 25, 0.1), -34},
	} {
		if got := c.sound.Loudness(); math.Abs(got-c.want) > 0.2 && name != "rumble" || name == "rumble" && got > c.want {
			t.Errorf("%s: %.2f LUFS, want %.2f", name, got, c.want)
		}
	}
	for _, s := range []speech.Sound{nil, speech.Silence(time.Second)} {
		if got := s.Loudness(); !math.IsInf(got, -1) {
			t.Errorf("silence has %.2f LUFS", got)
		}
	}
}

func TestNormalized(t *testing.T) {
	t.Parallel()
	for _, amplitude := range []float64{0.001, 0.1, 0.9} {
		s := sine(3, 300, amplitude).Normalized()
		if got := s.Loudness(); math.Abs(got-speech.Target) > 0.3 {
			t.Errorf("amplitude %v: %.2f LUFS", amplitude, got)
		}
	}
	loud := sine(3, 300, 0.001)
	loud[1000] = 0.9 // a click far above the rest must not clip
	for _, v := range loud.Normalized() {
		if math.Abs(float64(v)) > 0.85 {
			t.Fatalf("a sample of %v", v)
		}
	}
	if s := speech.Silence(time.Second).Normalized(); len(s) != steps.SampleRate {
		t.Error("silence changes its length")
	}
}

func TestTrimmed(t *testing.T) {
	t.Parallel()
	s := append(append(speech.Silence(500*time.Millisecond), sine(1, 300, 0.3)...), speech.Silence(2*time.Second)...)
	got, later := s.Trimmed()
	if want := int((time.Second + speech.Lead + speech.Tail).Milliseconds()); math.Abs(float64(got.Milliseconds()-want)) > 5 {
		t.Errorf("%d ms, want %d", got.Milliseconds(), want)
	}
	if later < -442 || later > -438 {
		t.Errorf("everything comes %d ms later, want -440", later)
	}
	if s, _ := speech.Sound(nil).Trimmed(); s.Milliseconds() != 320 {
		t.Errorf("nothing, trimmed, takes %d ms", s.Milliseconds())
	}
}

// A sound written, decoded by ffmpeg and read again is the same.
func TestWAV(t *testing.T) {
	t.Parallel()
	want := sine(0.5, 440, 0.5)
	got, err := speech.DecodeBytes(t.Context(), t.TempDir(), want.WAV(), "wav", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d samples, want %d", len(got), len(want))
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1.0/32768 {
			t.Fatalf("sample %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct {
		content string
		code    failure.Code
	}{
		"text.wav":      {"no sound at all", failure.CorruptMedia},
		"empty.wav":     {"", failure.CorruptMedia},
		"list.m3u8":     {"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n", failure.CorruptMedia},
		"headers.wav":   {string(speech.Silence(0).WAV()), failure.CorruptMedia},
		"half-wave.wav": {string(sine(1, 300, 0.1).WAV()[:30]), failure.CorruptMedia},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := speech.Decode(t.Context(), path, "", ""); failure.From(err) == nil || failure.From(err).Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}
