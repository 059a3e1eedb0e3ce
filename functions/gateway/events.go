package gateway

import (
	"net/http"
	"net/url"
)

// events sends a client that asks for a video's live view on to the function stream, which scales apart.
func (f *Function) events(w http.ResponseWriter, r *http.Request) {
	at, err := url.Parse(f.parts.Stream)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	at = at.JoinPath("api", "v1", "videos", url.PathEscape(r.PathValue("id")), "events")
	at.RawQuery = r.URL.RawQuery
	http.Redirect(w, r, at.String(), http.StatusTemporaryRedirect)
}
