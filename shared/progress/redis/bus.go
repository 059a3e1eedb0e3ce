// Package redis carries progress between processes by Redis' publish and subscribe.
//
// Each video has a channel. A process that publishes sends from a queue, so that nobody waits for Redis; what does not fit is
// dropped. A process that watches has one connection that subscribes to the channels of all its watches. Whenever Redis
// confirms a subscription, the first one or one after a lost connection, the watches of the channel are told of a change:
// what was said before that was not heard.
//
// On a cluster this is the classic kind of channel, which every node passes on to every other, and not the sharded kind: a
// sharded channel can only be subscribed to at its own node, so that a process would need a connection for each node, and
// there is no pattern for all videos. Each node sees all news then, which for some reports of a hundred bytes a second and
// running step is little.
package redis

import (
	"context"
	"encoding/json"
	"log/slog"

	goredis "github.com/redis/go-redis/v9"

	"github.com/moneyprinter/moneyprinter/shared/progress"
)

// Bus is a progress.Bus over Redis. A message is a progress.Report as JSON, or empty for a change.
type Bus struct {
	sender       *sender
	subscription *subscription
	// videos has the watches of single videos, all those of every video: a message comes for each of the two by itself.
	videos, all *progress.Hub
	log         *slog.Logger
}

var _ progress.Bus = (*Bus)(nil)

// New makes a bus. It connects when something is published or watched. Close it before the client.
func New(client goredis.UniversalClient, log *slog.Logger) *Bus {
	b := &Bus{sender: newSender(client, log), log: log}
	b.subscription = newSubscription(client, log, b.deliver)
	b.videos = progress.NewFedHub(func(video string, yes bool) { b.subscription.want(topic{name: channel(video)}, yes) })
	b.all = progress.NewFedHub(func(_ string, yes bool) { b.subscription.want(every, yes) })
	return b
}

// Publish implements progress.Publisher.
func (b *Bus) Publish(ctx context.Context, r progress.Report) {
	payload, err := json.Marshal(r)
	if err != nil {
		b.log.DebugContext(ctx, "a report of progress cannot be written", "video", r.Video, "error", err)
		return
	}
	b.sender.send(message{channel(r.Video), string(payload)})
}

// Changed implements progress.Bus.
func (b *Bus) Changed(video string) { b.sender.send(message{channel: channel(video)}) }

// Watch implements progress.Watcher.
func (b *Bus) Watch(video string) *progress.Watch {
	if video == "" {
		return b.all.Watch("")
	}
	return b.videos.Watch(video)
}

// Close sends what waits to be sent, unless Redis does not answer, and ends the subscription.
func (b *Bus) Close() error {
	b.sender.close()
	b.subscription.close()
	return nil
}

// deliver hands on what the subscription received.
func (b *Bus) deliver(received any) {
	switch r := received.(type) {
	case *goredis.Subscription:
		switch r.Kind {
		case "subscribe":
			b.videos.Changed(videoOf(r.Channel))
		case "psubscribe":
			b.all.Changed("")
		}
	case *goredis.Message:
		hub := b.videos
		if r.Pattern != "" {
			hub = b.all
		}
		if r.Payload == "" {
			hub.Changed(videoOf(r.Channel))
			return
		}
		var report progress.Report
		if err := json.Unmarshal([]byte(r.Payload), &report); err != nil || report.Video != videoOf(r.Channel) {
			b.log.Debug("a report of progress cannot be read", "channel", r.Channel, "error", err)
			return
		}
		hub.Publish(context.Background(), report)
	}
}
