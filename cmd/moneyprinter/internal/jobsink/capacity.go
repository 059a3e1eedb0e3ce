package jobsink

import (
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// machineMemory is this machine's or this container's memory in bytes, whichever is less.
func machineMemory() int64 {
	most := int64(math.MaxInt64)
	var info syscall.Sysinfo_t
	if syscall.Sysinfo(&info) == nil {
		most = int64(info.Totalram) * int64(info.Unit)
	}
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
			most = min(most, limit)
		}
	}
	return most
}

// amount is an amount of what Jobs share.
type amount struct{ milliCPU, memory int64 }

func (a amount) plus(b amount) amount  { return amount{a.milliCPU + b.milliCPU, a.memory + b.memory} }
func (a amount) minus(b amount) amount { return amount{a.milliCPU - b.milliCPU, a.memory - b.memory} }
func (a amount) within(b amount) bool  { return a.milliCPU <= b.milliCPU && a.memory <= b.memory }

// request is what the job's containers ask for. A limit without a request is the request, as in Kubernetes.
func (j *job) request() (sum amount) {
	for _, c := range j.Spec.Template.Spec.Containers {
		cpu, memory := c.Resources.Requests.Cpu(), c.Resources.Requests.Memory()
		if cpu.IsZero() {
			cpu = c.Resources.Limits.Cpu()
		}
		if memory.IsZero() {
			memory = c.Resources.Limits.Memory()
		}
		sum = sum.plus(amount{cpu.MilliValue(), memory.Value()})
	}
	return sum
}
