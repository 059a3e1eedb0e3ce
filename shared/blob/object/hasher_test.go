package object

import (
	"bytes"
	"crypto/sha256"
	"io"
	"testing"
	"testing/iotest"
)

func TestHashesOfTheWholeAndOfEachPart(t *testing.T) {
	t.Parallel()
	b := bytes.Repeat([]byte("0123456789abcdef?"), 2*PartSize/17+2)
	for _, size := range []int{0, 1, PartSize - 1, PartSize, PartSize + 1, 2 * PartSize, 2*PartSize + 1} {
		h := newHasher()
		// In pieces that no part is a multiple of.
		if _, err := io.CopyBuffer(h, struct{ io.Reader }{iotest.DataErrReader(bytes.NewReader(b[:size]))}, make([]byte, 100_003)); err != nil {
			t.Fatal(err)
		}
		h.end()
		if want := max(1, (size+PartSize-1)/PartSize); len(h.parts) != want || h.size != int64(size) {
			t.Errorf("%d bytes made %d parts of %d bytes, want %d", size, len(h.parts), h.size, want)
			continue
		}
		if sum(h.whole) != sha256.Sum256(b[:size]) {
			t.Errorf("%d bytes: the hash of the whole is wrong", size)
		}
		for i, got := range h.parts {
			if got != sha256.Sum256(b[i*PartSize:min(size, (i+1)*PartSize)]) {
				t.Errorf("%d bytes: the hash of part %d is wrong", size, i+1)
			}
		}
	}
}
