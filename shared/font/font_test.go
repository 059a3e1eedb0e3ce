package font_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/font"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text  string
		query font.Query
		want  []string
	}{
		"latin":            {text: "Été, Привет, Γειά: 100 %", want: []string{"Inter"}},
		"nothing to draw":  {text: " \n\u200b", want: []string{"Inter"}},
		"chinese":          {text: "咖啡的历史。", query: font.Query{Language: "zh"}, want: []string{"Noto Sans CJK SC"}},
		"chinese, mixed":   {text: "我爱 iPhone", want: []string{"Inter", "Noto Sans CJK SC"}},
		"traditional":      {text: "歷史", query: font.Query{Language: "zh-Hant"}, want: []string{"Noto Sans CJK TC"}},
		"japanese":         {text: "コーヒーの歴史", want: []string{"Noto Sans CJK JP"}},
		"korean":           {text: "커피", want: []string{"Noto Sans CJK KR"}},
		"arabic":           {text: "مرحبا بك", want: []string{"Noto Sans Arabic"}},
		"hindi and latin":  {text: "नमस्ते Go", want: []string{"Inter", "Noto Sans Devanagari"}},
		"thai":             {text: "สวัสดี", want: []string{"Noto Sans Thai"}},
		"own family":       {text: "Hello", query: font.Query{Family: "dejavu sans"}, want: []string{"DejaVu Sans"}},
		"bundled by name":  {text: "Hello", query: font.Query{Family: "Inter"}, want: []string{"Inter"}},
		"own family falls": {text: "咖啡 Hello", query: font.Query{Family: "DejaVu Sans"}, want: []string{"DejaVu Sans", "Noto Sans CJK SC"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			choice, err := font.Choose(test.text, test.query)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range choice.Fonts {
				got = append(got, f.Family)
				if err := f.Digest.Validate(); err != nil || f.Weight != 700 {
					t.Errorf("font %+v: %v", f, err)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("families (-want +got):\n%s", diff)
			}
			set, err := font.Open(choice.Fonts)
			if err != nil {
				t.Fatal(err)
			}
			var drawn strings.Builder
			for _, run := range set.Runs(test.text, nil) {
				drawn.WriteString(run.Text)
			}
			if strings.TrimSpace(test.text) != "\u200b" && drawn.String() != test.text {
				t.Errorf("the fonts draw %q of %q", drawn.String(), test.text)
			}
		})
	}
}

func TestChooseFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text   string
		family string
		want   *failure.Failure
	}{
		"unknown family": {"Hello", "No Such Font", &failure.Failure{Code: failure.NotFound, Message: `no font family "No Such Font" is available`}},
		"a path":         {"Hello", "../../etc/passwd", &failure.Failure{Code: failure.NotFound, Message: `no font family "../../etc/passwd" is available`}},
		"no glyph":       {"ab\U000F0000", "", &failure.Failure{Code: failure.MissingGlyph, Message: `no font draws '\U000f0000' (U+F0000, script Zzzz)`}},
	} {
		_, err := font.Choose(test.text, font.Query{Family: test.family})
		var got *failure.Failure
		if !errors.As(err, &got) || got.Code != test.want.Code || got.Message != test.want.Message || got.Hint == "" {
			t.Errorf("%s: error %v with hint %q, want %v", name, err, got.Hint, test.want)
		}
	}
}

func TestChooseDropsEmoji(t *testing.T) {
	t.Parallel()
	choice, err := font.Choose("Hi \U0001fae0!", font.Query{}) // melting face, Unicode 14: in colour fonts only
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"\U0001fae0"}, choice.Dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	set, err := font.Open(choice.Fonts)
	if err != nil {
		t.Fatal(err)
	}
	if runs := set.Runs("Hi \U0001fae0!", nil); len(runs) != 1 || runs[0].Text != "Hi !" {
		t.Errorf("runs %v", runs)
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	gaps := font.Gaps("Plain text, 中文 and \U000F0000 and \U0001fae0")
	want := []font.Gap{{Character: 0xF0000, Script: "Zzzz", Package: "fonts-noto-core"}, {Character: 0x1fae0, Script: "Zyyy", Package: "fonts-symbola"}}
	if diff := cmp.Diff(want, gaps); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
}

func TestOpenMissing(t *testing.T) {
	t.Parallel()
	_, err := font.Open([]font.Font{{Family: "Inter", File: "Inter-Bold.otf", Digest: "sha256:00"}})
	if !errors.Is(err, &failure.Failure{Code: failure.NotConfigured}) {
		t.Errorf("error %v, want %s", err, failure.NotConfigured)
	}
}

// TestPrepare looks that a folder holds each file once, and the faces that were chosen, readable under their names.
func TestPrepare(t *testing.T) {
	t.Parallel()
	choice, err := font.Choose("Hello 咖啡 مرحبا", font.Query{})
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := font.Prepare(t.TempDir(), append(choice.Fonts, choice.Fonts[0]))
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(prepared.Dir)
	if err != nil || len(files) != 3 || len(choice.Fonts) != 3 {
		t.Fatalf("files %v of fonts %v: %v", files, choice.Fonts, err)
	}
	for _, f := range choice.Fonts {
		info, err := os.Stat(filepath.Join(prepared.Dir, f.Digest.Hex()+filepath.Ext(f.File)))
		if err != nil || info.Size() == 0 {
			t.Errorf("font %s: %v", f.Family, err)
		}
	}
	if len(prepared.Env) != 1 || !strings.HasPrefix(prepared.Env[0], "FONTCONFIG_FILE=") {
		t.Errorf("environment %v", prepared.Env)
	}
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]float64{"": {0, 0}, "咖啡": {2, 2}, "Hello": {2.4, 2.8}, "e\u0301": {0.5, 0.7}, "مرحبا": {2, 3}} {
		if got := font.Estimate(text); got < want[0] || got > want[1] {
			t.Errorf("Estimate(%q) = %.2f, want from %.2f to %.2f", text, got, want[0], want[1])
		}
	}
}
