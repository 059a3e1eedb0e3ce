package objecttest

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7/pkg/lifecycle"

	"github.com/moneyprinter/moneyprinter/shared/blob"
)

func testProvision(t *testing.T, open Open) {
	place := newPlace(t)
	a := administer(t, place)
	s := open(t, place)
	for range 2 {
		if err := s.Provision(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	foreign := lifecycle.Rule{ID: "somebody else's", Status: "Enabled", RuleFilter: lifecycle.Filter{Prefix: "logs/"}, Expiration: lifecycle.Expiration{Days: 30}}
	rules, err := a.GetBucketLifecycle(t.Context(), place.Bucket)
	if err != nil {
		t.Fatal(err)
	}
	rules.Rules = append(rules.Rules, foreign)
	if err := a.SetBucketLifecycle(t.Context(), place.Bucket, rules); err != nil {
		t.Fatal(err)
	}
	// Another deployment in the same bucket, and this one once more.
	other := place
	other.Prefix = ""
	for _, p := range []Place{other, place} {
		if err := open(t, p).Provision(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if rules, err = a.GetBucketLifecycle(t.Context(), place.Bucket); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rules.Rules {
		got = append(got, r.ID+" | "+r.RuleFilter.Prefix)
		if ours := strings.HasPrefix(r.ID, "moneyprinter"); ours && (r.NoncurrentVersionExpiration.NoncurrentDays == 0 || !r.Expiration.IsNull()) {
			t.Errorf("the rule %+v expires blobs, or keeps deleted ones", r)
		}
	}
	slices.Sort(got)
	want := []string{"moneyprinter a/prefix | a/prefix/", "moneyprinter | ", "somebody else's | logs/"}
	if !slices.Equal(got, want) {
		t.Errorf("rules %q, want %q", got, want)
	}
}

// testPublic is about users who reach the server by another name than the functions.
func testPublic(t *testing.T, open Open) {
	place := provisioned(t, open)
	host, port, err := net.SplitHostPort(place.Endpoint.Host)
	if err != nil || host != "127.0.0.1" {
		t.Fatalf("the tests' server is at %s, and this test needs one at 127.0.0.1 to call it by another name", place.Endpoint.Host)
	}
	place.Public = &url.URL{Scheme: "http", Host: "localhost:" + port}
	s, b := open(t, place), random(1000)
	ref := put(t, s, b)
	address, err := s.Presign(t.Context(), ref.Digest, blob.Link{ValidFor: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil || u.Host != place.Public.Host {
		t.Fatalf("the URL is %s, %v; want one at %s", address, err, place.Public)
	}
	if status, got := get(t, u.String()); status != http.StatusOK || !bytes.Equal(got, b) {
		t.Errorf("status %d: %q", status, got)
	}
	u.Host = place.Endpoint.Host
	if status, _ := get(t, u.String()); status != http.StatusForbidden {
		t.Errorf("at a host that the signature is not for: status %d", status)
	}
}

func get(t *testing.T, address string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b
}
