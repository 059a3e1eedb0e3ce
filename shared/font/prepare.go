package font

import (
	"fmt"
	"os"
	"path/filepath"
)

// Prepared is a folder of fonts for one run of ffmpeg.
type Prepared struct {
	// Dir holds the font files and nothing else: the value of the ass filter's fontsdir.
	Dir string
	// Env is what ffmpeg's environment needs so that libass sees no other fonts: FONTCONFIG_FILE.
	Env []string
}

// Prepare lays the files of fonts out below dir, which exists, so that libass draws with them and with nothing else that
// the machine has. Errors are those of [Open] and of the file system.
func Prepare(dir string, fonts []Font) (Prepared, error) {
	set, err := Open(fonts)
	if err != nil {
		return Prepared{}, err
	}
	p := Prepared{Dir: filepath.Join(dir, "fonts")}
	if err := os.MkdirAll(p.Dir, 0o755); err != nil {
		return Prepared{}, err
	}
	for _, f := range set {
		name := filepath.Join(p.Dir, f.Digest.Hex()+filepath.Ext(f.File))
		if _, err := os.Stat(name); err == nil {
			continue // another face of the same file
		}
		if err := place(f.source, name); err != nil {
			return Prepared{}, fmt.Errorf("font: %w", err)
		}
	}
	// Without a folder in it fontconfig offers nothing: the faces of Dir are all that libass finds.
	const empty = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig></fontconfig>
`
	config := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(config, []byte(empty), 0o644); err != nil {
		return Prepared{}, fmt.Errorf("font: %w", err)
	}
	p.Env = []string{"FONTCONFIG_FILE=" + config}
	return p, nil
}

// place puts a font file where libass reads it: a link to it, or a copy that was changed for libass.
func place(s source, name string) error {
	b, err := s.read()
	if err != nil {
		return err
	}
	if changed := preferFullUnicode(b); !changed && s.path != "" {
		return os.Symlink(s.path, name)
	}
	return os.WriteFile(name, b, 0o644)
}
