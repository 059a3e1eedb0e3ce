package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

var update = flag.Bool("update", false, "write the golden files")

// asProgram makes the test's executable the program itself, for the tests that run it and for its own Jobs.
const asProgram = "MONEYPRINTER_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program is a run of the program on its own data.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), asProgram+"=1", "MONEYPRINTER_DATA="+filepath.Join(t.TempDir(), "data"), "COLUMNS=100")
	return cmd
}

// output runs a command to its end.
func output(t *testing.T, cmd *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func TestHelpIsTheGoldenOne(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"help": {"--help"}, "make": {"make", "--help"}, "serve": {"serve", "--help"}, "lint": {"lint", "--help"}, "doctor": {"doctor", "--help"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, args...)
			cmd.Env = append(cmd.Env, "XDG_DATA_HOME=/home/you/.local/share", "MONEYPRINTER_DATA=")
			code, got, stderr := output(t, cmd)
			if code != exitDone || stderr != "" {
				t.Fatalf("exit %d, %s", code, stderr)
			}
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		code int
		says string // on standard output or error
	}{
		{"no command", nil, exitUsage, "--help"},
		{"an unknown command", []string{"fly"}, exitUsage, "fly"},
		{"an unknown flag", []string{"make", "x", "--fly"}, exitUsage, "--fly"},
		{"a value that is not offered", []string{"make", "x", "--aspect=3:2"}, exitUsage, "4:5"},
		{"nothing to make", []string{"make"}, exitUsage, "video_subject is empty"},
		{"a script that is not there", []string{"make", "--script=none.txt"}, exitUsage, "none.txt"},
		{"a voice that is not there", []string{"make", "The sea", "--voice=nobody-at-all", "--stop-at=speech"}, exitFailed, "nobody-at-all"},
		{"a text alone", []string{"make", "The sea", "--stop-at=script"}, exitDone, "made in"},
		{"an open address", []string{"serve", "--listen=0.0.0.0:0"}, exitUsage, "other machines"},
		{"no address", []string{"serve", "--listen=8080"}, exitUsage, "HOST:PORT"},
		{"the built-in manifests", []string{"lint"}, exitDone, "no problem"},
		{"no manifests", []string{"lint", "/none"}, exitUsage, "/none"},
		{"the version", []string{"version"}, exitDone, "ffmpeg"},
		{"glyphs that are there", []string{"doctor", "Hello"}, exitDone, "every character"},
		{"a glyph that no font has", []string{"doctor", "\U000F0000"}, exitFailed, "U+F0000"},
		{"an unknown Job", []string{"job", "fly"}, -1, "fly"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := output(t, program(t, c.args...))
			if c.code < 0 && code == 0 || c.code >= 0 && code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			if !strings.Contains(stdout+stderr, c.says) {
				t.Errorf("%q is not in:\n%s%s", c.says, stdout, stderr)
			}
		})
	}
}

func TestLintNamesFileLineAndReason(t *testing.T) {
	t.Parallel()
	cmd := program(t, "lint", "m")
	dir := filepath.Join(cmd.Dir, "m")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "t.yaml"), []byte("apiVersion: eventing.knative.dev/v1\nkind: Trigger\nmetadata:\n  name: t\nspec:\n  brokr: b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, _ := output(t, cmd)
	if code != exitFailed || !regexp.MustCompile(`(?m)^m/t\.yaml:6: .*brokr`).MatchString(stdout) {
		t.Fatalf("exit %d: %s", code, stdout)
	}
}

// What is missing is told before and while a video is made, with how to get it.
func TestAMachineWithoutFFmpeg(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"doctor"}, {"make", "The sea", "--tts-provider=espeak"}} {
		cmd := program(t, args...)
		cmd.Env = append(cmd.Env, "PATH=/nonexistent")
		code, stdout, stderr := output(t, cmd)
		if code != exitFailed || !strings.Contains(stdout+stderr, "apt-get install") {
			t.Errorf("%v: exit %d:\n%s%s", args, code, stdout, stderr)
		}
	}
}

// A video is made, delivered and, the second time, reused.
func TestMakeAndMakeAgain(t *testing.T) {
	t.Parallel()
	first := program(t, "make", "--script=talk.txt", "--short-side=360", "--fps=24", "--json")
	if err := os.WriteFile(filepath.Join(first.Dir, "talk.txt"), []byte("The sea is salty. Rivers carry the salt."), 0o644); err != nil {
		t.Fatal(err)
	}
	again := program(t, first.Args[1:]...)
	again.Dir, again.Env = first.Dir, first.Env
	for i, cmd := range []*exec.Cmd{first, again} {
		code, stdout, stderr := output(t, cmd)
		var r result
		if err := json.Unmarshal([]byte(stdout), &r); err != nil || strings.Count(stdout, "\n") != 1 {
			t.Fatalf("standard output is not one line of JSON: %v: %s", err, stdout)
		}
		if code != exitDone || r.State != orchestration.Completed || len(r.Files) != 7 || r.Files[0].Path != "videos/talk.mp4" || r.Files[0].Size == 0 {
			t.Fatalf("exit %d, %+v\n%s", code, r, stderr)
		}
		if strings.Contains(stderr, "\x1b") {
			t.Fatalf("control sequences in a pipe: %q", stderr)
		}
		if _, err := os.Stat(filepath.Join(first.Dir, r.Files[0].Path)); err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Steps {
			if reused := len(s.Reused) == s.Tasks; s.Tasks > 0 && reused != (i == 1) {
				t.Errorf("run %d: %d of %d %s reused", i+1, len(s.Reused), s.Tasks, s.Name)
			}
		}
	}
}

// An interrupt cancels the video, so that the next start does not go on with it.
func TestInterruptCancels(t *testing.T) {
	t.Parallel()
	cmd := program(t, "make", "The sea", "--json")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(stderr); s.Scan(); {
		if strings.Contains(s.Text(), "plan done") { // renders are next, and take long
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	var r result
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatalf("%v: %s", err, stdout.String())
	}
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || r.State != orchestration.Cancelled || r.Failure == nil || r.Failure.Code != failure.Cancelled {
		t.Fatalf("exit %d, %+v", code, r)
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, "videos")); err == nil {
		t.Fatal("a cancelled video left files")
	}
}

func TestServeAnswersKeepsItsDataToItselfAndStops(t *testing.T) {
	t.Parallel()
	cmd := program(t, "serve", "--listen=127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewReader(stdout)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(first)
	resp, err := http.Get(url + "/health/ready")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status)
	}

	second := program(t, "make", "x", "--json")
	second.Env = cmd.Env
	code, answer, stderr := output(t, second)
	var r result
	if err := json.Unmarshal([]byte(answer), &r); err != nil || code != exitFailed || r.Failure.Code != failure.Conflict || !strings.Contains(stderr, url) {
		t.Fatalf("a second process on the same data: exit %d, %s, %s", code, answer, stderr)
	}

	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}
