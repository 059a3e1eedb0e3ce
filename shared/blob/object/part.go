package object

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
)

// PartSize is the size of a part of a large object in bytes; a blob that fits into one is stored in one request.
const PartSize = 16 << 20

// MaxParts is how many parts an object can have, as S3 has it.
const MaxParts = 10_000

// Part is a piece of an object, or the whole of a small one.
type Part struct {
	// Number counts from 1.
	Number int
	// Body can be read again, for another try.
	Body *io.SectionReader
	// SHA256 is the hash of the body, with which the object store checks what arrives.
	SHA256 [sha256.Size]byte
	// ETag is what the object store named the part, once it is stored.
	ETag string
}

// Hex returns the hash as the header X-Amz-Content-Sha256 has it.
func (p Part) Hex() string { return hex.EncodeToString(p.SHA256[:]) }

// Base64 returns the hash as the header X-Amz-Checksum-Sha256 has it.
func (p Part) Base64() string { return base64.StdEncoding.EncodeToString(p.SHA256[:]) }
