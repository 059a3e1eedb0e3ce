// Command examples makes a request for each function that can be given to it alone: it lets the one-machine program make a
// short video and keeps the first event that each function gets. The blobs that the requests name are kept beside them.
//
//	go run ./infra/examples         writes build/examples
//
// For a function there is a folder with the event's id, type and source, and its data as data.json, which are the flags of
// `func invoke`.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// wanted is the video: two short sentences, small, without music.
const wanted = `{"video_subject": "The moon", "video_script": "The moon is our neighbour. Its light is borrowed from the sun.",
  "video_source": "generated", "video_short_side": 360, "bgm_type": ""}`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "examples:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("examples", flag.ExitOnError)
	out := flags.String("out", filepath.Join("build", "examples"), "the `folder` to write")
	program := flags.String("program", filepath.Join("bin", "moneyprinter"), "the one-machine `program`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r := newRecorder()
	server := httptest.NewServer(r)
	defer server.Close()
	// A trigger of our own gets every event.
	triggers := filepath.Join(*out, "triggers")
	if err := os.MkdirAll(triggers, 0o755); err != nil {
		return err
	}
	trigger := fmt.Sprintf("apiVersion: eventing.knative.dev/v1\nkind: Trigger\nmetadata: {name: examples, namespace: moneyprinter}\nspec:\n  broker: moneyprinter\n  subscriber: {uri: %q}\n", server.URL)
	if err := os.WriteFile(filepath.Join(triggers, "examples.yaml"), []byte(trigger), 0o600); err != nil {
		return err
	}
	stop, url, err := serve(ctx, *program, "serve", "--listen", "127.0.0.1:0", "--data", *out, "--manifests", triggers)
	if err != nil {
		return err
	}
	err = request(ctx, url)
	if err == nil {
		err = r.wait(ctx)
	}
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	return r.write(*out)
}

// serve starts the one-machine program and returns its address once it serves.
func serve(ctx context.Context, program string, args ...string) (stop func() error, url string, err error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", fmt.Errorf("%s: %w", program, err)
	}
	stop = func() error {
		return errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait())
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "moneyprinter serves at "); ok {
			go io.Copy(io.Discard, stdout)
			return stop, url, nil
		}
	}
	return nil, "", errors.Join(fmt.Errorf("%s serves nowhere", program), stop())
}

// request asks for the video.
func request(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v1/videos", bytes.NewBufferString(wanted))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("ask for a video: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		b, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("ask for a video: %s: %s", resp.Status, b)
	}
	return nil
}
