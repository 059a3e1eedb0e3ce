package footage_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/footage"
	"github.com/moneyprinter/moneyprinter/shared/footage/generated"
)

func TestFind(t *testing.T) {
	t.Parallel()
	providers := footage.Providers{"generated": generated.Provider{}}
	if p, err := providers.Find("generated"); err != nil || p != (generated.Provider{}) {
		t.Errorf("Find = %v, %v", p, err)
	}
	_, err := providers.Find("pexels")
	var f *failure.Failure
	if !errors.As(err, &f) || f.Code != failure.InvalidInput || !strings.Contains(f.Message, "pexels") || !strings.Contains(f.Hint, "generated") {
		t.Errorf("Find of an unknown provider = %v", err)
	}
}
