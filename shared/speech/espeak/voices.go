package espeak

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/language"
)

// catalogue is what the installed engine can speak.
type catalogue struct {
	version string
	// voices are the voices by language code, in the engine's order.
	voices []voice
	// variants change a voice: "f3", "m1", "whisper".
	variants []string
}

type voice struct{ language, name, file string }

// Voices returns the language codes of the installed voices.
func (p *Provider) Voices(ctx context.Context) ([]string, error) {
	c, err := p.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, v := range c.voices {
		codes = append(codes, v.language)
	}
	return codes, nil
}

// catalogue asks the engine once.
func (p *Provider) catalogue(ctx context.Context) (*catalogue, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.voices != nil {
		return p.voices, nil
	}
	list, err := p.run(ctx, "", "--voices")
	if err != nil {
		return nil, err
	}
	variants, err := p.run(ctx, "", "--voices=variant")
	if err != nil {
		return nil, err
	}
	version, err := p.run(ctx, "", "--version")
	if err != nil {
		return nil, err
	}
	c := &catalogue{voices: table(list)}
	for _, v := range table(variants) {
		c.variants = append(c.variants, strings.TrimPrefix(v.file, "!v/"))
	}
	if m := regexp.MustCompile(`: ([0-9][^ ]*)`).FindSubmatch(version); m != nil {
		c.version = string(m[1])
	}
	p.voices = c
	return c, nil
}

// table reads the columns Pty, Language, Age/Gender, VoiceName, File.
func table(out []byte) []voice {
	var voices []voice
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) >= 5 && f[0] != "Pty" {
			voices = append(voices, voice{language: f[1], name: f[3], file: f[4]})
		}
	}
	return voices
}

// preferred are the voices of languages whose engine name differs, or that have several. The plain "cmn" reads
// its own transcription as English letters in espeak-ng 1.51, so the Latin one speaks.
var preferred = map[string]string{
	"en": "en-us", "en-au": "en-gb", "en-nz": "en-gb", "en-ie": "en-gb", "en-za": "en-gb", "en-in": "en-gb", "fr": "fr-fr", "pt-pt": "pt",
	"zh": "cmn-latn-pinyin", "cmn": "cmn-latn-pinyin", "no": "nb", "nn": "nb", "zh-hk": "yue", "zh-mo": "yue", "es-mx": "es-419", "es-us": "es-419",
	"es-ar": "es-419", "es-co": "es-419", "es-cl": "es-419", "es-pe": "es-419", "fil": "",
}

// unreadable are languages whose everyday writing the engine cannot read, although it has a voice.
var unreadable = map[string]bool{"ja": true}

// edgeVoice is the form of the original's voice names: zh-CN-XiaoxiaoNeural-Female, with -V2 for some.
var edgeVoice = regexp.MustCompile(`^([A-Za-z]{2,3}(?:-[A-Za-z]{4})?-[A-Za-z]{2,4}(?:-[a-z]+)?)-[A-Za-z]+(?:Multilingual)?Neural(?:-V2)?(?:-(Female|Male))?$`)

// resolve returns the engine's name for a voice, such as "en-us+f3".
func (c *catalogue) resolve(name, lang string) (string, error) {
	name = strings.TrimSpace(name)
	if m := edgeVoice.FindStringSubmatch(name); m != nil {
		base, ok := c.forLanguage(m[1])
		if !ok {
			return "", c.noVoice(m[1])
		}
		if strings.EqualFold(m[2], "Female") {
			return c.with(base, "f2"), nil
		}
		return base, nil
	}
	base, variant, _ := strings.Cut(name, "+")
	if base == "" {
		var ok bool
		if base, ok = c.forLanguage(lang); !ok || unreadable[language.Base(lang)] {
			return "", c.noVoice(lang)
		}
	} else {
		i := slices.IndexFunc(c.voices, func(v voice) bool {
			return strings.EqualFold(v.language, base) || strings.EqualFold(v.name, strings.ReplaceAll(base, " ", "_")) || v.file == base
		})
		if i < 0 {
			return "", c.unknown(name, lang)
		}
		if base = c.voices[i].language; preferred[base] != "" {
			base = preferred[base]
		}
	}
	if variant == "" {
		return base, nil
	}
	for _, v := range c.variants {
		if strings.EqualFold(v, variant) {
			return base + "+" + v, nil
		}
	}
	return "", c.unknown(name, lang)
}

// with adds a variant, where it is installed.
func (c *catalogue) with(base, variant string) string {
	if slices.Contains(c.variants, variant) {
		return base + "+" + variant
	}
	return base
}

// forLanguage returns the best voice of a language: the region's, or the language's own, or any of it.
func (c *catalogue) forLanguage(tag string) (string, bool) {
	tag, base := strings.ToLower(tag), language.Base(tag)
	for _, want := range []string{preferred[tag], tag, preferred[base], base} {
		if want != "" && slices.ContainsFunc(c.voices, func(v voice) bool { return strings.EqualFold(v.language, want) }) {
			return want, true
		}
	}
	for _, v := range c.voices {
		if language.Base(v.language) == base {
			return v.language, true
		}
	}
	return "", false
}

func (c *catalogue) noVoice(lang string) error {
	return failure.New(failure.UnknownVoice, "espeak has no voice that can read "+language.Name(lang), failure.Provider(Name),
		failure.Hint("choose another tts_provider, give a recording as custom_audio_file, or set voice_name to no-voice; voices are listed by: moneyprinter doctor"))
}

// unknown names voices that resemble what was asked for.
func (c *catalogue) unknown(name, lang string) error {
	close := []string{}
	for _, v := range c.voices {
		if language.Base(v.language) == language.Base(name) || language.Base(v.language) == language.Base(lang) {
			close = append(close, v.language)
		}
	}
	if base, ok := c.forLanguage(lang); ok {
		close = append(close, c.with(base, "f2"), c.with(base, "m3"))
	}
	if len(close) > 8 {
		close = close[:8]
	}
	return failure.New(failure.UnknownVoice, `espeak has no voice "`+language.Clip(name, 60)+`"`, failure.Provider(Name),
		failure.Hint("leave voice_name empty for the best one, or choose from: %s; all are listed by: moneyprinter doctor", strings.Join(close, ", ")))
}
