package s3_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/shared/blob/object/objecttest"
	"github.com/moneyprinter/moneyprinter/shared/blob/s3"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	objecttest.Test(t, func(t *testing.T, p objecttest.Place) *object.Store {
		s, err := s3.New(t.Context(), s3.Config{
			Endpoint: p.Endpoint, PathStyle: true, Bucket: p.Bucket, Prefix: p.Prefix, Public: p.Public,
			AccessKey: p.AccessKey, SecretKey: p.SecretKey, Spool: t.TempDir(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
