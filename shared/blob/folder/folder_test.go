package folder_test

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/blobtest"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	blobtest.Test(t, blobtest.Place{
		Open: func(t *testing.T) blob.Store {
			s, err := folder.New(root)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Names: func(t *testing.T) (names []string) {
			err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					names = append(names, path)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return names
		},
	})
}
