package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Verify returns a reader of r that ends in io.EOF only where all that was read has the digest d. Other bytes, too few of
// them included, end in a retryable failure of code failure.BadAnswer.
func Verify(r io.Reader, d Digest) io.Reader { return &verifier{r: r, digest: d, hash: sha256.New()} }

// verifier hashes what it passes on.
type verifier struct {
	r      io.Reader
	digest Digest
	hash   hash.Hash
	read   int64
}

func (v *verifier) Read(p []byte) (int, error) {
	n, err := v.r.Read(p)
	v.hash.Write(p[:n])
	v.read += int64(n)
	if err != io.EOF {
		return n, err
	}
	if got := Digest(prefix + hex.EncodeToString(v.hash.Sum(nil))); got != v.digest {
		return n, failure.Wrap(failure.BadAnswer, fmt.Errorf("blob: %d bytes read as %s have the digest %s", v.read, v.digest, got),
			"the store of the media gave other bytes than were stored")
	}
	return n, io.EOF
}
