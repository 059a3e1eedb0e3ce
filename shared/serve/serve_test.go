package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/serve"
)

// served makes the test's binary a function.
const served = "SERVE_TEST_FUNCTION"

func TestMain(m *testing.M) {
	if os.Getenv(served) != "" {
		serve.Function(slow{})
		fmt.Println("ended in good order")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// slow answers once a line comes in on standard input.
type slow struct{}

func (slow) Handle(w http.ResponseWriter, _ *http.Request) {
	fmt.Println("working")
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	io.WriteString(w, line)
}

func (slow) Ready(context.Context) (bool, error) { return true, nil }

// process is a function in a process of its own.
type process struct {
	cmd   *exec.Cmd
	url   string
	in    io.Writer
	lines *bufio.Scanner
	log   strings.Builder
}

// setup starts a function with the environment that Knative sets and waits until it is ready.
func setup(t *testing.T, env ...string) *process {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	p := &process{cmd: exec.CommandContext(t.Context(), os.Args[0]), url: "http://" + address}
	p.cmd.Env = append(os.Environ(), append(env, served+"=1", "LISTEN_ADDRESS="+address)...)
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(out)
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for {
		resp, err := http.Get(p.url + "/health/readiness")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return p
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the function is not ready: %v", err)
		}
	}
}

// A pod that is asked to end finishes what it has begun, takes nothing new, and ends without an error.
func TestSIGTERM(t *testing.T) {
	t.Parallel()
	p := setup(t)
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Get(p.url)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answer <- string(b)
	}()
	if !p.lines.Scan() || p.lines.Text() != "working" {
		t.Fatalf("the request did not arrive: %s", p.lines.Text())
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for {
		c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			break // nothing new is taken
		}
		c.Close()
	}
	io.WriteString(p.in, "done\n")
	if got := <-answer; got != "done\n" {
		t.Errorf("the request under way got %q", got)
	}
	if !p.lines.Scan() || p.lines.Text() != "ended in good order" {
		t.Errorf("it ended otherwise: %s", p.lines.Text())
	}
	if err := p.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// func's middleware tells of every start and probe at its own level, debug: nothing of it reaches the log.
func TestTheMiddlewareIsQuiet(t *testing.T) {
	t.Parallel()
	p := setup(t)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Error(err)
	}
	if p.log.Len() > 0 {
		t.Errorf("it writes %q", p.log.String())
	}
}
