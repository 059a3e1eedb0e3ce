package font

import "encoding/binary"

// preferFullUnicode makes libass see the characters beyond the basic plane (emoji, rare Han) in a font file, in place, and
// tells whether it changed anything.
//
// libass up to 0.17 takes the first Microsoft character map of a face (ass_font.c, charmap_magic), which is the one of the
// basic plane wherever a font has two. Where the full one is there too, the other is given Unicode's platform number, so
// that libass passes it over. Both map the same characters otherwise.
func preferFullUnicode(b []byte) (changed bool) {
	u16 := func(at int) int {
		if at < 0 || at+2 > len(b) {
			return -1
		}
		return int(binary.BigEndian.Uint16(b[at:]))
	}
	u32 := func(at int) int {
		if at < 0 || at+4 > len(b) {
			return -1
		}
		return int(binary.BigEndian.Uint32(b[at:]))
	}
	const collection = 0x74746366 // "ttcf"
	faces := []int{0}
	if u32(0) == collection {
		faces = nil
		for i := range min(u32(8), 1<<10) {
			faces = append(faces, u32(12+4*i))
		}
	}
	for _, face := range faces {
		for i := range u16(face + 4) {
			const cmapTag, recordSize = 0x636d6170, 16
			record := face + 12 + recordSize*i
			if u32(record) != cmapTag {
				continue
			}
			cmap := u32(record + 8)
			basic, full := -1, false
			for j := range u16(cmap + 2) {
				at := cmap + 4 + 8*j
				switch u32(at) { // platform and encoding
				case 3<<16 | 1:
					basic = at
				case 3<<16 | 10:
					full = true
				}
			}
			if basic >= 0 && full {
				binary.BigEndian.PutUint32(b[basic:], 0<<16|3)
				changed = true
			}
		}
	}
	return changed
}
