package font

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Face is an opened font. It may be used by several goroutines.
type Face struct {
	Font
	source source
	font   *font.Font
	// ascent and descent are those that libass sizes and stacks lines by, in ems, both positive.
	ascent, descent float64
}

// LineHeight is ascent plus descent in ems. It is what ASS calls a font size: an em of 60 pixels is an ASS size of
// 60 × LineHeight, and a line of text is that high.
func (f *Face) LineHeight() float64 { return f.ascent + f.descent }

// Ascent is the height above the base line in ems.
func (f *Face) Ascent() float64 { return f.ascent }

// covers tells whether the face draws r.
func (f *Face) covers(r rune) bool {
	_, ok := f.font.NominalGlyph(r)
	return ok
}

var faces sync.Map // source → func() (*Face, error)

// load opens a face, once in a process.
func load(s source) (*Face, error) {
	once, _ := faces.LoadOrStore(s, sync.OnceValues(func() (*Face, error) { return parse(s) }))
	return once.(func() (*Face, error))()
}

func parse(s source) (*Face, error) {
	b, err := s.read()
	if err != nil {
		return nil, err
	}
	loaders, err := opentype.NewLoaders(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", s.base(), err)
	}
	if s.index >= len(loaders) {
		return nil, fmt.Errorf("font %s has no face %d", s.base(), s.index)
	}
	l := loaders[s.index]
	if !l.HasTable(opentype.MustNewTag("glyf")) && !l.HasTable(opentype.MustNewTag("CFF ")) && !l.HasTable(opentype.MustNewTag("CFF2")) {
		return nil, fmt.Errorf("font %s has no outlines, only bitmaps", s.base())
	}
	parsed, err := font.NewFont(l)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", s.base(), err)
	}
	described := parsed.Describe()
	f := &Face{source: s, font: parsed, Font: Font{
		Family: family(l, described.Family), Weight: int(described.Aspect.Weight), File: s.base(), Index: s.index, Digest: blob.DigestOf(b),
	}}
	f.ascent, f.descent = verticalMetrics(l, float64(parsed.Upem()))
	if f.LineHeight() <= 0 {
		return nil, fmt.Errorf("font %s has no height", s.base())
	}
	return f, nil
}

// family is the name by which libass looks a face up: name 1 of the name table, not the typographic family of name 16.
func family(l *opentype.Loader, fallback string) string {
	raw, err := l.RawTable(opentype.MustNewTag("name"))
	if err != nil {
		return fallback
	}
	names, _, err := tables.ParseName(raw)
	if err != nil {
		return fallback
	}
	if name := names.Name(1); name != "" {
		return name
	}
	return fallback
}

// verticalMetrics returns ascent and descent in ems as libass takes them (ass_font.c, set_font_metrics): usWinAscent and
// usWinDescent of the OS/2 table as VSFilter does, otherwise those of hhea.
func verticalMetrics(l *opentype.Loader, upem float64) (ascent, descent float64) {
	const winAscent, winDescent = 74, 76 // byte offsets in OS/2
	if os2, err := l.RawTable(opentype.MustNewTag("OS/2")); err == nil && len(os2) >= winDescent+2 {
		a, d := binary.BigEndian.Uint16(os2[winAscent:]), binary.BigEndian.Uint16(os2[winDescent:])
		if a|d != 0 {
			return float64(a) / upem, float64(d) / upem
		}
	}
	const hheaAscender, hheaDescender = 4, 6
	if hhea, err := l.RawTable(opentype.MustNewTag("hhea")); err == nil && len(hhea) >= hheaDescender+2 {
		a, d := int16(binary.BigEndian.Uint16(hhea[hheaAscender:])), int16(binary.BigEndian.Uint16(hhea[hheaDescender:]))
		return float64(a) / upem, -float64(d) / upem
	}
	return 0, 0
}
