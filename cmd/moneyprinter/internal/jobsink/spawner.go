package jobsink

import (
	"os/exec"
	"runtime"
)

// spawner starts processes from one operating system thread that lives as long as it does. Pdeathsig kills a child when
// the thread that started it ends, not the process: a goroutine's thread may end at any time.
type spawner struct {
	starts chan start
	done   chan struct{}
}

type start struct {
	cmd *exec.Cmd
	err chan error
}

func newSpawner() *spawner {
	s := &spawner{starts: make(chan start), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for st := range s.starts {
			st.err <- st.cmd.Start()
		}
	}()
	return s
}

func (s *spawner) start(cmd *exec.Cmd) error {
	err := make(chan error, 1)
	s.starts <- start{cmd, err}
	return <-err
}

// close ends the thread; no process may be running.
func (s *spawner) close() {
	close(s.starts)
	<-s.done
}
