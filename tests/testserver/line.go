package testserver

import (
	"context"
	"errors"
	"net"
	"sync"
)

// Line is the network between a client and its servers, which a test can cut.
type Line struct {
	mu     sync.Mutex
	cut    bool
	opened int
	open   []net.Conn
}

// ErrCut is what a client gets that connects while the line is cut.
var ErrCut = errors.New("the line is cut")

// Dial connects, as the Dialer of a client's options.
func (l *Line) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		conn.Close()
		return nil, ErrCut
	}
	l.opened++
	l.open = append(l.open, conn)
	return conn, nil
}

// Cut ends all connections and lets none begin.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for _, conn := range l.open {
		conn.Close()
	}
	l.open = nil
}

// Mend lets connections begin again.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

// Opened is how many connections have begun so far.
func (l *Line) Opened() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.opened
}
