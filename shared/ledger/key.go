package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gowebpki/jcs"
)

// Key returns the content address of a piece of work: the SHA-256 of its parts as canonical JSON (RFC 8785), so that it
// does not depend on the order of fields. Input is any value or a json.RawMessage.
func Key(owner, step string, version int, seed int64, input any) (string, error) {
	b, err := json.Marshal(struct {
		Owner   string `json:"owner"`
		Step    string `json:"step"`
		Version int    `json:"version"`
		Seed    int64  `json:"seed"`
		Input   any    `json:"input"`
	}{owner, step, version, seed, input})
	if err != nil {
		return "", fmt.Errorf("ledger: key of %s: %w", step, err)
	}
	if b, err = jcs.Transform(b); err != nil {
		return "", fmt.Errorf("ledger: key of %s: %w", step, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
