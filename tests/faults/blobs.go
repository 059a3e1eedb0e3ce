package faults

import (
	"context"
	"io"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

// Blobs puts points before and after a blob is put.
func (f *Faults) Blobs(s blob.Store) blob.Store {
	if l, ok := s.(blob.Localizer); ok {
		return localBlobs{faultyBlobs{s, f}, l}
	}
	return faultyBlobs{s, f}
}

type faultyBlobs struct {
	blob.Store
	faults *Faults
}

func (b faultyBlobs) Put(ctx context.Context, r io.Reader, mediaType string) (blob.Ref, error) {
	b.faults.At(BeforePut)
	ref, err := b.Store.Put(ctx, r, mediaType)
	b.faults.At(AfterPut)
	return ref, err
}

type localBlobs struct {
	faultyBlobs
	blob.Localizer
}
