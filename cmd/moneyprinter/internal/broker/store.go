package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	streamName    = "deliveries"
	subjectPrefix = "deliveries."
	// ackWait is how long a delivery may stay without a sign of life before JetStream gives it out again.
	ackWait = 30 * time.Second
)

// store is an embedded NATS server that listens nowhere, with one work queue stream in files.
type store struct {
	server *server.Server
	conn   *nats.Conn
	js     jetstream.JetStream
	stream jetstream.Stream
}

func openStore(ctx context.Context, o Options) (*store, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	ns, err := server.NewServer(&server.Options{
		ServerName: "moneyprinter", DontListen: true, NoSigs: true, NoSystemAccount: true,
		JetStream: true, StoreDir: o.Dir, SyncInterval: o.SyncInterval,
		JetStreamMaxStore: 2 * o.MaxStore, JetStreamMaxMemory: 64 << 20,
		// A message holds an event and what this package adds to it.
		MaxPayload: int32(o.MaxEvent + 64<<10), MaxPending: 64 << 20,
	})
	if err != nil {
		return nil, fmt.Errorf("broker: embedded NATS: %w", err)
	}
	ns.SetLoggerV2(natsLog{o.Log}, false, false, false)
	ns.Start()
	s := &store{server: ns}
	if !ns.ReadyForConnections(30 * time.Second) {
		s.close()
		return nil, errors.New("broker: the embedded NATS server did not start within 30 s")
	}
	if err := s.connect(ctx, o); err != nil {
		s.close()
		return nil, fmt.Errorf("broker: open %s: %w", o.Dir, err)
	}
	return s, nil
}

func (s *store) connect(ctx context.Context, o Options) (err error) {
	if s.conn, err = nats.Connect("", nats.InProcessServer(s.server), nats.NoReconnect()); err != nil {
		return err
	}
	if s.js, err = jetstream.New(s.conn); err != nil {
		return err
	}
	s.stream, err = s.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: streamName, Subjects: []string{subjectPrefix + ">"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage,
		Discard: jetstream.DiscardNew, MaxBytes: o.MaxStore,
	})
	return err
}

// consumer makes the consumer of a trigger anew, so that what a dead process held comes back at once.
func (s *store) consumer(ctx context.Context, key string) (jetstream.Consumer, error) {
	name := strings.NewReplacer("/", "_", ".", "=").Replace(key)
	if err := s.stream.DeleteConsumer(ctx, name); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil, err
	}
	return s.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: name, FilterSubject: subject(key), AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait,
		// What the consumer knows dies with the process on purpose; deliveries that wait for their retry count as pending.
		MemoryStorage: true, MaxAckPending: -1, MaxDeliver: -1,
	})
}

// put stores a message for each key and returns once all are kept.
func (s *store) put(ctx context.Context, keys []string, data [][]byte) error {
	acks := make([]jetstream.PubAckFuture, len(keys))
	for i, key := range keys {
		ack, err := s.js.PublishAsync(subject(key), data[i])
		if err != nil {
			return err
		}
		acks[i] = ack
	}
	for _, ack := range acks {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (s *store) close() {
	if s.conn != nil {
		s.conn.Close()
	}
	s.server.Shutdown()
	s.server.WaitForShutdown()
}

// subject is the stream's subject of a trigger's key, <namespace>/<name>.
func subject(key string) string { return subjectPrefix + strings.Replace(key, "/", ".", 1) }

// natsLog passes the NATS server's complaints on.
type natsLog struct{ log *slog.Logger }

func (l natsLog) Noticef(string, ...any) {}
func (l natsLog) Debugf(string, ...any)  {}
func (l natsLog) Tracef(string, ...any)  {}
func (l natsLog) Warnf(format string, v ...any) {
	l.log.Warn("broker store: " + fmt.Sprintf(format, v...))
}
func (l natsLog) Errorf(format string, v ...any) {
	l.log.Error("broker store: " + fmt.Sprintf(format, v...))
}
func (l natsLog) Fatalf(format string, v ...any) { l.Errorf(format, v...) }
