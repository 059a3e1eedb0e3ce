package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListedReadsFFmpegsLists(t *testing.T) {
	t.Parallel()
	got := listed([]byte("Encoders:\n V..... = Video\n ------\n V....D libx264              libx264 H.264 (codec h264)\n A....D aac                  AAC\n"))
	for _, name := range []string{"libx264", "aac"} {
		if !got[name] {
			t.Errorf("%s is not found in %v", name, got)
		}
	}
	if got["h264"] {
		t.Error("a description was taken for a name")
	}
}

func TestFFmpegOfTheTestsHasWhatTheRenderUses(t *testing.T) {
	t.Parallel()
	for _, c := range ffmpeg(t.Context()) {
		if c.State != OK {
			t.Errorf("%+v", c)
		}
	}
	if c := has(t.Context(), "encoders", "-encoders", []string{"aac", "no-such-encoder"}); c.State != Missing || !strings.Contains(c.Detail, "no-such-encoder") || strings.Contains(c.Detail, "aac") || c.Help == "" {
		t.Errorf("%+v", c)
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]State{t.TempDir(): OK, filepath.Join(t.TempDir(), "to", "be", "made"): OK, filepath.Join(file, "below"): Missing, "/proc/none": Missing} {
		if c := folder("data", dir, "choose another"); c.State != want || (want == Missing) != (c.Help != "") {
			t.Errorf("%s: %+v", dir, c)
		}
	}
}

func TestProvidersNameTheSettingAndNeverTheKey(t *testing.T) {
	t.Setenv("MONEYPRINTER_LLM_PROVIDER", "openai")
	t.Setenv("MONEYPRINTER_LLM_API_KEY", "")
	t.Setenv("MONEYPRINTER_LLM_BASE_URL", "")
	t.Setenv("MONEYPRINTER_TTS_PROVIDER", "")
	t.Setenv("MONEYPRINTER_TTS_API_KEY", "sk-secret")
	states := map[string]State{}
	for _, c := range providers() {
		states[c.Name] = c.State
		if strings.Contains(c.Detail+c.Help, "sk-secret") {
			t.Errorf("the key is shown: %+v", c)
		}
		if c.State == Missing && !strings.Contains(c.Help, "MONEYPRINTER_LLM_API_KEY") {
			t.Errorf("%+v", c)
		}
	}
	if diff := cmp.Diff(map[string]State{"language model": Missing, "speech": OK}, states); diff != "" {
		t.Fatal(diff)
	}
}

func TestGlyphs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]State{"Hello": OK, "Hello \U000F0000": Missing} {
		got := fonts(text)
		if last := got[len(got)-1]; last.State != want || (want == Missing && !strings.Contains(last.Detail, "U+F0000")) {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
