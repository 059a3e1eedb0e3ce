// Package language knows what a text is: its language, its sentences, its words and how long they take to say.
//
// It works from the scripts of Unicode, short word lists and punctuation alone, so that a function stays small. Where a
// text says nothing, the answer is English.
package language

import "strings"

// Default is the language of a text that gives no hint of its own.
const Default = "en"

// Base returns the primary subtag of a BCP 47 tag in lower case: "zh" of "zh-Hans-CN".
func Base(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	return strings.ToLower(base)
}

// Parse reads what a user calls a language: a BCP 47 tag in any case ("zh-cn"), or an English or own name ("Chinese",
// "Deutsch"). It returns the tag in its canonical case; ok is false for what is neither.
func Parse(name string) (tag string, ok bool) {
	name = strings.TrimSpace(strings.ReplaceAll(name, "_", "-"))
	if tag, ok := tags[strings.ToLower(name)]; ok {
		return tag, true
	}
	// "English (US)" and "Chinese, Simplified" begin with the language's name.
	if first := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" (,", r) }); len(first) > 1 {
		if tag, ok := tags[strings.ToLower(first[0])]; ok {
			return tag, true
		}
	}
	part := strings.Split(name, "-")
	if _, known := names[strings.ToLower(part[0])]; !known {
		return "", false
	}
	for i, p := range part {
		if p == "" || len(p) > 8 || strings.Trim(strings.ToLower(p), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return "", false
		}
		switch {
		case i > 0 && len(p) == 2:
			part[i] = strings.ToUpper(p)
		case i > 0 && len(p) == 4:
			part[i] = strings.ToUpper(p[:1]) + strings.ToLower(p[1:])
		default:
			part[i] = strings.ToLower(p)
		}
	}
	return strings.Join(part, "-"), true
}

// Name returns the English name of a tag's language, or the tag itself where the name is not known.
func Name(tag string) string {
	if n, ok := names[Base(tag)]; ok {
		return n
	}
	return tag
}

// names are the English names by primary subtag: the languages that a speech engine of ours can speak.
var names = map[string]string{
	"af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
	"bs": "Bosnian", "ca": "Catalan", "cmn": "Mandarin", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
	"en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
	"fil": "Filipino", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
	"hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "jv": "Javanese",
	"ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin",
	"lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi",
	"ms": "Malay", "mt": "Maltese", "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch", "nn": "Nynorsk", "no": "Norwegian", "pa": "Punjabi",
	"pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak",
	"sl": "Slovenian", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "su": "Sundanese", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
	"te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "yue": "Cantonese", "zh": "Chinese", "zu": "Zulu",
}

// tags finds a language by its name.
var tags = func() map[string]string {
	m := map[string]string{
		"mandarin": "zh", "farsi": "fa", "norwegian": "nb", "deutsch": "de", "español": "es", "castellano": "es", "français": "fr",
		"italiano": "it", "português": "pt", "русский": "ru", "українська": "uk", "中文": "zh", "汉语": "zh", "漢語": "zh", "日本語": "ja", "한국어": "ko",
		"العربية": "ar", "हिन्दी": "hi", "हिंदी": "hi", "türkçe": "tr", "nederlands": "nl", "polski": "pl", "tiếng việt": "vi", "ไทย": "th",
		"simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant", "brazilian portuguese": "pt-BR",
		"british english": "en-GB", "american english": "en-US",
	}
	for tag, name := range names {
		if _, taken := m[strings.ToLower(name)]; !taken {
			m[strings.ToLower(name)] = tag
		}
	}
	return m
}()
