package object

import (
	"crypto/sha256"
	"hash"
)

// hasher takes the hash of the whole and of each part in one pass. The first part needs none of its own: until its end it is
// the whole.
type hasher struct {
	whole, part hash.Hash
	size        int64
	parts       [][sha256.Size]byte
}

func newHasher() *hasher { return &hasher{whole: sha256.New(), part: sha256.New()} }

func (h *hasher) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		n := min(int64(len(p)), PartSize-h.size%PartSize)
		h.whole.Write(p[:n])
		if h.size >= PartSize {
			h.part.Write(p[:n])
		}
		h.size += n
		p = p[n:]
		if h.size%PartSize == 0 {
			h.endPart()
		}
	}
	return written, nil
}

// endPart notes the hash of the part that ends here.
func (h *hasher) endPart() {
	if h.size <= PartSize {
		h.parts = append(h.parts, sum(h.whole))
		return
	}
	h.parts = append(h.parts, sum(h.part))
	h.part.Reset()
}

// end ends the last part, unless it ended already. The empty content has one part.
func (h *hasher) end() {
	if h.size%PartSize != 0 || h.size == 0 {
		h.endPart()
	}
}

func sum(h hash.Hash) (s [sha256.Size]byte) {
	h.Sum(s[:0])
	return s
}
