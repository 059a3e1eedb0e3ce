package event

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Pack makes a Document of JSON: inside the event up to MaxInline bytes, otherwise a blob.
func Pack(ctx context.Context, blobs blob.Store, b json.RawMessage) (Document, error) {
	if len(b) <= MaxInline {
		return Document{Inline: b}, nil
	}
	ref, err := blobs.Put(ctx, bytes.NewReader(b), "application/json")
	if err != nil {
		return Document{}, err
	}
	return Document{Ref: &ref}, nil
}

// Read decodes a document, wherever it is, into v.
func (d Document) Read(ctx context.Context, blobs blob.Store, v any) error {
	if d.Ref != nil {
		return blob.ReadJSON(ctx, blobs, d.Ref.Digest, v)
	}
	if err := json.Unmarshal(d.Inline, v); err != nil {
		return fmt.Errorf("event: decode document: %w", err)
	}
	return nil
}
