// Package redisclient opens a Redis, alone or as a cluster, in the way that suits news, caches and limits: whoever asks gets an
// answer soon or an error soon, since nothing that is kept there is missed for long.
package redisclient

import (
	"log/slog"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// The limits of a connection that the address does not set itself.
const (
	// dialTimeout bounds the making of a connection, answerTimeout the wait for an answer.
	dialTimeout, answerTimeout = time.Second, time.Second
	// retries is how often a command is tried again, such as on a connection that a restarted server has closed.
	retries = 1
)

// Open returns a client for an address of the form
//
//	redis://user:password@host:6379/0                    one server; rediss:// is the same over TLS
//	redis://user:password@host:6379?addr=host:6379&…     a cluster, by some of its nodes
//
// with go-redis' further parameters, such as read_timeout=2s (redis.ParseURL and redis.ParseClusterURL). It does not connect
// yet: the first command does. While the server does not answer, most commands fail at once; the log tells when that begins
// and ends.
//
// An address that cannot be read is a failure of code NotConfigured. It says nothing of the address, which has a password.
func Open(address string, log *slog.Logger) (redis.UniversalClient, error) {
	redis.SetLogger(quiet{log})
	client, ok := parse(address)
	if !ok {
		return nil, failure.New(failure.NotConfigured, "the address of Redis cannot be read",
			failure.Hint("MONEYPRINTER_REDIS is redis://user:password@host:6379/0, or rediss:// for TLS; a cluster's further nodes follow as ?addr=host:6379&addr=host:6379; special characters of a password are percent-encoded"))
	}
	client.AddHook(newBreaker(log))
	return client, nil
}

// parse makes a client. The reasons why it cannot are not passed on: they quote the address.
func parse(address string) (redis.UniversalClient, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, false
	}
	if u.Query().Has("addr") {
		o, err := redis.ParseClusterURL(address)
		if err != nil {
			return nil, false
		}
		setDefault(&o.DialTimeout, dialTimeout)
		setDefault(&o.ReadTimeout, answerTimeout)
		setDefault(&o.WriteTimeout, answerTimeout)
		setDefault(&o.MaxRetries, retries)
		o.DialerRetries, o.ContextTimeoutEnabled, o.MaintNotificationsConfig = 1, true, noNotifications
		return redis.NewClusterClient(o), true
	}
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, false
	}
	setDefault(&o.DialTimeout, dialTimeout)
	setDefault(&o.ReadTimeout, answerTimeout)
	setDefault(&o.WriteTimeout, answerTimeout)
	setDefault(&o.MaxRetries, retries)
	o.DialerRetries, o.ContextTimeoutEnabled, o.MaintNotificationsConfig = 1, true, noNotifications
	return redis.NewClient(o), true
}

// noNotifications spares the questions about maintenance that only a hosted Redis Enterprise answers.
var noNotifications = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
