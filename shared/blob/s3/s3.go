// Package s3 keeps blobs in a bucket of Amazon S3, or of another service with its interface, by Amazon's client.
package s3

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// DefaultRegion is the region of an endpoint of its own that was given none.
const DefaultRegion = "us-east-1"

// Config says where the bucket is.
type Config struct {
	// Bucket is the bucket's name, and Prefix what the keys begin with; empty is none.
	Bucket, Prefix string
	// Region is the bucket's region; empty is AWS_REGION or what AWS's configuration file says, and DefaultRegion with an
	// endpoint.
	Region string
	// Endpoint is the base URL of a service that is not Amazon's; nil is Amazon's.
	Endpoint *url.URL
	// PathStyle puts the bucket into the URL's path instead of its host.
	PathStyle bool
	// Public is the base of presigned URLs, scheme and host, where users reach the service by another name; nil is the
	// endpoint.
	Public *url.URL
	// AccessKey and SecretKey are the credentials; empty ones are looked for where every AWS client does: the environment, the
	// credentials file, the pod's identity, the machine's.
	AccessKey, SecretKey string
	// Spool is the folder of spool files; empty is os.TempDir.
	Spool string
}

// New makes the store, without asking the service anything.
func New(ctx context.Context, c Config) (*object.Store, error) {
	options := []func(*config.LoadOptions) error{config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		// Otherwise a service that takes a request and never answers is waited for without end.
		t.ResponseHeaderTimeout = time.Minute
	}))}
	if c.Region != "" {
		options = append(options, config.WithRegion(c.Region))
	}
	if c.AccessKey != "" {
		options = append(options, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(c.AccessKey, c.SecretKey, "")))
	}
	found, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, failure.Wrap(failure.InvalidInput, err, "the configuration of AWS cannot be read: "+err.Error())
	}
	if found.Region == "" && c.Endpoint != nil {
		found.Region = DefaultRegion
	}
	if found.Region == "" {
		return nil, failure.New(failure.NotConfigured, "the region of the bucket "+c.Bucket+" is not set",
			failure.Hint("set AWS_REGION, or add ?region= to the location"))
	}
	found.Credentials = explained(found.Credentials)
	api := s3.NewFromConfig(found, func(o *s3.Options) {
		o.UsePathStyle = c.PathStyle
		o.BaseEndpoint = base(c.Endpoint)
		// The checksums that matter here are given with each upload; what is read is checked against its digest.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
	presign := s3.NewPresignClient(api, func(o *s3.PresignOptions) {
		if c.Public != nil {
			o.ClientOptions = append(o.ClientOptions, func(o *s3.Options) { o.BaseEndpoint = base(c.Public) })
		}
	})
	return object.New(&client{api: api, presign: presign, bucket: c.Bucket, region: found.Region}, c.Prefix, c.Spool), nil
}

func base(u *url.URL) *string {
	if u == nil {
		return nil
	}
	return aws.String(u.String())
}

// explained says what is missing where no credentials are found.
func explained(p aws.CredentialsProvider) aws.CredentialsProvider {
	if p == nil {
		return nil
	}
	return aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
		c, err := p.Retrieve(ctx)
		if err != nil && ctx.Err() == nil {
			err = failure.Wrap(failure.NotConfigured, err, "there are no credentials for the object store", failure.Retryable(true),
				failure.Hint("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the pod or the machine a role"))
		}
		return c, err
	})
}

// fail gives an error of the client the form of the package object.
func fail(operation, key string, err error) error {
	if err == nil {
		return nil
	}
	var status int
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		status = response.HTTPStatusCode()
	}
	return object.Fail(operation, key, status, code(err), err)
}

// code returns the error's code as the service gave it, "" where it gave none.
func code(err error) string {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		return answer.ErrorCode()
	}
	return ""
}
