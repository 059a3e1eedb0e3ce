package minio_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob/minio"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/shared/blob/object/objecttest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	objecttest.Test(t, func(t *testing.T, p objecttest.Place) *object.Store {
		s, err := minio.New(minio.Config{
			Endpoint: p.Endpoint.Host, TLS: p.Endpoint.Scheme == "https", Bucket: p.Bucket, Prefix: p.Prefix, Public: p.Public,
			AccessKey: p.AccessKey, SecretKey: p.SecretKey, Spool: t.TempDir(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
