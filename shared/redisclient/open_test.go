package redisclient_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/redisclient"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

func open(t *testing.T, address string, log io.Writer) redis.UniversalClient {
	t.Helper()
	client, err := redisclient.Open(address, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func TestEveryServerAnswers(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{testserver.Redis, testserver.RedisCluster} {
		client := open(t, testserver.Address(t, variable), io.Discard)
		for _, key := range []string{"a", "b", "c", "d"} { // of different nodes in a cluster
			if err := client.Get(t.Context(), "redisclient-test-"+key).Err(); !errors.Is(err, redis.Nil) {
				t.Errorf("%s: %v", variable, err)
			}
		}
	}
}

func TestNoErrorCarriesThePassword(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, address := range []string{
		"", "localhost:6379", "http://:hunter2@localhost", "redis://:hunter2@localhost:port", "redis://:hunter2/x@localhost:6379/0",
		"redis://:%zz@localhost", "redis://:hunter2@localhost/hunter2", "redis://localhost?hunter2=1", "redis://:hunter2@localhost:6379?addr=hunter2",
		"redis://:hunter2@localhost:6379?addr=localhost:6380&hunter2=1", "redis://a:hunter2\n@localhost", "redis://localhost?read_timeout=hunter2",
	} {
		_, err := redisclient.Open(address, slog.Default())
		if !errors.Is(err, &failure.Failure{Code: failure.NotConfigured}) || failure.From(err).Hint == "" {
			t.Errorf("%q: %v", address, err)
		}
		for ; err != nil; err = errors.Unwrap(err) {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the password is in %q", err)
			}
		}
	}
	_, server, _ := strings.Cut(testserver.Address(t, testserver.Redis), "://") // which wants no password
	for _, address := range []string{"redis://user:hunter2@" + server, "redis://user:hunter2@127.0.0.1:1/0", "redis://user:hunter2@127.0.0.1:1?addr=127.0.0.1:2"} {
		var log bytes.Buffer
		err := open(t, address, &log).Ping(t.Context()).Err()
		if err == nil || strings.Contains(err.Error(), secret) || strings.Contains(log.String(), secret) {
			t.Errorf("%s: %v, log %s", address, err, &log)
		}
	}
}

// A server that is down costs three waits and then nothing, and is noticed when it is back.
func TestAServerThatIsDown(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // connections are made, and nobody answers
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	client := open(t, "redis://"+silent.Addr().String()+"?read_timeout=50ms&max_retries=-1", &log)
	for range 3 {
		if err := client.Ping(t.Context()).Err(); err == nil || errors.Is(err, gobreaker.ErrOpenState) {
			t.Fatalf("the server is silent, and the error is %v", err)
		}
	}
	began := time.Now()
	const n = 1000
	for range n {
		if err := client.Ping(t.Context()).Err(); err == nil {
			t.Fatal("nobody answers, and there is no error")
		}
	}
	if took := time.Since(began); took > n*50*time.Millisecond/4 {
		t.Errorf("a thousand commands to a dead server take %v", took)
	}
	if _, err := client.Pipelined(t.Context(), func(p redis.Pipeliner) error { p.Ping(t.Context()); return nil }); err == nil {
		t.Error("nobody answers a pipeline, and there is no error")
	}
	silent.Close()
	relay(t, silent.Addr().String(), testserver.Address(t, testserver.Redis))
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	limit := time.After(time.Minute)
	for client.Ping(t.Context()).Err() != nil {
		select {
		case <-again.C:
		case <-limit:
			t.Fatal("the server is back, and is not noticed")
		}
	}
	if got := log.String(); strings.Count(got, "does not answer") != 1 || strings.Count(got, "answers again") != 1 {
		t.Errorf("the log should tell of the beginning and the end:\n%s", got)
	}
}

// relay listens at an address and passes everything on to a Redis.
func relay(t *testing.T, at, redisURL string) {
	t.Helper()
	o, err := redis.ParseURL(redisURL)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", o.Addr)
			if err != nil {
				in.Close()
				continue
			}
			// Each direction ends the other; the client, closed later, ends both.
			go func() {
				io.Copy(out, in)
				out.Close()
			}()
			go func() {
				io.Copy(in, out)
				in.Close()
			}()
		}
	}()
}
