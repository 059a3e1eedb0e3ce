// Package serve is the main of a function that is built without func: the same middleware, the same addresses, the same
// probes at /health/liveness and /health/readiness, so that both ways of building behave alike.
package serve

import (
	"log/slog"
	"os"

	funchttp "knative.dev/func-go/http"
)

// Function serves f until SIGTERM or an interrupt, and ends the process. It listens on LISTEN_ADDRESS, which is [::]:8080
// where nothing is said.
func Function(f funchttp.Handler) {
	// Knative sets PORT alone, of which func's middleware makes a loopback address.
	if os.Getenv("LISTEN_ADDRESS") == "" {
		os.Setenv("LISTEN_ADDRESS", funchttp.DefaultListenAddress)
	}
	// The middleware tells of every probe; what the functions say goes through slog.
	funchttp.SetLogLevel(funchttp.LogWarn)
	if err := funchttp.Start(f); err != nil {
		slog.Error("the function ended", "error", err)
		os.Exit(1)
	}
}
