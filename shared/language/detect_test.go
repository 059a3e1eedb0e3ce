package language_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/language"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "en", "12345 !!!": "en", "Coffee": "en", "The history of coffee": "en", "black holes": "en", "How do volcanoes work?": "en",
		"La historia del café en el mundo": "es", "L'histoire du café dans le monde": "fr", "Die Geschichte des Kaffees": "de",
		"A história do café no Brasil é longa": "pt", "La storia del caffè è molto lunga": "it", "De geschiedenis van de koffie": "nl",
		"Historia kawy jest długa i ciekawa": "pl", "Kahvenin tarihi çok uzun bir hikâye": "tr", "Lịch sử của cà phê": "vi",
		"Sejarah kopi yang tidak diketahui": "id", "Kaffets historia är lång och den är bra": "sv",
		"咖啡的历史": "zh", "咖啡的历史 coffee": "zh", "コーヒーの歴史": "ja", "日本の首都は東京です": "ja", "커피의 역사": "ko",
		"تاريخ القهوة في العالم": "ar", "تاریخچه قهوه در ایران چگونه است": "fa", "کافی کی تاریخ کیا ہے": "ur",
		"История кофе — это длинный рассказ": "ru", "Історія кави дуже довга": "uk", "Историята на кафето е дълга, защо?": "bg",
		"कॉफ़ी का इतिहास": "hi", "กาแฟ": "th", "ההיסטוריה של הקפה": "he", "Η ιστορία του καφέ": "el", "কফির ইতিহাস": "bn", "காபி": "ta",
		"The word 咖啡 is Chinese for coffee": "en",
	} {
		if got := language.Detect(text); got != want {
			t.Errorf("Detect(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"en": "en", "EN-us": "en-US", "zh_cn": "zh-CN", "zh-hans-cn": "zh-Hans-CN", "German": "de", "german": "de", "Deutsch": "de",
		"中文": "zh", "English (US)": "en", "Chinese, Simplified": "zh", "Brazilian Portuguese": "pt-BR", "es-419": "es-419", "  fr ": "fr",
		"Mandarin": "zh", "Norwegian": "nb",
	} {
		if got, ok := language.Parse(name); !ok || got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
	for _, name := range []string{"", "Klingon", "xx", "en-", "en--US", "en-toolongsubtag", "; rm -rf /", "auto"} {
		if got, ok := language.Parse(name); ok {
			t.Errorf("Parse(%q) = %q, want none", name, got)
		}
	}
}
