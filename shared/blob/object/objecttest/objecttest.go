// Package objecttest is the conformance suite of the clients of an object store. It needs a real server.
package objecttest

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/blobtest"
	"github.com/moneyprinter/moneyprinter/shared/blob/object"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// Place is a place for blobs in a server, and how a client reaches it.
type Place struct {
	// Endpoint and Public have a scheme and a host; Public is nil where it is the endpoint.
	Endpoint, Public     *url.URL
	Bucket, Prefix       string
	AccessKey, SecretKey string
}

// Open makes a store with the client under test. It must not ask the server anything.
type Open func(t *testing.T, p Place) *object.Store

// Test runs the suite against the tests' MinIO.
func Test(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, Open){
		"Blobs":        testBlobs,
		"Presigner":    testPresigner,
		"Public":       testPublic,
		"Provision":    testProvision,
		"Uploads":      testUploads,
		"Downloads":    testDownloads,
		"Failures":     testFailures,
		"Unreachable":  testUnreachable,
		"ErrorAnswers": testErrorAnswers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

// newPlace returns a place that nobody else uses, without its bucket.
func newPlace(t *testing.T) Place {
	t.Helper()
	server, err := url.Parse(testserver.Address(t, testserver.MinIO))
	if err != nil {
		t.Fatal(err)
	}
	password, _ := server.User.Password()
	return Place{
		Endpoint: &url.URL{Scheme: server.Scheme, Host: server.Host}, AccessKey: server.User.Username(), SecretKey: password,
		Bucket: "test-" + strings.ToLower(rand.Text()), Prefix: "a/prefix",
	}
}

// provisioned returns a place with its bucket.
func provisioned(t *testing.T, open Open) Place {
	t.Helper()
	p := newPlace(t)
	if err := open(t, p).Provision(t.Context()); err != nil {
		t.Fatalf("Provision: %v", err)
	}
	return p
}

func testBlobs(t *testing.T, open Open) {
	p := provisioned(t, open)
	s := administer(t, p)
	blobtest.Test(t, blobtest.Place{
		Open:  func(t *testing.T) blob.Store { return open(t, p) },
		Names: s.names,
	})
}

func testPresigner(t *testing.T, open Open) {
	p := provisioned(t, open)
	blobtest.TestPresigner(t, func(t *testing.T) blob.Store { return open(t, p) })
}

// put stores b as a stream.
func put(t *testing.T, s blob.Store, b []byte) blob.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), struct{ io.Reader }{bytes.NewReader(b)}, "video/mp4")
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
	return ref
}

// random returns bytes that no other test has.
func random(size int) []byte {
	b := make([]byte, size)
	rand.Read(b)
	return b
}
