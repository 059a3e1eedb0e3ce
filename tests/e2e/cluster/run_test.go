//go:build cluster

package cluster

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// Every function runs on this machine by func, behind func's own scaffolding, and answers the request that make invoke sends.
func TestFuncRun(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(repository, "functions", "*", "func.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no function: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		if name == "segment" || name == "assemble" {
			continue // Jobs: func has no such kind, and make up's JobSinks run them
		}
		t.Run(name, func(t *testing.T) {
			address := freeAddress(t)
			start(t, "make", "run", "FN="+name, "ADDRESS="+address)
			eventually(t, 5*time.Minute, name+" is ready", func(ctx context.Context) error {
				return testserver.AnswersOK(ctx, "http://"+address+"/health/readiness")
			})
			if name == "gateway" || name == "stream" {
				return // they take HTTP requests and no events
			}
			c := exec.CommandContext(t.Context(), "make", "--no-print-directory", "invoke", "FN="+name, "ADDRESS="+address)
			c.Dir = repository
			out, err := c.CombinedOutput()
			if want := "moneyprinter." + name + ".completed"; err != nil || name != "workflow" && name != "deadletter" && !strings.Contains(string(out), want) {
				t.Errorf("make invoke: %v\n%s", err, out)
			}
		})
	}
}

// repository is the repository's root.
const repository = "../../.."

// start runs a command, with its children, until the test ends.
func start(t *testing.T, name string, arg ...string) {
	t.Helper()
	c := exec.Command(name, arg...)
	c.Dir, c.SysProcAttr = repository, &syscall.SysProcAttr{Setpgid: true}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-c.Process.Pid, syscall.SIGINT)
		hard := time.AfterFunc(20*time.Second, func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
		c.Wait() // the error is that it was told to end
		hard.Stop()
		if t.Failed() {
			b, err := os.ReadFile(log.Name())
			t.Logf("%s %v: %s%v", name, arg, b, err)
		}
		log.Close()
	})
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
