package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is who runs servers that refuse to run as root.
type account struct {
	// credential is nil where this process is not root and servers run as it does.
	credential *syscall.Credential
}

// unprivileged returns this process's account, or that of the user postgres where this process is root.
func (g *group) unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return account{}, fmt.Errorf("PostgreSQL does not run as root: %w", err)
	}
	uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr); err != nil {
		return account{}, err
	}
	// The account must be able to pass through the group's folder to its own.
	if err := os.Chmod(g.dir, 0o755); err != nil {
		return account{}, err
	}
	return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// folder makes a server's folder that belongs to the account.
func (a account) folder(g *group, name string) (string, error) {
	dir, err := g.folder(name)
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return "", err
	}
	if a.credential != nil {
		err = os.Chown(dir, int(a.credential.Uid), int(a.credential.Gid))
	}
	return dir, err
}

// use makes a command run as the account.
func (a account) use(cmd *exec.Cmd) {
	cmd.Dir = "/"
	if a.credential != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential}
	}
}

// run runs a program of PostgreSQL as the account.
func (a account) run(ctx context.Context, name string, args ...string) error {
	program, err := postgresProgram(name)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	a.use(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}
