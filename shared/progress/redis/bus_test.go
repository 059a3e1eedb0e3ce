package redis_test

import (
	"log/slog"
	"net"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/moneyprinter/moneyprinter/shared/progress"
	"github.com/moneyprinter/moneyprinter/shared/progress/progresstest"
	"github.com/moneyprinter/moneyprinter/shared/progress/redis"
	"github.com/moneyprinter/moneyprinter/shared/redisclient"
	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// servers are the kinds of Redis that every test runs on: their variables, and a client that reaches them over a line.
var servers = map[string]struct {
	variable string
	over     func(t *testing.T, address string, line *testserver.Line) goredis.UniversalClient
}{
	"single": {testserver.Redis, func(t *testing.T, address string, line *testserver.Line) goredis.UniversalClient {
		o, err := goredis.ParseURL(address)
		if err != nil {
			t.Fatal(err)
		}
		o.Dialer, o.DialerRetries = line.Dial, 1
		return goredis.NewClient(o)
	}},
	"cluster": {testserver.RedisCluster, func(t *testing.T, address string, line *testserver.Line) goredis.UniversalClient {
		o, err := goredis.ParseClusterURL(address)
		if err != nil {
			t.Fatal(err)
		}
		o.Dialer, o.DialerRetries = line.Dial, 1
		return goredis.NewClusterClient(o)
	}},
}

// open makes a bus that lives as long as the test.
func open(t *testing.T, client goredis.UniversalClient) *redis.Bus {
	t.Helper()
	b := redis.New(client, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		client.Close()
	})
	return b
}

func TestBus(t *testing.T) {
	t.Parallel()
	for name, s := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testserver.Address(t, s.variable)
			progresstest.Test(t, func(t *testing.T) progress.Bus {
				client, err := redisclient.Open(address, slog.New(slog.DiscardHandler))
				if err != nil {
					t.Fatal(err)
				}
				return open(t, client)
			})
		})
	}
}

func TestAnInterruption(t *testing.T) {
	t.Parallel()
	for name, s := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testserver.Address(t, s.variable)
			var line testserver.Line
			worker, server := open(t, s.over(t, address, new(testserver.Line))), open(t, s.over(t, address, &line))
			watches := []*progress.Watch{progresstest.Watch(t, worker, server, "interrupted-a"), progresstest.Watch(t, worker, server, "interrupted-b"), progresstest.Watch(t, worker, server, "")}
			line.Cut()
			worker.Changed("interrupted-a") // nobody hears it
			line.Mend()
			for _, w := range watches {
				progresstest.Changes(t, w)
			}
			worker.Publish(t.Context(), progresstest.Report("interrupted-b", 0.5))
			progresstest.Next(t, watches[1])
		})
	}
}

func TestOneConnectionCarriesAllWatches(t *testing.T) {
	t.Parallel()
	for name, s := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testserver.Address(t, s.variable)
			var line testserver.Line
			worker, server := open(t, s.over(t, address, new(testserver.Line))), open(t, s.over(t, address, &line))
			progresstest.Watch(t, worker, server, "first")
			opened := line.Opened()
			if name == "single" && opened != 1 {
				t.Errorf("the first watch opens %d connections", opened)
			}
			for i := range 100 {
				server.Watch("more-" + string(rune('a'+i)))
			}
			progresstest.Watch(t, worker, server, "")
			progresstest.Watch(t, worker, server, "last")
			if more := line.Opened() - opened; more != 0 {
				t.Errorf("further watches open %d connections", more)
			}
		})
	}
}

func TestWhatIsPublishedBeforeTheEndArrives(t *testing.T) {
	t.Parallel()
	for name, s := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := testserver.Address(t, s.variable)
			worker, server := redis.New(s.over(t, address, new(testserver.Line)), slog.Default()), open(t, s.over(t, address, new(testserver.Line)))
			w := progresstest.Watch(t, worker, server, "ending")
			for i := range 300 {
				worker.Publish(t.Context(), progresstest.Report("another", float64(i)))
			}
			worker.Publish(t.Context(), progresstest.Report("ending", 1))
			if err := worker.Close(); err != nil {
				t.Fatal(err)
			}
			progresstest.Next(t, w)
		})
	}
}

// A Redis that takes connections and does not answer holds nobody up, nor does none at all; when it is back it is used again.
func TestADeadServer(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	client, err := redisclient.Open("redis://"+silent.Addr().String(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	b := redis.New(client, slog.New(slog.DiscardHandler))
	began := time.Now()
	w := b.Watch("v")
	for range 10_000 {
		b.Changed("v")
		b.Publish(t.Context(), progresstest.Report("v", 0.5))
	}
	w.Close()
	// Whoever waited until the queue has room would wait minutes.
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("twenty thousand news take %v", took)
	}
	began = time.Now()
	if b.Close(); time.Since(began) > 20*time.Second {
		t.Errorf("the end takes %v", time.Since(began))
	}

	for name, s := range servers {
		t.Run(name, func(t *testing.T) {
			var line testserver.Line
			line.Cut()
			b := open(t, s.over(t, testserver.Address(t, s.variable), &line))
			b.Changed("mended")
			w := b.Watch("mended")
			defer w.Close()
			line.Mend()
			progresstest.Watch(t, b, b, "mended")
			progresstest.Changes(t, w)
		})
	}
}
