package control

import (
	"net/url"
	"strconv"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Values is the query as URL parameters.
func (q LetterQuery) Values() url.Values {
	v := url.Values{}
	if q.Video != "" {
		v.Set("video", q.Video)
	}
	if q.Type != "" {
		v.Set("type", q.Type)
	}
	if !q.Before.IsZero() {
		v.Set("before", q.Before.UTC().Format(time.RFC3339Nano))
	}
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return v
}

// ParseLetterQuery reads what Values writes; a failure of code InvalidInput where it cannot.
func ParseLetterQuery(v url.Values) (q LetterQuery, err error) {
	q.Video, q.Type = v.Get("video"), v.Get("type")
	if s := v.Get("before"); s != "" {
		// In UTC, as Values writes it, a time at the edge of the calendar may have a year that RFC 3339 cannot write.
		if q.Before, err = time.Parse(time.RFC3339Nano, s); err != nil || q.Before.UTC().Year() < 0 || q.Before.UTC().Year() > 9999 {
			return q, failure.New(failure.InvalidInput, "before must be a time such as 2026-01-31T12:00:00Z")
		}
	}
	if s := v.Get("limit"); s != "" {
		if q.Limit, err = strconv.Atoi(s); err != nil || q.Limit < 1 || q.Limit > MaxLetters {
			return q, failure.New(failure.InvalidInput, "limit must be a number from 1 to "+strconv.Itoa(MaxLetters))
		}
	}
	return q, nil
}
