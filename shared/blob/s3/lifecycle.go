package s3

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/moneyprinter/moneyprinter/shared/blob/object"
)

// Keep changes the one rule of the bucket's lifecycle that is ours.
func (c *client) Keep(ctx context.Context, h object.Housekeeping) error {
	var rules []types.LifecycleRule
	switch out, err := c.api.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &c.bucket}); {
	case err == nil:
		rules = slices.DeleteFunc(out.Rules, func(r types.LifecycleRule) bool { return aws.ToString(r.ID) == h.ID })
	case code(err) != "NoSuchLifecycleConfiguration":
		return fail("read the lifecycle of "+c.bucket, "", err)
	}
	rules = append(rules, types.LifecycleRule{
		ID: &h.ID, Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: &h.Prefix},
		AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(int32(h.AbortAfterDays))},
		NoncurrentVersionExpiration:    &types.NoncurrentVersionExpiration{NoncurrentDays: aws.Int32(int32(h.DeletedAfterDays))},
	})
	_, err := c.api.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
		Bucket: &c.bucket, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules},
	})
	return fail("set the lifecycle of "+c.bucket, "", err)
}
