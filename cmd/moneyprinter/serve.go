package main

import (
	"context"
	"fmt"
	"net"
	"os"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// serveCommand runs the platform until it is interrupted.
type serveCommand struct {
	Platform  platform `embed:""`
	Listen    string   `group:"Making" env:"MONEYPRINTER_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Where to serve (${default}); port 0 takes a free one."`
	Manifests string   `group:"Making" env:"MONEYPRINTER_MANIFESTS" placeholder:"DIR" type:"existingdir" help:"A folder of Knative manifests of your own, such as triggers that send events to your services."`
}

// Run serves. An address that is not of this machine's loopback is refused, because nothing asks who calls yet.
func (s *serveCommand) Run(ctx context.Context, c console) error {
	if err := loopback(s.Listen); err != nil {
		complain(c, failure.From(err))
		return exitCode(exitUsage)
	}
	if s.Manifests != "" {
		s.Platform.manifests = os.DirFS(s.Manifests)
	}
	machine, stop, err := s.Platform.start(ctx, s.Listen, c.Err)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, `moneyprinter serves at %[1]s

  make a video:    curl %[1]s/api/v1/videos -H 'Content-Type: application/json' -d '{"video_subject": "Why the sea is salty"}'
  list them:       curl %[1]s/api/v1/videos
  watch one:       curl -N %[1]s/api/v1/videos/ID/events
  or by event:     curl %[1]s/broker/moneyprinter/moneyprinter \
                     -H 'Ce-Specversion: 1.0' -H 'Ce-Type: moneyprinter.video.requested' -H 'Ce-Source: /curl' -H 'Ce-Id: 1' \
                     -H 'Content-Type: application/json' -d '{"params": {"video_subject": "Why the sea is salty"}}'

Data is kept in %[2]s. Ctrl-C stops; what is not finished goes on at the next start.
`, machine.URL(), s.Platform.Data)
	<-ctx.Done()
	fmt.Fprintln(c.Err, "stopping")
	return stop()
}

// loopback refuses an address that other machines reach.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return failure.Wrap(failure.InvalidInput, err, "--listen "+address+" is not HOST:PORT", failure.Hint("an example is 127.0.0.1:8080"))
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return failure.New(failure.InvalidInput, "--listen "+address+" is reached by other machines, and there is no login yet that could keep them out",
			failure.Hint("listen on 127.0.0.1, and put a proxy with a login or an SSH tunnel before it"))
	}
	return nil
}
