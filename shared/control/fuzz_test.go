package control_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/moneyprinter/moneyprinter/shared/control"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// FuzzParseLetterQuery looks that a query that the gateway took is one that the workflow takes from it, and the same.
func FuzzParseLetterQuery(f *testing.F) {
	for _, s := range []string{
		"", "video=v&type=moneyprinter.speech.requested&before=2026-01-31T12:00:00Z&limit=50", "limit=0", "limit=%2B7", "limit=201", "before=2026-01-31",
		"before=0000-01-01T00:00:00%2B01:00", "before=9999-12-31T23:59:59-23:59", "before=0001-01-01T00:00:00Z", "video=%00&video=b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		q, err := control.ParseLetterQuery(v)
		if err != nil {
			if !errors.Is(err, &failure.Failure{Code: failure.InvalidInput}) {
				t.Errorf("ParseLetterQuery(%q) = %v", s, err)
			}
			return
		}
		if q.Limit < 0 || q.Limit > control.MaxLetters {
			t.Errorf("%q asks for %d letters", s, q.Limit)
		}
		again, err := control.ParseLetterQuery(q.Values())
		if err != nil || again.Video != q.Video || again.Type != q.Type || again.Limit != q.Limit || !again.Before.Equal(q.Before) {
			t.Errorf("%q is %+v, and sent on %+v, %v", s, q, again, err)
		}
	})
}
