package font

import (
	"bytes"
	"testing"

	"github.com/moneyprinter/moneyprinter/assets"
)

func TestPreferFullUnicode(t *testing.T) {
	t.Parallel()
	original, err := assets.Fonts.ReadFile(bundledFile)
	if err != nil {
		t.Fatal(err)
	}
	b := bytes.Clone(original)
	if !preferFullUnicode(b) {
		t.Fatal("the bundled font has no two character maps")
	}
	different := 0
	for i := range b {
		if b[i] != original[i] {
			different++
		}
	}
	if different != 2 { // platform 3, encoding 1 has become platform 0, encoding 3
		t.Errorf("%d bytes changed, want 2", different)
	}
	if preferFullUnicode(b) {
		t.Error("a second time changes the font again")
	}
}

// FuzzPreferFullUnicode feeds it broken files: it must not fail, and never change the size.
func FuzzPreferFullUnicode(f *testing.F) {
	f.Add([]byte("ttcf\x00\x01\x00\x00\xff\xff\xff\xff\x00\x00\x00\x0c"))
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00cmap\x00\x00\x00\x00\x00\x00\x00\x1c\xff\xff\xff\xff\x00\x00\x00\x02\x00\x03\x00\x01\x00\x00\x00\x00\x00\x03\x00\x0a"))
	f.Fuzz(func(t *testing.T, b []byte) { preferFullUnicode(b) })
}
