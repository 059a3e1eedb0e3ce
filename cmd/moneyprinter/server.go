package main

import (
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/apiclient"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// server are the flags of the commands that ask a running moneyprinter.
type server struct {
	Server string `env:"MONEYPRINTER_SERVER" placeholder:"URL" help:"The server to ask; by default the one that serves the data folder."`
	Data   string `env:"MONEYPRINTER_DATA" default:"${data}" placeholder:"DIR" help:"The data folder (${default})."`
}

// client returns the client of the server.
func (s server) client() (*apiclient.Client, error) {
	if s.Server != "" {
		return apiclient.New(s.Server)
	}
	address, ok := local.Serving(s.Data)
	if !ok {
		return nil, failure.New(failure.Unavailable, "nothing serves the data folder "+s.Data, failure.Hint("start it with moneyprinter serve, or name a server with --server"))
	}
	return apiclient.New(address)
}
