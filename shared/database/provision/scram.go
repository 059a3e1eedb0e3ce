package provision

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	// iterations is PostgreSQL's own default.
	iterations = 4096
	saltBytes  = 16
)

// newVerifier returns what PostgreSQL keeps of a password, so that the password itself is in no statement and no log:
// SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>, with the keys of RFC 5802, section 3. The password is
// printable ASCII, which SASLprep leaves as it is.
func newVerifier(password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return verifier(password, salt, iterations)
}

func verifier(password string, salt []byte, iterations int) (string, error) {
	salted, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("provision: password: %w", err)
	}
	mac := func(message string) []byte {
		h := hmac.New(sha256.New, salted)
		h.Write([]byte(message))
		return h.Sum(nil)
	}
	stored := sha256.Sum256(mac("Client Key"))
	base := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", iterations, base(salt), base(stored[:]), base(mac("Server Key"))), nil
}

// verifies tells whether a verifier is that of a password.
func verifies(kept, password string) bool {
	var n int
	rest, ok := strings.CutPrefix(kept, "SCRAM-SHA-256$")
	if !ok {
		return false
	}
	head, _, _ := strings.Cut(rest, "$")
	count, encoded, _ := strings.Cut(head, ":")
	if _, err := fmt.Sscanf(count, "%d", &n); err != nil || n < 1 || n > 1_000_000 {
		return false
	}
	salt, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return false
	}
	same, err := verifier(password, salt, n)
	return err == nil && hmac.Equal([]byte(same), []byte(kept))
}
