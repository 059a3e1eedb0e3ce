package font

import (
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"

	"github.com/moneyprinter/moneyprinter/assets"
)

// source is where a face lies: a file of this machine, or the bundled one where path is empty.
type source struct {
	path  string
	index int
}

// bundledFile is the bundled font within package assets.
const bundledFile = "fonts/Inter-Bold.otf"

func (s source) read() ([]byte, error) {
	if s.path == "" {
		return assets.Fonts.ReadFile(bundledFile)
	}
	return os.ReadFile(s.path)
}

// base is the file's name without its folder.
func (s source) base() string {
	if s.path == "" {
		return filepath.Base(bundledFile)
	}
	return filepath.Base(s.path)
}

// installed returns the faces of this machine, found once in a process. A file that cannot be read is left out.
var installed = sync.OnceValue(func() []fontscan.Footprint {
	dir, err := indexFolder()
	if err != nil {
		return nil
	}
	found, err := fontscan.SystemFonts(log.New(io.Discard, "", 0), dir)
	if err != nil {
		return nil // none at all: the bundled font remains
	}
	var faces []fontscan.Footprint
	for _, f := range found {
		if f.Location.Instance == 0 {
			faces = append(faces, f)
		}
	}
	return faces
})

// indexFolder is where the index of installed fonts is kept between processes: the user's cache, or a temporary folder
// where that cannot be written.
func indexFolder() (string, error) {
	if cache, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(cache, "moneyprinter")
		if f, err := createIn(dir); err == nil {
			f.Close()
			return dir, os.Remove(f.Name())
		}
	}
	return os.MkdirTemp("", "moneyprinter-fonts-")
}

func createIn(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return os.CreateTemp(dir, ".write-*")
}

// Families returns the normalised names of the installed families and the bundled one, lower case without spaces.
func Families() []string {
	names := []string{bundledFamily}
	seen := map[string]bool{bundledFamily: true}
	for _, f := range installed() {
		if !seen[f.Family] {
			seen[f.Family] = true
			names = append(names, f.Family)
		}
	}
	return names
}

// bundledFamily is the bundled font's family, normalised as fontscan does.
const bundledFamily = "inter"

func normalize(family string) string { return font.NormalizeFamily(strings.TrimSpace(family)) }
