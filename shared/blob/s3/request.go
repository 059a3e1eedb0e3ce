package s3

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"

	"github.com/moneyprinter/moneyprinter/shared/blob/object"
)

// hashed gives the signer the hash of the body, which it would take by reading the body once more.
func hashed(p object.Part) func(*s3.Options) {
	give := middleware.FinalizeMiddlewareFunc("GivePayloadHash", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
		return next.HandleFinalize(v4.SetPayloadHash(ctx, p.Hex()), in)
	})
	return s3.WithAPIOptions(func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(give, (&v4.ComputePayloadSHA256{}).ID(), middleware.Before)
	})
}

// fromOffset is the Range of everything from an offset on.
func fromOffset(offset int64) string { return "bytes=" + strconv.FormatInt(offset, 10) + "-" }

// number is a part's number in the client's type; there are at most object.MaxParts.
func number(p object.Part) *int32 { return aws.Int32(int32(p.Number)) }
