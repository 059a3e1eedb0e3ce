package speech_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	function "github.com/moneyprinter/moneyprinter/functions/speech"
	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/library"
	"github.com/moneyprinter/moneyprinter/shared/speech"
	"github.com/moneyprinter/moneyprinter/shared/speech/configured"
	"github.com/moneyprinter/moneyprinter/shared/speech/speechtest"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

type bundle struct {
	speaker function.Speaker
	work    *step.Work
	library string
}

func setup(t *testing.T) bundle {
	t.Helper()
	voices, err := configured.New(configured.Config{})
	if err != nil {
		t.Fatal(err)
	}
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := bundle{work: speechtest.Work(t, step.Direct), library: t.TempDir()}
	b.work.Blobs = store
	b.speaker = function.Speaker{Voices: voices, Library: library.Library{Folder: b.library}}
	return b
}

// run runs the step and checks that the document agrees with the file.
func (b bundle) run(t *testing.T, in steps.SpeechInput) steps.SpeechOutput {
	t.Helper()
	out, err := b.speaker.Run(t.Context(), b.work, in)
	if err != nil {
		t.Fatal(err)
	}
	path, err := blob.File(t.Context(), b.work.Blobs, out.Audio.Digest, b.work.Scratch)
	if err != nil {
		t.Fatal(err)
	}
	got, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "stream=codec_name,sample_rate,channels,duration_ts", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	part := strings.Split(strings.TrimSpace(string(got)), ",")
	if strings.Join(part[:3], ",") != "pcm_s16le,48000,1" {
		t.Errorf("the file is %s", got)
	}
	if out.Audio.Size != 44+2*out.Samples || out.Audio.MediaType != "audio/vnd.wave" {
		t.Errorf("%d samples in %+v", out.Samples, out.Audio)
	}
	speechtest.Check(t, in.Text, out.Words, int(out.Samples*1000/steps.SampleRate))
	return out
}

func TestSpoken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	out := b.run(t, steps.SpeechInput{Text: "Coffee is old.", Language: "en", Rate: 1})
	if out.Timing != steps.Boundaries || out.Voice != "en-us" || out.Origin.Provider != "espeak" {
		t.Errorf("%+v", out)
	}
	if again := b.run(t, steps.SpeechInput{Text: "Coffee is old.", Language: "en", Rate: 1}); again.Audio != out.Audio {
		t.Error("the same text is another file")
	}
	if out := b.run(t, steps.SpeechInput{Text: "咖啡的历史", Rate: 1}); out.Voice != "cmn-latn-pinyin" {
		t.Errorf("without a language it speaks %s", out.Voice)
	}
}

func TestNoVoice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, voice := range []string{"no-voice", "none", "No-Voice"} {
		if out := b.run(t, steps.SpeechInput{Text: "Coffee is old.", Language: "en", Voice: voice, Rate: 1, Provider: "espeak"}); out.Origin.Provider != "no-voice" || out.Timing != steps.Estimated {
			t.Errorf("%s: %+v", voice, out)
		}
	}
}

// A recording is taken as it is, from the library or from an upload, in any format; also of a film.
func TestRecording(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text := "Coffee is old. It began in Ethiopia."
	n, err := b.speaker.Voices.Get("espeak")
	if err != nil {
		t.Fatal(err)
	}
	spoken, err := n.Speak(t.Context(), b.work, speech.Request{Text: text, Language: "en", Rate: 1})
	if err != nil {
		t.Fatal(err)
	}
	wav := filepath.Join(b.library, "voice.wav")
	if err := os.WriteFile(wav, spoken.Sound.WAV(), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"voice.mp3": {"-i", wav, "-ar", "44100"}, "voice.m4a": {"-i", wav, "-ac", "2"}, "voice.ogg": {"-i", wav},
		"film.mp4": {"-i", wav, "-f", "lavfi", "-i", "color=s=320x240:r=5", "-shortest", "-c:v", "libx264", "-preset", "ultrafast"},
	} {
		cmd := exec.CommandContext(t.Context(), "ffmpeg", append(append([]string{"-loglevel", "error"}, args...), filepath.Join(b.library, name))...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
	}
	ref, err := blob.PutFile(t.Context(), b.work.Blobs, wav, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, recording := range []string{"voice.wav", "voice.mp3", "voice.m4a", "voice.ogg", "film.mp4", string(ref.Digest)} {
		out := b.run(t, steps.SpeechInput{Text: text, Language: "en", Recording: recording})
		if out.Timing != steps.Estimated || out.Origin.Provider != "user" || out.Voice != "" {
			t.Errorf("%s: %+v", recording, out)
		}
		if d := out.Samples - int64(len(spoken.Sound)); d < -4800 || d > 9600 {
			t.Errorf("%s has %d samples, the recording %d", recording, out.Samples, len(spoken.Sound))
		}
		if d := out.Words[3].Start - spoken.Words[3].Start; d < -80 || d > 80 {
			t.Errorf("%s: the second sentence begins at %d ms, want %d", recording, out.Words[3].Start, spoken.Words[3].Start)
		}
	}
	if out := b.run(t, steps.SpeechInput{Recording: "voice.wav"}); len(out.Words) != 0 || out.Words == nil {
		t.Errorf("without a text the words are %v", out.Words)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	silentFilm := filepath.Join(b.library, "mute.mp4")
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "color=s=320x240:r=5:d=1", "-c:v", "libx264", "-preset", "ultrafast", silentFilm).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := append(speech.Silence(1e9).WAV(), 0)
	for name, content := range map[string][]byte{"text.mp3": []byte("this is no sound"), "list.m3u8": []byte("#EXTM3U\nhttp://127.0.0.1/x.ts\n"), "half.flac": append([]byte("fLaC"), whole[:200]...)} {
		if err := os.WriteFile(filepath.Join(b.library, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		in   steps.SpeechInput
		code failure.Code
	}{
		"nothing to say": {steps.SpeechInput{Text: " … 😀"}, failure.InvalidInput},
		"provider":       {steps.SpeechInput{Text: "Hi", Provider: "nobody"}, failure.InvalidInput},
		"not configured": {steps.SpeechInput{Text: "Hi", Provider: "openai"}, failure.NotConfigured},
		"voice":          {steps.SpeechInput{Text: "Hi", Voice: "nobody"}, failure.UnknownVoice},
		"absolute path":  {steps.SpeechInput{Text: "Hi", Recording: "/etc/passwd"}, failure.InvalidInput},
		"traversal":      {steps.SpeechInput{Text: "Hi", Recording: "../voice.wav"}, failure.InvalidInput},
		"missing":        {steps.SpeechInput{Text: "Hi", Recording: "missing.mp3"}, failure.NotFound},
		"unknown upload": {steps.SpeechInput{Text: "Hi", Recording: string(blob.DigestOf([]byte("x")))}, failure.NotFound},
		"text":           {steps.SpeechInput{Text: "Hi", Recording: "text.mp3"}, failure.UnsupportedMedia},
		"playlist":       {steps.SpeechInput{Text: "Hi", Recording: "list.m3u8"}, failure.UnsupportedMedia},
		"damaged":        {steps.SpeechInput{Text: "Hi", Recording: "half.flac"}, failure.CorruptMedia},
		"film, no sound": {steps.SpeechInput{Text: "Hi", Recording: "mute.mp4"}, failure.UnsupportedMedia},
	} {
		_, err := b.speaker.Run(t.Context(), b.work, c.in)
		f := failure.From(err)
		if f == nil || f.Code != c.code || f.Retryable || bytes.Contains([]byte(f.Message), []byte(b.library)) {
			t.Errorf("%s: %+v, want %s", name, f, c.code)
		}
	}
}
