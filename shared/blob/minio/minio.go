// Package minio keeps blobs in a bucket of MinIO, or of another server with the S3 interface, by MinIO's client.
package minio

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// DefaultRegion is the region of a MinIO that was given none.
const DefaultRegion = "us-east-1"

// attempts is how often a request is tried; with the client's waiting in between, about two seconds in all.
const attempts = 5

// Config says where the bucket is.
type Config struct {
	// Endpoint is the server's host and port, such as "minio.moneyprinter.svc:9000".
	Endpoint string
	// TLS makes the connections encrypted.
	TLS bool
	// Bucket is the bucket's name, and Prefix what the keys begin with; empty is none.
	Bucket, Prefix string
	// Region is the server's region; empty is DefaultRegion.
	Region string
	// Public is the base of presigned URLs, scheme and host, where users reach the server by another name; empty is the
	// endpoint.
	Public *url.URL
	// AccessKey and SecretKey are the credentials; empty ones are taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,
	// MINIO_ACCESS_KEY and MINIO_SECRET_KEY, or AWS's credentials file, in this order.
	AccessKey, SecretKey string
	// Spool is the folder of spool files; empty is os.TempDir.
	Spool string
}

// New makes the store, without asking the server anything.
func New(c Config) (*object.Store, error) {
	keys := credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.EnvMinio{}, &credentials.FileAWSCredentials{}})
	if c.AccessKey != "" {
		keys = credentials.NewStaticV4(c.AccessKey, c.SecretKey, "")
	}
	// Without a region the client would ask the server for it, and the public endpoint too before it signs.
	if c.Region == "" {
		c.Region = DefaultRegion
	}
	transport := transport()
	open := func(endpoint string, tls bool) (*minio.Core, error) {
		core, err := minio.NewCore(endpoint, &minio.Options{Creds: keys, Secure: tls, Region: c.Region, MaxRetries: attempts, Transport: transport})
		return core, invalid(err)
	}
	core, err := open(c.Endpoint, c.TLS)
	if err != nil {
		return nil, err
	}
	public := core
	if c.Public != nil {
		if public, err = open(c.Public.Host, c.Public.Scheme == "https"); err != nil {
			return nil, err
		}
	}
	return object.New(&client{Core: core, public: public, bucket: c.Bucket, region: c.Region}, c.Prefix, c.Spool), nil
}

// transport is Go's own. The client's would parse all the roots of trust when it is made, which takes as long as the rest of a
// function's start.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 16
	t.ResponseHeaderTimeout = time.Minute
	// An object that was stored compressed is what it is.
	t.DisableCompression = true
	return t
}

// invalid makes a failure of the client's refusal of its options.
func invalid(err error) error {
	if err == nil {
		return nil
	}
	return failure.Wrap(failure.InvalidInput, err, "the address of the object store is malformed: "+err.Error())
}

// fail gives an error of the client the form of the package object.
func fail(operation, key string, err error) error {
	var answer minio.ErrorResponse
	if err == nil {
		return nil
	}
	errors.As(err, &answer)
	return object.Fail(operation, key, answer.StatusCode, answer.Code, err)
}
