package step_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/blob/folder"
	"github.com/moneyprinter/moneyprinter/shared/database/sqlite"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/ffmpeg"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/ledger/ledgerschema"
	"github.com/moneyprinter/moneyprinter/shared/step"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// TestMain lets the test binary stand for a Job's process.
func TestMain(m *testing.M) {
	if dir := os.Getenv("STEP_TEST_JOB"); dir != "" {
		os.Exit(endless(dir))
	}
	os.Exit(m.Run())
}

// endless is a Job that renders without end, as the mains of segment and assemble run theirs.
func endless(dir string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	db, err := sqlite.Open(ctx, filepath.Join(dir, "video.db"))
	if err != nil {
		panic(err)
	}
	blobs, err := folder.New(filepath.Join(dir, "blobs"))
	if err != nil {
		panic(err)
	}
	parts := step.Parts{
		Blobs: blobs, Ledger: ledger.New(db), Scratch: dir, Incarnation: step.NewIncarnation("job"), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Broker: event.HTTPSender{URL: "http://127.0.0.1:1"},
	}
	return step.New(steps.Speech, func(ctx context.Context, w *step.Work, _ input) (output, error) {
		said := false
		_, err := ffmpeg.Command{
			Args: []string{"-re", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=30", "-f", "null", "-"},
			OnProgress: func(ffmpeg.Progress) {
				if !said {
					said = true
					fmt.Println(w.Scratch)
				}
			},
		}.Run(ctx)
		return output{}, err
	}, parts).RunJob(ctx)
}

// A Job that is told to end gives its work back at once, and leaves no process and no file.
func TestJobIsTerminated(t *testing.T) {
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "video.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := ledgerschema.Migrations.Up(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	e := request(t, "v/speech/0/1", "hello")
	leave(t, e)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	job := exec.Command(self)
	job.Env = append(os.Environ(), "STEP_TEST_JOB="+dir)
	job.Stderr = os.Stderr
	out, err := job.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Start(); err != nil {
		t.Fatal(err)
	}
	defer job.Process.Kill()
	line := make([]byte, 4096)
	n, err := out.Read(line)
	if err != nil {
		t.Fatalf("the render did not start: %v", err)
	}
	scratch := string(bytes.TrimSpace(line[:n]))
	renders := childrenOf(t, job.Process.Pid)
	if len(renders) != 1 {
		t.Fatalf("the Job's children are %v", renders)
	}

	began := time.Now()
	if err := job.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = job.Wait()
	if code := job.ProcessState.ExitCode(); code != step.ExitRetry {
		t.Errorf("exit code %d, want %d", code, step.ExitRetry)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if err := syscall.Kill(renders[0], 0); err != syscall.ESRCH {
		t.Errorf("ffmpeg is still there: %v", err)
	}
	if _, err := os.Stat(scratch); !os.IsNotExist(err) {
		t.Errorf("the scratch folder is still there: %v", err)
	}
	// Whoever comes next need not wait for the lease to end by itself.
	b := &bench{Parts: step.Parts{Ledger: ledger.New(db)}}
	b.hold(t, e, step.NewIncarnation("another Job"))
}

// childrenOf lists the processes that a process has started.
func childrenOf(t *testing.T, pid int) (children []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		var id, parent int
		_, rest, _ := strings.Cut(string(b), ") ")
		if _, err := fmt.Sscanf(rest, "%s %d", new(string), &parent); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(string(b), &id); err == nil && parent == pid {
			children = append(children, id)
		}
	}
	return children
}
