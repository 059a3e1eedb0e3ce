package local_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
	"github.com/moneyprinter/moneyprinter/shared/database/sqlite"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// serveUntilKilled is the process that the tests kill: a machine with fault points that makes one video.
func serveUntilKilled(data string) error {
	m, err := local.Start(context.Background(), faulty(local.Options{Data: data, Listen: "127.0.0.1:0"}))
	if err != nil {
		return err
	}
	id, err := m.Create(context.Background(), orchestration.LocalOwner, spoken())
	if err != nil {
		return err
	}
	fmt.Println(id)
	select {} // until the test kills this process
}

func TestKilledAnywhere(t *testing.T) {
	points := []string{
		"between the provider's answer and its commit", "between the commit of a result and its reply",
		"before publishing moneyprinter.speech.requested", "before publishing moneyprinter.video.completed",
		"during script", "during terms", "during speech", "during subtitle", "during search", "during fetch", "during plan", "during segment", "during assemble",
	}
	for _, point := range points {
		t.Run(point, func(t *testing.T) {
			p := newProvider(t)
			for k, v := range map[string]string{
				"MONEYPRINTER_LLM_BASE_URL": p.URL + "/v1", "MONEYPRINTER_TTS_BASE_URL": p.URL + "/v1",
				"MONEYPRINTER_LLM_API_KEY": "test", "MONEYPRINTER_TTS_API_KEY": "test",
			} {
				t.Setenv(k, v)
			}
			data := t.TempDir()
			id := killAt(t, data, point)
			answered := recordedAnswers(t, data)
			if point == "during assemble" && len(answered) < 3 {
				t.Errorf("only %d answers are on record", len(answered))
			}

			m := start(t, local.Options{Data: data})
			v := finish(t, m, id)
			if v.State != orchestration.Completed {
				t.Fatalf("state %s: %+v", v.State, v.Failure)
			}
			uncertain := 0
			for _, s := range v.Steps {
				for _, k := range s.Tasks {
					uncertain += k.Uncertain
				}
			}
			twice := 0
			for call, n := range p.log() {
				twice += n - 1
				if _, key, _ := strings.Cut(call, " "); answered[key] && n != 1 {
					t.Errorf("%s had its answer on record before the kill, and was paid %d times", call, n)
				}
			}
			if twice > uncertain {
				t.Errorf("%d calls were paid twice, and %d are known as uncertain", twice, uncertain)
			}
			if point == "between the provider's answer and its commit" && twice == 0 {
				t.Error("the call whose answer was lost was not made again")
			}
		})
	}
}

// recordedAnswers returns the idempotency keys of the calls whose answers are on record.
func recordedAnswers(t *testing.T, data string) map[string]bool {
	t.Helper()
	answered := map[string]bool{}
	for _, name := range []string{"content", "tts"} {
		db, err := sqlite.Open(t.Context(), filepath.Join(data, "state", name+".db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rows, err := db.Read.QueryContext(t.Context(), `SELECT call FROM ledger_call WHERE answer IS NOT NULL`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			if err := rows.Scan(&key); err != nil {
				t.Fatal(err)
			}
			answered[key] = true
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return answered
}

// killAt runs a process until it has come to a point, kills it with SIGKILL, and returns the id of its video.
func killAt(t *testing.T, data, point string) string {
	t.Helper()
	marker := filepath.Join(t.TempDir(), "marker")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "serve-until-killed", data)
	c.Env = append(os.Environ(), pointVariable+"="+point, markerVariable+"="+marker)
	var log strings.Builder
	c.Stderr = &log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		c.Process.Kill()
		c.Wait()
	}()
	id := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(out)
		s.Scan()
		id <- s.Text()
	}()
	reached := time.After(2 * time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if _, err := os.Stat(marker); err == nil {
				return <-id
			}
		case <-reached:
			t.Fatalf("the process never came to %q:\n%s", point, log.String())
		}
	}
}
