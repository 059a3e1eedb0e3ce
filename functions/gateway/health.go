package gateway

import (
	"context"
	"net/http"
	"time"
)

// greeting is the answer to GET /: what this is and where things are.
type greeting struct {
	Service string            `json:"service"`
	Links   map[string]string `json:"links"`
}

func (f *Function) greet(w http.ResponseWriter, r *http.Request) {
	links := map[string]string{"videos": "/api/v1/videos", "health": "/health", "live": "/health/live", "ready": "/health/ready"}
	if f.parts.Workflow != nil && f.parts.Operator {
		links["load"], links["dead_letters"] = "/api/v1/load", "/api/v1/dead-letters"
	}
	f.answer(w, r, http.StatusOK, "moneyprinter makes a short video of a subject: POST one to the address videos", greeting{"moneyprinter", links})
}

// live says that the process answers.
func (f *Function) live(w http.ResponseWriter, r *http.Request) {
	f.succeed(w, r, map[string]string{"health": "live"})
}

// ready says that the database answers too.
func (f *Function) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := f.parts.Store.Ready(ctx); err != nil {
		f.fail(w, r, err)
		return
	}
	f.succeed(w, r, map[string]string{"health": "ready"})
}
