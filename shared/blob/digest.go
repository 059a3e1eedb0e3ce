package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const prefix = "sha256:"

// DigestOf returns the digest of b.
func DigestOf(b []byte) Digest {
	sum := sha256.Sum256(b)
	return Digest(prefix + hex.EncodeToString(sum[:]))
}

// Hex returns the 64 hexadecimal digits, a safe file name.
func (d Digest) Hex() string { return strings.TrimPrefix(string(d), prefix) }

// Validate returns an error unless d has the form of a digest, so that a digest from outside can never be a path.
func (d Digest) Validate() error {
	h := d.Hex()
	if !strings.HasPrefix(string(d), prefix) || len(h) != 2*sha256.Size || strings.ToLower(h) != h {
		return fmt.Errorf("blob: %q is no digest: %w", string(d), ErrNotFound)
	}
	if _, err := hex.DecodeString(h); err != nil {
		return fmt.Errorf("blob: %q is no digest: %w", string(d), ErrNotFound)
	}
	return nil
}
