package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/moneyprinter/moneyprinter/tests/testserver"
)

// The credentials of MinIO's root.
const (
	minioUser     = "moneyprinter"
	minioPassword = "only-for-tests"
)

// startMinIO builds MinIO's server, which has no binary release, and starts it on one folder.
func startMinIO(ctx context.Context, g *group) error {
	program, err := buildMinIO(ctx)
	if err != nil {
		return err
	}
	dir, err := g.folder("minio")
	if err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.Command(program, "server", "--address", address, filepath.Join(dir, "data"))
	// A home of its own, since the server looks there for certificates.
	cmd.Env = append(os.Environ(), "HOME="+dir, "MINIO_ROOT_USER="+minioUser, "MINIO_ROOT_PASSWORD="+minioPassword,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off")
	if err := g.start(ctx, "minio", cmd, syscall.SIGTERM, func(ctx context.Context) error {
		return testserver.AnswersOK(ctx, "http://"+address+"/minio/health/ready")
	}); err != nil {
		return err
	}
	g.set(testserver.MinIO, (&url.URL{Scheme: "http", Host: address, User: url.UserPassword(minioUser, minioPassword)}).String())
	return nil
}

// buildMinIO returns the path of the server's program. What was built before is taken from Go's cache.
func buildMinIO(ctx context.Context) (string, error) {
	program, err := filepath.Abs("bin/minio")
	if err != nil {
		return "", err
	}
	fmt.Fprintln(os.Stderr, "servers: building MinIO, which takes some minutes the first time")
	// As `make bin/minio`, whose program is for an image that holds nothing else.
	cmd := exec.CommandContext(ctx, "go", "-C", "tools/minio", "build", "-ldflags", "-s -w", "-o", program, "github.com/minio/minio")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build MinIO: %w: %s", err, out)
	}
	return program, nil
}
