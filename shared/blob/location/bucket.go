package location

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/minio"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/shared/blob/s3"
)

var (
	// bucketName is what S3 allows, but for names that look like an address.
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	// keyPrefix keeps to characters that mean the same in a path, a header and a signature.
	keyPrefix = regexp.MustCompile(`^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$`)
)

func openMinIO(u *url.URL) (blob.Store, error) {
	p := parameters{scheme: u.Scheme, values: u.Query()}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	c := minio.Config{Endpoint: u.Host, TLS: p.bool("tls", true), Bucket: bucket, Prefix: prefix, Region: p.text("region"), Public: p.base("public")}
	if u.Host == "" {
		p.refuse("it has no host")
	}
	if err := p.end(bucket, prefix); err != nil {
		return nil, err
	}
	o, err := minio.New(c)
	return bucketStore(o, err, c.Public != nil)
}

func openS3(ctx context.Context, u *url.URL) (blob.Store, error) {
	p := parameters{scheme: u.Scheme, values: u.Query()}
	c := s3.Config{
		Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Region: p.text("region"), Endpoint: p.base("endpoint"),
		PathStyle: p.bool("path_style", false), Public: p.base("public"),
	}
	if err := p.end(c.Bucket, c.Prefix); err != nil {
		return nil, err
	}
	o, err := s3.New(ctx, c)
	return bucketStore(o, err, c.Public != nil || c.Endpoint == nil)
}

// bucketStore returns the store of a bucket. One that users cannot reach is no blob.Presigner: a URL of a host that only the
// cluster knows would help nobody.
func bucketStore(o *object.Store, err error, reachable bool) (blob.Store, error) {
	if err != nil || reachable {
		return store(o, err)
	}
	return struct {
		blob.Store
		blob.Readier
		blob.Provisioner
	}{o, o, o}, nil
}

// store keeps a nil pointer from becoming a store.
func store[T blob.Store](s T, err error) (blob.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
