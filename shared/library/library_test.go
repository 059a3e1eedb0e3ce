package library

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

func setup(t *testing.T) (Library, blob.Store) {
	t.Helper()
	l := Library{Folder: t.TempDir(), MaxBytes: 10}
	for name, content := range map[string]string{"b.mp3": "beta", "a.OGG": "alpha", "notes.txt": "text", ".hidden.mp3": "hidden", "large.mp3": "eleven bytes"} {
		if err := os.WriteFile(filepath.Join(l.Folder, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("b.mp3", filepath.Join(l.Folder, "link.mp3")); err != nil {
		t.Fatal(err)
	}
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return l, store
}

func TestImport(t *testing.T) {
	t.Parallel()
	l, store := setup(t)
	ref, name, err := l.Import(t.Context(), store, "b.mp3")
	if want := (blob.Ref{Digest: blob.DigestOf([]byte("beta")), Size: 4}); err != nil || ref != want || name != "b.mp3" {
		t.Fatalf("Import = %+v, %q, %v; want %+v", ref, name, err, want)
	}
	again, _, err := l.Import(t.Context(), store, string(ref.Digest))
	if err != nil || again != ref {
		t.Errorf("Import by digest = %+v, %v; want %+v", again, err, ref)
	}
	if ref, _, err := (Library{}).Import(t.Context(), store, string(ref.Digest)); err != nil || ref.Size != 4 {
		t.Errorf("Import by digest without a folder = %+v, %v", ref, err)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	l, store := setup(t)
	upload, err := store.Put(t.Context(), strings.NewReader("eleven bytes"), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]failure.Code{
		"../b.mp3": failure.InvalidInput, "/etc/passwd": failure.InvalidInput, "a/b.mp3": failure.InvalidInput, `a\b.mp3`: failure.InvalidInput,
		"..": failure.InvalidInput, ".hidden.mp3": failure.InvalidInput, "": failure.InvalidInput, "b.mp3\n": failure.InvalidInput, "b.mp3\x00.txt": failure.InvalidInput,
		"link.mp3": failure.InvalidInput, "none.mp3": failure.NotFound, "large.mp3": failure.TooLarge,
		"sha256:": failure.NotFound, "sha256:../../b.mp3": failure.NotFound, string(upload.Digest): failure.TooLarge,
	} {
		if _, _, err := l.Import(t.Context(), store, name); !errors.Is(err, &failure.Failure{Code: want}) {
			t.Errorf("Import(%q) = %v, want code %s", name, err, want)
		}
	}
	if _, _, err := (Library{}).Import(t.Context(), store, "b.mp3"); !errors.Is(err, &failure.Failure{Code: failure.NotFound}) {
		t.Errorf("Import without a folder = %v", err)
	}
	if _, _, err := (Library{Folder: filepath.Join(l.Folder, "gone")}).Import(t.Context(), store, "b.mp3"); !errors.Is(err, &failure.Failure{Code: failure.NotConfigured}) {
		t.Errorf("Import from a folder that is not there = %v", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	l, _ := setup(t)
	got, err := l.Names(".mp3", ".ogg")
	if diff := cmp.Diff([]string{"a.OGG", "b.mp3", "large.mp3"}, got); err != nil || diff != "" {
		t.Errorf("Names: %v\n%s", err, diff)
	}
	if got, err := (Library{}).Names(".mp3"); err != nil || got != nil {
		t.Errorf("Names without a folder = %v, %v", got, err)
	}
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"a.mp4", "../a", "a/../b", `a\b`, ".a", "a\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if Plain(name) && filepath.Join("root", name) != "root/"+name {
			t.Errorf("%q leaves its folder", name)
		}
	})
}
