package folder_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/blob/blobtest"
	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	blobtest.Test(t, func(t *testing.T) blob.Store {
		s, err := folder.New(root)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
