package gateway

import "net/url"

// links are the addresses of a video, relative to the service.
type links struct {
	Self   string `json:"self"`
	Events string `json:"events"`
}

func linksOf(id string) links {
	self := "/api/v1/videos/" + url.PathEscape(id)
	return links{Self: self, Events: self + "/events"}
}
