package assemble

import (
	"context"
	"fmt"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/render"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

const (
	// mixFile is the mixed sound in the scratch folder, 32 bit float, so that nothing clips before the loudness is known.
	mixFile = "mix.wav"
	// fadeOut is how long the music fades at the video's end, in samples: 3 s, as long as the original's.
	fadeOut = 3 * steps.SampleRate
	// fadeIn takes the click off the music's beginning.
	fadeIn = steps.SampleRate / 4
	// seam is the crossfade in seconds where looped music begins again.
	seam = 0.5
)

// mix mixes narration and music to the video's exact length in one process.
func (a work) mix(ctx context.Context) error {
	perFrame := int64(steps.SampleRate / a.t.FPS)
	total := int64(a.t.Frames) * perFrame
	var args, chains []string
	input := func(options ...string) {
		args = append(args, append([]string{"-protocol_whitelist", "file"}, options...)...)
	}

	var voices strings.Builder
	for i, scene := range a.t.Scenes {
		name := fmt.Sprintf("voice%d", i)
		if err := a.link(ctx, scene.Audio.Digest, name); err != nil {
			return fmt.Errorf("narration of scene %s: %w", scene.ID, err)
		}
		input("-f", "wav", "-i", name)
		length := int64(scene.Frames) * perFrame
		chains = append(chains, fmt.Sprintf("[%d:a]aresample=48000,aformat=sample_fmts=fltp:channel_layouts=mono,apad=whole_len=%d,atrim=end_sample=%d[s%d]", i, length, length, i))
		fmt.Fprintf(&voices, "[s%d]", i)
	}
	voice := fmt.Sprintf("%sconcat=n=%d:v=0:a=1,volume=%g,aformat=channel_layouts=stereo", &voices, len(a.t.Scenes), a.t.Audio.VoiceVolume)
	if music := a.t.Audio.Music; music == nil {
		chains = append(chains, voice+"[mix]")
	} else {
		demuxer, err := render.Demuxer(*music)
		if err != nil {
			return err
		}
		if err := a.link(ctx, music.Blob.Digest, "music"); err != nil {
			return fmt.Errorf("music: %w", err)
		}
		input("-f", demuxer, "-i", "music")
		chains = append(chains, a.music(fmt.Sprintf("[%d:a:0]", len(a.t.Scenes)), music.Milliseconds*steps.SampleRate/1000, total)...)
		if a.t.Audio.Ducking {
			// Down by some 10 dB while the voice speaks, back within half a second.
			chains = append(chains, voice+",asplit[voice][key]", "[music][key]sidechaincompress=threshold=0.015:ratio=5:attack=30:release=500:makeup=1[low]",
				"[voice][low]amix=inputs=2:duration=first:normalize=0[mix]")
		} else {
			chains = append(chains, voice+"[voice]", "[voice][music]amix=inputs=2:duration=first:normalize=0[mix]")
		}
	}
	chains = append(chains, fmt.Sprintf("[mix]apad=whole_len=%d,atrim=end_sample=%d[out]", total, total))
	args = append(args, "-filter_complex_threads", "1", "-filter_complex", strings.Join(chains, ";"), "-map", "[out]",
		"-c:a", "pcm_f32le", "-ar", "48000", "-fflags", "+bitexact", "-flags", "+bitexact", mixFile)
	return a.run(ctx, args...)
}

// music returns the chains from the track to [music]: as long as the video, faded at both of the video's ends. A track that
// is shorter is looped: its end crossfades into its own beginning, once, and that loop is repeated in memory, so that no
// joint dips or clicks.
func (a work) music(in string, samples, total int64) []string {
	chain := in + "aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo"
	var chains []string
	if samples > 0 && samples < total {
		if float64(samples) > 4*seam*steps.SampleRate {
			chains = append(chains, chain+",asplit[body][head]",
				fmt.Sprintf("[body]atrim=start=%g,asetpts=PTS-STARTPTS[loop]", seam), fmt.Sprintf("[head]atrim=end=%g[begin]", seam),
				fmt.Sprintf("[loop][begin]acrossfade=duration=%g:curve1=qsin:curve2=qsin[whole]", seam))
			chain = "[whole]aloop=loop=-1:size=2147483647"
		} else {
			chain += ",aloop=loop=-1:size=2147483647"
		}
	}
	out := min(int64(fadeOut), total/2)
	return append(chains, fmt.Sprintf("%s,asetpts=N,atrim=end_sample=%d,volume=%g,afade=type=in:nb_samples=%d,afade=type=out:start_sample=%d:nb_samples=%d[music]",
		chain, total, a.t.Audio.MusicVolume, min(int64(fadeIn), total/2), total-out, out))
}
