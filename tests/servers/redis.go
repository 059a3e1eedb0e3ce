package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// startRedis starts a single Redis.
func startRedis(ctx context.Context, g *group) error {
	address, err := redisServer(ctx, g, "redis")
	if err != nil {
		return err
	}
	g.set(testserver.Redis, "redis://"+address+"/0")
	return nil
}

// startRedisCluster starts a Redis Cluster of three primaries, which is the smallest that there is.
func startRedisCluster(ctx context.Context, g *group) error {
	var nodes []string
	for i := range 3 {
		// The bus has a port of its own: the default, ten thousand above the other, may be none or somebody else's.
		bus, err := freePort()
		if err != nil {
			return err
		}
		address, err := redisServer(ctx, g, fmt.Sprintf("redis-cluster-%d", i), "--cluster-enabled", "yes",
			"--cluster-announce-ip", "127.0.0.1", "--cluster-port", strconv.Itoa(bus))
		if err != nil {
			return err
		}
		nodes = append(nodes, address)
	}
	create := append([]string{"--cluster", "create"}, nodes...)
	if out, err := exec.CommandContext(ctx, "redis-cli", append(create, "--cluster-yes")...).CombinedOutput(); err != nil {
		return fmt.Errorf("create the Redis Cluster: %w: %s", err, out)
	}
	// Each node learns from the others that the cluster is whole.
	for _, node := range nodes {
		if err := eventually(ctx, func(ctx context.Context) error { return redisAnswers(ctx, node, "cluster_state:ok", "cluster", "info") }); err != nil {
			return err
		}
	}
	g.set(testserver.RedisCluster, "redis://"+nodes[0]+"?addr="+strings.Join(nodes[1:], "&addr="))
	return nil
}

// redisServer starts a redis-server that keeps nothing on disk, and returns its address.
func redisServer(ctx context.Context, g *group, name string, options ...string) (address string, err error) {
	dir, err := g.folder(name)
	if err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	address = fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.Command("redis-server", append([]string{"--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--dir", dir,
		"--save", "", "--appendonly", "no"}, options...)...)
	return address, g.start(ctx, name, cmd, syscall.SIGTERM, func(ctx context.Context) error {
		return redisAnswers(ctx, address, "PONG", "ping")
	})
}

// redisAnswers returns nil when a Redis answers a command with what is wanted.
func redisAnswers(ctx context.Context, address, want string, command ...string) error {
	host, port, _ := strings.Cut(address, ":")
	out, err := exec.CommandContext(ctx, "redis-cli", append([]string{"-h", host, "-p", port}, command...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s does not answer %s: %w: %s", address, strings.Join(command, " "), err, out)
	}
	if !bytes.Contains(out, []byte(want)) {
		return fmt.Errorf("%s answers %s with %q", address, strings.Join(command, " "), out)
	}
	return nil
}
