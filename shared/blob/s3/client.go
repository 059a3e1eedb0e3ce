package s3

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
)

// ifAbsent is the condition of an upload that must not replace an object.
const ifAbsent = "*"

// client is a bucket.
type client struct {
	api *s3.Client
	// presign signs for the endpoint that users reach.
	presign        *s3.PresignClient
	bucket, region string
}

var _ object.Client = (*client)(nil)

func (c *client) Head(ctx context.Context, key string) (int64, error) {
	out, err := c.api.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &c.bucket, Key: &key})
	if err != nil {
		return 0, fail("head", key, err)
	}
	return aws.ToInt64(out.ContentLength), nil
}

func (c *client) Get(ctx context.Context, key string, offset int64) (io.ReadCloser, int64, error) {
	in := &s3.GetObjectInput{Bucket: &c.bucket, Key: &key}
	if offset > 0 {
		in.Range = aws.String(fromOffset(offset))
	}
	out, err := c.api.GetObject(ctx, in)
	if err != nil {
		return nil, 0, fail("get", key, err)
	}
	return out.Body, aws.ToInt64(out.ContentLength), nil
}

func (c *client) Put(ctx context.Context, key, mediaType string, p object.Part) error {
	_, err := c.api.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &c.bucket, Key: &key, Body: p.Body, ContentLength: aws.Int64(p.Body.Size()), ContentType: &mediaType,
		ChecksumSHA256: aws.String(p.Base64()), IfNoneMatch: aws.String(ifAbsent),
	}, hashed(p))
	return fail("put", key, err)
}

func (c *client) Begin(ctx context.Context, key, mediaType string) (string, error) {
	out, err := c.api.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: &c.bucket, Key: &key, ContentType: &mediaType, ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return "", fail("begin", key, err)
	}
	return aws.ToString(out.UploadId), nil
}

func (c *client) PutPart(ctx context.Context, key, upload string, p object.Part) (string, error) {
	out, err := c.api.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: &c.bucket, Key: &key, UploadId: &upload, PartNumber: number(p), Body: p.Body,
		ContentLength: aws.Int64(p.Body.Size()), ChecksumSHA256: aws.String(p.Base64()),
	}, hashed(p))
	if err != nil {
		return "", fail("put part", key, err)
	}
	return aws.ToString(out.ETag), nil
}

func (c *client) Complete(ctx context.Context, key, upload string, parts []object.Part) error {
	done := make([]types.CompletedPart, len(parts))
	for i, p := range parts {
		done[i] = types.CompletedPart{PartNumber: number(p), ETag: aws.String(p.ETag), ChecksumSHA256: aws.String(p.Base64())}
	}
	_, err := c.api.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: &c.bucket, Key: &key, UploadId: &upload, IfNoneMatch: aws.String(ifAbsent),
		MultipartUpload: &types.CompletedMultipartUpload{Parts: done},
	})
	return fail("complete", key, err)
}

func (c *client) Abort(ctx context.Context, key, upload string) error {
	_, err := c.api.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &c.bucket, Key: &key, UploadId: &upload})
	return fail("abort", key, err)
}

func (c *client) Remove(ctx context.Context, key string) error {
	_, err := c.api.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &c.bucket, Key: &key})
	return fail("remove", key, err)
}

func (c *client) Presign(ctx context.Context, key string, l blob.Link) (string, error) {
	in := &s3.GetObjectInput{Bucket: &c.bucket, Key: &key, ResponseContentDisposition: aws.String(l.Disposition())}
	if l.MediaType != "" {
		in.ResponseContentType = &l.MediaType
	}
	signed, err := c.presign.PresignGetObject(ctx, in, s3.WithPresignExpires(l.ValidFor))
	if err != nil {
		return "", fail("presign", key, err)
	}
	return signed.URL, nil
}

func (c *client) Ready(ctx context.Context) error {
	_, err := c.api.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &c.bucket})
	return fail("look for the bucket "+c.bucket, "", err)
}

func (c *client) MakeBucket(ctx context.Context) error {
	in := &s3.CreateBucketInput{Bucket: &c.bucket}
	// Amazon's first region must not be named.
	if c.region != DefaultRegion {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(c.region)}
	}
	_, err := c.api.CreateBucket(ctx, in)
	if code(err) == "BucketAlreadyOwnedByYou" {
		return nil
	}
	return fail("make the bucket "+c.bucket, "", err)
}
