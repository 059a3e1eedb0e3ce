package kubernetes

import (
	"encoding/json"
	"fmt"
)

// Error is the API's answer where it gave no object: its Status.
type Error struct {
	// Code is the HTTP status: 403 where the rights are missing, 404 where there is no such object.
	Code int `json:"-"`
	// Reason is Kubernetes' own word, such as Forbidden; empty where something else answered.
	Reason string `json:"reason"`
	// Message is for people.
	Message string `json:"message"`
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("kubernetes: the API answers %d %s: %s", e.Code, e.Reason, e.Message)
}

func newError(code int, body []byte) *Error {
	e := &Error{}
	if json.Unmarshal(body, e) != nil {
		e.Message = string(body[:min(len(body), 200)])
	}
	e.Code = code
	return e
}
