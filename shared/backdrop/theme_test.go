package backdrop

import "testing"

func TestThemeOf(t *testing.T) {
	t.Parallel()
	for term, want := range map[string]string{
		"the history of coffee": "coffee", "Deep Sea creatures": "ocean", "为什么天空是蓝色的": "sky", "قصة القهوة": "coffee", "black pepper": "other", "galaxies": "space",
		"search engines": "other", "volcanoes": "fire", "compound interest and investing": "money", "machine learning": "tech", "rain forest": "nature", "rain": "sky", "forests": "nature", "": "other", "2026": "other",
	} {
		if got := themeOf(term, 7).name; got != want {
			t.Errorf("themeOf(%q) = %s, want %s", term, got, want)
		}
	}
}

func TestID(t *testing.T) {
	t.Parallel()
	if ID("Deep  Sea", 3) != ID("deep sea", 3) || ID("deep sea", 3) == ID("deep sea", 4) || ID("deep sea", 3) == ID("sea", 3) {
		t.Error("ids do not tell terms and variants apart")
	}
	for v := range 6 {
		seed, variant := parse("generated:" + ID("deep sea", v))
		if seed != hash("deep sea") || variant != v {
			t.Errorf("parse of variant %d = %x, %d", v, seed, variant)
		}
		if dark := ToneOf(ID("deep sea", v)) == Dark; dark != (v%2 == 0) {
			t.Errorf("variant %d is dark: %v", v, dark)
		}
	}
	for _, strange := range []string{"", "x", "generated:", "0123456789abcdef-", "0123456789abcdef--1", "0123456789abcdef-99999", "-", ":::"} {
		if _, variant := parse(strange); variant < 0 || variant > 7 {
			t.Errorf("parse(%q) gives variant %d", strange, variant)
		}
	}
}

// Equal lightness looks equally light: the luma of the colours of one lightness differs little from hue to hue.
func TestOKLCH(t *testing.T) {
	t.Parallel()
	for _, lightness := range []float64{0.2, 0.5, 0.9} {
		for hue := 0.0; hue < 360; hue += 15 {
			c := oklch(lightness, 0.4, hue)
			for _, x := range []float64{c.r, c.g, c.b} {
				if x < 0 || x > 1 {
					t.Fatalf("oklch(%v, %v) = %+v is no colour", lightness, hue, c)
				}
			}
		}
	}
	if c := oklch(1, 0, 0); channel(c.r) != 255 || channel(c.g) != 255 || channel(c.b) != 255 {
		t.Errorf("white is %+v", c)
	}
	// Red of sRGB is oklch(0.628 0.2577 29.23).
	if c := oklch(0.62796, 0.2567, 29.234); hex(c)[1:3] < "FC" || hex(c)[3:] > "1010" {
		t.Errorf("red is %s", hex(c))
	}
}
