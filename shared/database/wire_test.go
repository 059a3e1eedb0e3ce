package database_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// wire is a line to a server that counts connections, and how often the client sends. The client awaits each answer, so
// that is how often it crosses the network.
type wire struct {
	url               string
	mu                sync.Mutex
	connections, sent int
}

func newWire(t *testing.T, server string) *wire {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	target := u.Host
	u.Host = l.Addr().String()
	w := &wire{url: u.String()}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			w.note(func() { w.connections++ })
			go w.carry(client, target)
		}
	}()
	return w
}

func (w *wire) carry(client net.Conn, target string) {
	defer client.Close()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(client, server)
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if n > 0 {
			w.note(func() { w.sent++ })
			if _, err := server.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (w *wire) note(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

func (w *wire) count() (connections, sent int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.connections, w.sent
}
