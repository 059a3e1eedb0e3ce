// Package location opens the blob store that a location names, as MONEYPRINTER_BLOBS does:
//
//	/var/lib/moneyprinter, data/blobs         a folder
//	file:///var/lib/moneyprinter              a folder
//	minio://host:9000/bucket/prefix?tls=false MinIO, by its own client
//	s3://bucket/prefix?region=eu-central-1    Amazon S3, or with ?endpoint= another service with its interface
//
// The prefix may be left out. Parameters of minio: tls (true unless it says false), region (us-east-1) and public. Those of
// s3: region (AWS_REGION), endpoint (the base URL of a service that is not Amazon's), path_style (false) and public. Public
// is the base of presigned URLs, such as https://media.example.com, by which users reach the store. Without it only Amazon's
// own is taken to be in their reach; the other stores are no blob.Presigner then.
//
// Credentials are never part of a location. They come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from where each
// client looks beside; packages minio and s3 tell.
package location

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Open opens the store at the location. It makes a folder that is missing; an object store is asked nothing, so that a
// function starts at once: blob.Readier tells whether it answers, and blob.Provisioner makes the bucket.
//
// A location that is empty is a failure of code failure.NotConfigured, a malformed one failure.InvalidInput.
func Open(ctx context.Context, location string) (blob.Store, error) {
	if location == "" {
		return nil, failure.New(failure.NotConfigured, "no place for media is set", failure.Hint("set MONEYPRINTER_BLOBS to %s", forms))
	}
	scheme, _, isURL := strings.Cut(location, "://")
	if !isURL {
		return store(folder.New(location))
	}
	u, err := url.Parse(location)
	if err != nil {
		// The parser's error repeats the location, in which somebody may have put a secret.
		return nil, malformed(scheme, "it is no URL")
	}
	if u.User != nil {
		return nil, failure.New(failure.InvalidInput, "the location of the media holds credentials, which would show up in logs",
			failure.Hint("take them out, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"))
	}
	switch u.Scheme {
	case "file":
		return openFile(u)
	case "minio":
		return openMinIO(u)
	case "s3":
		return openS3(ctx, u)
	}
	return nil, malformed(scheme, "there is no such kind of store")
}

// forms are what a location can look like.
const forms = "a folder, file:///folder, minio://host:9000/bucket?tls=false or s3://bucket?region=eu-central-1"

// malformed is the failure of a location of that scheme.
func malformed(scheme, why string, args ...any) error {
	return failure.New(failure.InvalidInput, fmt.Sprintf("the location of the media, %s://…, is malformed: %s", scheme, fmt.Sprintf(why, args...)),
		failure.Hint("use %s", forms))
}

func openFile(u *url.URL) (blob.Store, error) {
	switch {
	case u.Host != "":
		return nil, malformed(u.Scheme, "a folder has three slashes, file:///folder")
	case u.Path == "" || u.RawQuery != "":
		return nil, malformed(u.Scheme, "a folder has a path and no parameters")
	}
	return store(folder.New(u.Path))
}
