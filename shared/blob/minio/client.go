package minio

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
)

// client is a bucket.
type client struct {
	*minio.Core
	// public signs for the endpoint that users reach.
	public         *minio.Core
	bucket, region string
}

var _ object.Client = (*client)(nil)

// ifAbsent are the options of an upload that must not replace an object.
func ifAbsent(mediaType string) minio.PutObjectOptions {
	// The hash of the bytes is known and goes into the request's signature: a hash of each chunk on its way adds nothing.
	o := minio.PutObjectOptions{ContentType: mediaType, DisableContentSha256: true, UserMetadata: map[string]string{}}
	o.SetMatchETagExcept("*")
	return o
}

func (c *client) Head(ctx context.Context, key string) (int64, error) {
	info, err := c.StatObject(ctx, c.bucket, key, minio.StatObjectOptions{})
	return info.Size, fail("head", key, err)
}

func (c *client) Get(ctx context.Context, key string, offset int64) (io.ReadCloser, int64, error) {
	var o minio.GetObjectOptions
	if offset > 0 {
		if err := o.SetRange(offset, 0); err != nil {
			return nil, 0, err
		}
	}
	body, info, _, err := c.Core.GetObject(ctx, c.bucket, key, o)
	if err != nil {
		return nil, 0, fail("get", key, err)
	}
	return body, info.Size, nil
}

func (c *client) Put(ctx context.Context, key, mediaType string, p object.Part) error {
	o := ifAbsent(mediaType)
	o.UserMetadata["X-Amz-Checksum-Sha256"] = p.Base64()
	_, err := c.Core.PutObject(ctx, c.bucket, key, p.Body, p.Body.Size(), "", p.Hex(), o)
	return fail("put", key, err)
}

func (c *client) Begin(ctx context.Context, key, mediaType string) (string, error) {
	o := ifAbsent(mediaType)
	o.UserMetadata["X-Amz-Checksum-Algorithm"] = "SHA256"
	upload, err := c.NewMultipartUpload(ctx, c.bucket, key, o)
	return upload, fail("begin", key, err)
}

func (c *client) PutPart(ctx context.Context, key, upload string, p object.Part) (string, error) {
	stored, err := c.PutObjectPart(ctx, c.bucket, key, upload, p.Number, p.Body, p.Body.Size(), minio.PutObjectPartOptions{
		Sha256Hex: p.Hex(), DisableContentSha256: true, CustomHeader: http.Header{"X-Amz-Checksum-Sha256": {p.Base64()}},
	})
	return stored.ETag, fail("put part", key, err)
}

func (c *client) Complete(ctx context.Context, key, upload string, parts []object.Part) error {
	done := make([]minio.CompletePart, len(parts))
	for i, p := range parts {
		done[i] = minio.CompletePart{PartNumber: p.Number, ETag: p.ETag, ChecksumSHA256: p.Base64()}
	}
	_, err := c.CompleteMultipartUpload(ctx, c.bucket, key, upload, done, ifAbsent(""))
	return fail("complete", key, err)
}

func (c *client) Abort(ctx context.Context, key, upload string) error {
	return fail("abort", key, c.AbortMultipartUpload(ctx, c.bucket, key, upload))
}

func (c *client) Remove(ctx context.Context, key string) error {
	return fail("remove", key, c.RemoveObject(ctx, c.bucket, key, minio.RemoveObjectOptions{}))
}

func (c *client) Presign(ctx context.Context, key string, l blob.Link) (string, error) {
	answer := url.Values{"response-content-disposition": {l.Disposition()}}
	if l.MediaType != "" {
		answer.Set("response-content-type", l.MediaType)
	}
	u, err := c.public.PresignedGetObject(ctx, c.bucket, key, l.ValidFor, answer)
	if err != nil {
		return "", fail("presign", key, err)
	}
	return u.String(), nil
}

func (c *client) Ready(ctx context.Context) error {
	there, err := c.BucketExists(ctx, c.bucket)
	if err == nil && !there {
		err = minio.ErrorResponse{StatusCode: http.StatusNotFound, Code: minio.NoSuchBucket, BucketName: c.bucket}
	}
	return fail("look for the bucket "+c.bucket, "", err)
}

func (c *client) MakeBucket(ctx context.Context) error {
	err := c.Core.MakeBucket(ctx, c.bucket, minio.MakeBucketOptions{Region: c.region})
	if minio.ToErrorResponse(err).Code == minio.BucketAlreadyOwnedByYou {
		return nil
	}
	return fail("make the bucket "+c.bucket, "", err)
}
