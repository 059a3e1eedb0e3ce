package kubernetes

import "time"

// Pod is what is read of a pod of v1.
type Pod struct {
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Spec struct {
		Containers []Container `json:"containers"`
	} `json:"spec"`
	Status struct {
		// Phase is Pending, Running, Succeeded, Failed or Unknown.
		Phase string `json:"phase"`
		// Reason and Message say why a pod failed as a whole, such as Evicted; mostly empty.
		Reason  string `json:"reason"`
		Message string `json:"message"`
		// ContainerStatuses are the containers' states.
		ContainerStatuses []ContainerStatus `json:"containerStatuses"`
	} `json:"status"`
}

// Container is what a pod asks for a container.
type Container struct {
	Name      string `json:"name"`
	Resources struct {
		// Limits are quantities, such as memory: 1Gi.
		Limits map[string]string `json:"limits"`
	} `json:"resources"`
}

// ContainerStatus is how a container is.
type ContainerStatus struct {
	Name  string `json:"name"`
	State struct {
		// Terminated is set once the container has ended.
		Terminated *Terminated `json:"terminated"`
	} `json:"state"`
}

// Terminated is how a container ended.
type Terminated struct {
	ExitCode int `json:"exitCode"`
	// Signal is set by some runtimes; others give 128 and the signal as the exit code.
	Signal int `json:"signal"`
	// Reason is Completed, Error, OOMKilled, StartError and the like.
	Reason string `json:"reason"`
	// Message is the runtime's, or what the container left as its termination message.
	Message string `json:"message"`
	// FinishedAt is when it ended; zero where the runtime does not know.
	FinishedAt time.Time `json:"finishedAt"`
}

// OOMKilled is the reason of a container that was killed at its memory limit.
const OOMKilled = "OOMKilled"

// Evicted is the reason of a pod that the kubelet ended for what it used.
const Evicted = "Evicted"
