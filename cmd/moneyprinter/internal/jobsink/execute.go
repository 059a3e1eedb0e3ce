package jobsink

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// execute runs the Job's container as a process and returns its exit code; 128 and the signal's number for one that was
// killed. When ctx ends the whole process group is told to end and, after the grace, killed.
func (s *Server) execute(ctx context.Context, j *job) (int, error) {
	container := j.Spec.Template.Spec.Containers[0]
	volumes, err := j.makeVolumes()
	defer os.RemoveAll(j.volumeDir())
	if err != nil {
		return -1, err
	}
	command := s.o.Command(container)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), s.env(j, container, volumes)...)
	cmd.Stdout, cmd.Stderr = s.o.Output, s.o.Output
	// A grandchild that keeps the output open must not keep the Job running.
	cmd.WaitDelay = s.o.Grace
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := s.spawn.start(cmd); err != nil {
		return -1, err
	}
	group := -cmd.Process.Pid
	stop := context.AfterFunc(ctx, func() { _ = syscall.Kill(group, syscall.SIGTERM) })
	kill := time.AfterFunc(time.Hour, func() { _ = syscall.Kill(group, syscall.SIGKILL) })
	kill.Stop()
	stopKill := context.AfterFunc(ctx, func() { kill.Reset(s.o.Grace) })
	err = cmd.Wait()
	stop()
	stopKill()
	kill.Stop()
	// What the process left behind in its group goes with it.
	_ = syscall.Kill(group, syscall.SIGKILL)
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return -1, err
	}
	return cmd.ProcessState.ExitCode(), nil
}

func (j *job) volumeDir() string { return filepath.Join(j.dir, "volumes") }

// makeVolumes makes a folder for each emptyDir of the Job and returns them by mount path.
func (j *job) makeVolumes() (map[string]string, error) {
	pod := j.Spec.Template.Spec
	dirs := map[string]string{}
	for _, v := range pod.Volumes {
		if v.EmptyDir == nil {
			continue
		}
		dir := filepath.Join(j.volumeDir(), v.Name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		for _, m := range pod.Containers[0].VolumeMounts {
			if m.Name == v.Name {
				dirs[m.MountPath] = dir
			}
		}
	}
	return dirs, nil
}

// env is the container's environment on this machine: the cluster's ingress becomes ours, mount paths become folders.
// Values from Secrets and the like are left out: here they are in this process's own environment.
func (s *Server) env(j *job, c corev1.Container, volumes map[string]string) []string {
	var env []string
	for _, v := range c.Env {
		if v.ValueFrom != nil {
			continue
		}
		value := v.Value
		if rest, ok := strings.CutPrefix(value, "http://"+manifest.BrokerHost); ok {
			value = strings.TrimSuffix(s.o.Ingress, "/") + rest
		}
		for mount, dir := range volumes {
			if rest, ok := strings.CutPrefix(value, mount); ok && (rest == "" || rest[0] == '/') {
				value = dir + rest
			}
		}
		env = append(env, v.Name+"="+value)
	}
	env = append(env, "K_EVENT_PATH="+j.eventDir())
	return append(env, s.o.Env...)
}
