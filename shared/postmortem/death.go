package postmortem

import (
	"cmp"
	"slices"
	"time"

	"github.com/moneyprinter/moneyprinter/shared/kubernetes"
)

// death is the end of one pod.
type death struct {
	// reason and message are the container's, or the pod's where it ended as a whole.
	reason, message string
	// exit is the exit code, signal the signal's number: 0 where there was none.
	exit, signal int
	// limit is the container's memory limit, as Kubernetes writes it.
	limit string
	at    time.Time
}

// deaths lists how the pods ended, the last one last. A pod that has not ended, or well, is left out.
func deaths(pods []kubernetes.Pod) []death {
	var list []death
	for _, p := range pods {
		if p.Status.Reason != "" && p.Status.Phase == "Failed" {
			list = append(list, death{reason: p.Status.Reason, message: p.Status.Message, at: lastEnd(p)})
			continue
		}
		for _, c := range p.Status.ContainerStatuses {
			if t := c.State.Terminated; t != nil && (t.ExitCode != 0 || t.Signal != 0) {
				d := death{reason: t.Reason, message: t.Message, exit: t.ExitCode, signal: t.Signal, limit: limit(p, c.Name), at: t.FinishedAt}
				if d.signal == 0 && d.exit > 128 && d.exit < 128+65 {
					d.signal = d.exit - 128
				}
				list = append(list, d)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b death) int { return a.at.Compare(b.at) })
	return list
}

func lastEnd(p kubernetes.Pod) (at time.Time) {
	for _, c := range p.Status.ContainerStatuses {
		if t := c.State.Terminated; t != nil && t.FinishedAt.After(at) {
			at = t.FinishedAt
		}
	}
	return at
}

func limit(p kubernetes.Pod, container string) string {
	for _, c := range p.Spec.Containers {
		if c.Name == container {
			return cmp.Or(c.Resources.Limits["memory"], "the node's memory")
		}
	}
	return ""
}
