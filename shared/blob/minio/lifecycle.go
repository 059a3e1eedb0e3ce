package minio

import (
	"context"
	"slices"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/lifecycle"

	"github.com/moneyprinter/moneyprinter/shared/blob/object"
)

// Keep changes the one rule of the bucket's lifecycle that is ours.
func (c *client) Keep(ctx context.Context, h object.Housekeeping) error {
	rules, err := c.GetBucketLifecycle(ctx, c.bucket)
	if minio.ToErrorResponse(err).Code == "NoSuchLifecycleConfiguration" {
		rules, err = lifecycle.NewConfiguration(), nil
	}
	if err != nil {
		return fail("read the lifecycle of "+c.bucket, "", err)
	}
	rules.Rules = slices.DeleteFunc(rules.Rules, func(r lifecycle.Rule) bool { return r.ID == h.ID })
	rules.Rules = append(rules.Rules, lifecycle.Rule{
		ID: h.ID, Status: "Enabled", RuleFilter: lifecycle.Filter{Prefix: h.Prefix},
		AbortIncompleteMultipartUpload: lifecycle.AbortIncompleteMultipartUpload{DaysAfterInitiation: lifecycle.ExpirationDays(h.AbortAfterDays)},
		NoncurrentVersionExpiration:    lifecycle.NoncurrentVersionExpiration{NoncurrentDays: lifecycle.ExpirationDays(h.DeletedAfterDays)},
	})
	return fail("set the lifecycle of "+c.bucket, "", c.SetBucketLifecycle(ctx, c.bucket, rules))
}
