package objecttest

import (
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// administrator sees what lies in a place, past the client under test.
type administrator struct {
	*minio.Client
	place Place
}

func administer(t *testing.T, p Place) administrator {
	t.Helper()
	c, err := minio.New(p.Endpoint.Host, &minio.Options{Creds: credentials.NewStaticV4(p.AccessKey, p.SecretKey, ""), Secure: p.Endpoint.Scheme == "https"})
	if err != nil {
		t.Fatal(err)
	}
	return administrator{c, p}
}

// names lists the bucket's objects, and the unfinished uploads of these: MinIO lists uploads by their whole key alone.
func (a administrator) names(t *testing.T) (names []string) {
	t.Helper()
	for o := range a.ListObjects(t.Context(), a.place.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		names = append(names, o.Key)
		names = append(names, a.uploads(t, o.Key)...)
	}
	return names
}

// uploads lists the unfinished uploads of a key.
func (a administrator) uploads(t *testing.T, key string) (names []string) {
	t.Helper()
	for u := range a.ListIncompleteUploads(t.Context(), a.place.Bucket, key, true) {
		if u.Err != nil {
			t.Fatal(u.Err)
		}
		names = append(names, "upload "+u.UploadID+" of "+u.Key)
	}
	return names
}
