package location_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/blob/location"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// environment sets the variables that AWS's clients read, and none that this machine has.
func environment(t *testing.T, variables ...string) {
	t.Helper()
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"} {
		t.Setenv(name, "")
	}
	nowhere := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", nowhere)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
	t.Setenv("AWS_ACCESS_KEY_ID", "the-key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "the-secret")
	for i := 0; i+1 < len(variables); i += 2 {
		t.Setenv(variables[i], variables[i+1])
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{filepath.Join(dir, "one"), "file://" + filepath.Join(dir, "two"), filepath.Join(dir, "a b%20c")} {
		s, err := location.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := s.(*folder.Store); !ok {
			t.Errorf("%s opens a %T", name, s)
		}
		if _, err := os.Stat(strings.TrimPrefix(name, "file://")); err != nil {
			t.Error(err)
		}
	}
}

// A URL that a store signs tells all that the store took from its location.
func TestBucketsThatUsersReach(t *testing.T) {
	d := blob.DigestOf([]byte("any"))
	key := d.Hex()[:2] + "/" + d.Hex()
	for _, c := range []struct {
		location    string
		environment []string
		// url is what the URL begins with, region what it is signed for.
		url, region string
	}{
		{"minio://minio:9000/media/a/b?region=eu-west-1&public=https://media.example.com", nil, "https://media.example.com/media/a/b/" + key, "eu-west-1"},
		{"minio://minio:9000/media/?tls=false&public=http://localhost:9000/", []string{"AWS_REGION", "eu-north-1"}, "http://localhost:9000/media/" + key, "us-east-1"},
		{"s3://media?region=eu-central-1", nil, "https://media.s3.eu-central-1.amazonaws.com/" + key, "eu-central-1"},
		{"s3://media/a/b", []string{"AWS_REGION", "eu-north-1"}, "https://media.s3.eu-north-1.amazonaws.com/a/b/" + key, "eu-north-1"},
		{"s3://media?region=eu-central-1&path_style=true", nil, "https://s3.eu-central-1.amazonaws.com/media/" + key, "eu-central-1"},
		{"s3://media/a?endpoint=http://store:8333&public=https://store.example", nil, "https://media.store.example/a/" + key, "us-east-1"},
		{"s3://media?endpoint=http://store:8333&path_style=1&public=https://media.example.com", nil, "https://media.example.com/media/" + key, "us-east-1"},
	} {
		t.Run(c.location, func(t *testing.T) {
			environment(t, c.environment...)
			s, err := location.Open(t.Context(), c.location)
			if err != nil {
				t.Fatal(err)
			}
			signed, err := s.(blob.Presigner).Presign(t.Context(), d, blob.Link{ValidFor: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			before, query, _ := strings.Cut(signed, "?")
			q, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			if before != c.url {
				t.Errorf("the URL is %s, want %s", before, c.url)
			}
			if got := q.Get("X-Amz-Credential"); !strings.HasPrefix(got, "the-key/") || !strings.HasSuffix(got, "/"+c.region+"/s3/aws4_request") {
				t.Errorf("signed by %s, want the key of the environment for %s", got, c.region)
			}
		})
	}
}

// What a store of its own network asks for tells the same.
func TestBucketsOfTheCluster(t *testing.T) {
	d := blob.DigestOf([]byte("any"))
	var asked atomic.Pointer[http.Request]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r)
		w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
	}))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	for _, c := range []struct{ location, path, region string }{
		{"minio://HOST/media/a/b?tls=false", "/media/a/b/", "/us-east-1/"},
		{"minio://HOST/media?tls=false&region=eu-west-1", "/media/", "/eu-west-1/"},
		{"s3://media/a?endpoint=http://HOST&path_style=true", "/media/a/", "/us-east-1/"},
	} {
		t.Run(c.location, func(t *testing.T) {
			environment(t)
			asked.Store(nil)
			s, err := location.Open(t.Context(), strings.ReplaceAll(c.location, "HOST", host))
			if err != nil {
				t.Fatal(err)
			}
			if r := asked.Load(); r != nil {
				t.Errorf("it was asked %s %s when the store was opened", r.Method, r.URL)
			}
			if _, err := s.Stat(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			if want := c.path + d.Hex()[:2] + "/" + d.Hex(); asked.Load().URL.Path != want {
				t.Errorf("asked for %s, want %s", asked.Load().URL.Path, want)
			}
			if by := asked.Load().Header.Get("Authorization"); !strings.Contains(by, "Credential=the-key/") || !strings.Contains(by, c.region) {
				t.Errorf("signed %s, want the key of the environment for %s", by, c.region)
			}
			if _, ok := s.(blob.Presigner); ok {
				t.Error("it signs URLs of a host that users cannot be taken to reach")
			}
			if err := blob.Ready(t.Context(), s); err != nil || asked.Load().URL.Path != "/media/" && asked.Load().URL.Path != "/media" {
				t.Errorf("Ready asked for %s: %v", asked.Load().URL.Path, err)
			}
			if _, ok := s.(blob.Provisioner); !ok {
				t.Error("its bucket cannot be made")
			}
		})
	}
	t.Run("TLS is the default", func(t *testing.T) {
		environment(t)
		s, err := location.Open(t.Context(), "minio://"+host+"/media")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Stat(t.Context(), d); err == nil || !strings.Contains(errors.Unwrap(err).Error(), "HTTPS") {
			t.Errorf("a server without TLS: %v", err)
		}
	})
}

func TestRefused(t *testing.T) {
	environment(t)
	for _, c := range []struct {
		location string
		code     failure.Code
		says     string
	}{
		{"", failure.NotConfigured, "no place"},
		{"ftp://host/folder", failure.InvalidInput, "no such kind"},
		{"file://folder", failure.InvalidInput, "three slashes"},
		{"file:///folder?tls=false", failure.InvalidInput, "no parameters"},
		{"file://", failure.InvalidInput, "has a path"},
		{"minio://host:9000", failure.InvalidInput, `"" is no bucket's name`},
		{"minio:///media", failure.InvalidInput, "no host"},
		{"minio://host:9000/Media", failure.InvalidInput, `"Media" is no bucket's name`},
		{"minio://host:9000/media/a//b", failure.InvalidInput, `"a//b" is no prefix`},
		{"minio://host:9000/media/a/../b", failure.InvalidInput, `"a/../b" is no prefix`},
		{"minio://host:9000/media/a%20b", failure.InvalidInput, `"a b" is no prefix`},
		{"minio://host:9000/media?tls=perhaps", failure.InvalidInput, "tls is neither true nor false"},
		{"minio://host:9000/media?tls=true&tls=false", failure.InvalidInput, "tls is given twice"},
		{"minio://host:9000/media?secure=false", failure.InvalidInput, `no parameter "secure"`},
		{"minio://host:9000/media?public=media.example.com", failure.InvalidInput, "public is not of the form"},
		{"minio://host:9000/media?public=https://example.com/media", failure.InvalidInput, "public is not of the form"},
		{"minio://key:s3cret@host:9000/media", failure.InvalidInput, "credentials"},
		{"minio://key:s3cret%zz@host:9000/media", failure.InvalidInput, "no URL"},
		{"minio://ho st/media", failure.InvalidInput, "no URL"},
		{"s3://", failure.InvalidInput, `"" is no bucket's name`},
		{"s3://media:9000", failure.InvalidInput, `"media:9000" is no bucket's name`},
		{"s3://media", failure.NotConfigured, "region"},
		{"s3://media?endpoint=store:8333", failure.InvalidInput, "endpoint is not of the form"},
		{"s3://media?tls=false", failure.InvalidInput, `no parameter "tls"`},
	} {
		t.Run(c.location, func(t *testing.T) {
			s, err := location.Open(t.Context(), c.location)
			f := failure.From(err)
			if f == nil || s != nil || f.Code != c.code || !strings.Contains(f.Message, c.says) || f.Hint == "" {
				t.Errorf("%v, %+v; want %s with %q", s, f, c.code, c.says)
			}
			if f != nil && strings.Contains(f.Message+f.Hint+f.Error(), "s3cret") {
				t.Errorf("it tells the secret: %+v", f)
			}
		})
	}
}
