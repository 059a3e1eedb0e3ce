package ffmpeg

import (
	"time"

	"golang.org/x/sys/unix"
)

// Limits bound a process. Zero bounds nothing.
type Limits struct {
	// CPU is the processor time of all its threads; the kernel kills a process that takes more.
	CPU time.Duration
	// Memory is the address space in bytes, which is more than what is resident.
	Memory uint64
	// Wall is the time from start to end.
	Wall time.Duration
}

// apply sets the kernel's limits on a running process.
func (l Limits) apply(pid int) error {
	for _, limit := range []struct {
		resource int
		value    uint64
	}{{unix.RLIMIT_CPU, uint64((l.CPU + time.Second - 1) / time.Second)}, {unix.RLIMIT_AS, l.Memory}} {
		if limit.value == 0 {
			continue
		}
		if err := unix.Prlimit(pid, limit.resource, &unix.Rlimit{Cur: limit.value, Max: limit.value}, nil); err != nil {
			return err
		}
	}
	return nil
}
