// Package footagetest is the conformance suite of footage providers.
package footagetest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// Bundle is a provider with what it needs to be tested.
type Bundle struct {
	Provider footage.Provider
	// Name is the name that the provider gives its candidates.
	Name string
	// Work is what the step may use; NewWork makes one.
	Work *step.Work
	// Finds is a search that finds at least one candidate.
	Finds steps.SearchInput
	// Missing is a candidate of the provider's that does not exist.
	Missing steps.Candidate
	// Online says that an ended context must stop a search; offline providers may answer all the same.
	Online bool
}

// NewWork returns the Work of a test: an empty blob store, a scratch folder, and calls that are not recorded.
func NewWork(t *testing.T) *step.Work {
	t.Helper()
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &step.Work{Blobs: store, Scratch: t.TempDir(), Owner: "ada", Log: slog.New(slog.DiscardHandler), Progress: func(float64) {}, Calls: step.Direct}
}

// Test runs the suite; setup is called anew for each of its tests.
func Test(t *testing.T, setup func(t *testing.T) Bundle) {
	search := func(t *testing.T, b Bundle) []steps.Candidate {
		t.Helper()
		found, err := b.Provider.Search(t.Context(), b.Work, b.Finds)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Fatal("Search finds nothing")
		}
		return found
	}

	t.Run("CandidatesAreWhole", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		seen := map[string]bool{}
		for _, c := range search(t, b) {
			if c.Provider != b.Name || c.ID == "" || c.Name == "" || c.Credit.Source == "" {
				t.Errorf("candidate %+v lacks its provider, id, name or source", c)
			}
			switch c.Kind {
			case steps.VideoClip, steps.Picture, steps.Generated:
			default:
				t.Errorf("candidate %s is of the kind %q", c.ID, c.Kind)
			}
			if seen[c.ID] {
				t.Errorf("the id %s comes twice", c.ID)
			}
			seen[c.ID] = true
		}
	})

	t.Run("SearchRepeats", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		if diff := cmp.Diff(search(t, b), search(t, b)); diff != "" {
			t.Errorf("two searches differ:\n%s", diff)
		}
	})

	t.Run("FetchDelivers", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for _, c := range search(t, b) {
			clip, err := b.Provider.Fetch(t.Context(), b.Work, c)
			if err != nil {
				t.Fatalf("Fetch(%s): %v", c.ID, err)
			}
			if clip.ID != footage.ClipID(c) || clip.Kind != c.Kind || clip.Term != c.Term {
				t.Errorf("clip %+v is not candidate %+v", clip, c)
			}
			if diff := cmp.Diff(c.Credit, clip.Credit); diff != "" {
				t.Errorf("the credit changed:\n%s", diff)
			}
			again, err := b.Provider.Fetch(t.Context(), b.Work, c)
			if diff := cmp.Diff(clip, again); err != nil || diff != "" {
				t.Errorf("a second Fetch differs: %v\n%s", err, diff)
			}
			if clip.Kind == steps.Generated {
				if !clip.Blob.IsZero() {
					t.Errorf("generated clip %s has a blob", clip.ID)
				}
				continue
			}
			checkFile(t, b, clip)
		}
	})

	t.Run("FetchOfWhatIsNotThere", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		clip, err := b.Provider.Fetch(t.Context(), b.Work, b.Missing)
		if !errors.Is(err, &failure.Failure{Code: failure.NotFound}) {
			t.Errorf("Fetch = %+v, %v; want a failure of code %s", clip, err, failure.NotFound)
		}
	})

	t.Run("EndedContext", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := b.Provider.Search(ctx, b.Work, b.Finds)
		if b.Online && !errors.Is(err, context.Canceled) {
			t.Errorf("Search with an ended context = %v", err)
		}
		if !b.Online && err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("Search with an ended context = %v, want none or the context's", err)
		}
	})
}

// checkFile checks that a clip's blob is stored and that the document says what the render needs.
func checkFile(t *testing.T, b Bundle, clip steps.Clip) {
	t.Helper()
	r, err := b.Work.Blobs.Open(t.Context(), clip.Blob.Digest)
	if err != nil {
		t.Fatalf("the blob of %s: %v", clip.ID, err)
	}
	defer r.Close()
	if n, err := io.Copy(io.Discard, r); err != nil || n != clip.Blob.Size || n == 0 {
		t.Errorf("the blob of %s has %d bytes (%v), the clip says %d", clip.ID, n, err, clip.Blob.Size)
	}
	if clip.Width < 1 || clip.Height < 1 || clip.Demuxer == "" || clip.Codec == "" || clip.Blob.MediaType == "" {
		t.Errorf("clip %+v lacks its size, demuxer, codec or media type", clip)
	}
	if clip.Kind == steps.VideoClip && (clip.Milliseconds < 1 || clip.Rate == "") {
		t.Errorf("clip %+v lacks its length or rate", clip)
	}
}
