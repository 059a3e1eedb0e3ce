package ledger_test

import (
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/database/databasetest"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgertest"
)

func TestSQL(t *testing.T) {
	t.Parallel()
	for name, open := range databasetest.Kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ledgertest.Test(t, func(t *testing.T, clock *ledgertest.Clock) ledger.Ledger {
				return ledger.New(open(t, ledgerschema.Migrations), ledger.WithClock(clock.Now))
			})
		})
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	type input struct{ A, B string }
	key := func(owner, step string, version int, seed int64, in any) string {
		k, err := ledger.Key(owner, step, version, seed, in)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	base := key("alice", "speech", 1, 0, input{"x", "y"})
	if again := key("alice", "speech", 1, 0, map[string]any{"B": "y", "A": "x"}); again != base {
		t.Errorf("the order of fields changes the key")
	}
	for name, other := range map[string]string{
		"owner": key("bob", "speech", 1, 0, input{"x", "y"}), "step": key("alice", "script", 1, 0, input{"x", "y"}),
		"version": key("alice", "speech", 2, 0, input{"x", "y"}), "seed": key("alice", "speech", 1, 1, input{"x", "y"}),
		"input": key("alice", "speech", 1, 0, input{"x", "z"}),
	} {
		if other == base {
			t.Errorf("%s does not change the key", name)
		}
	}
}
