package main

import (
	"fmt"
	"regexp"
	"strconv"
)

const (
	// timeout is how long a request may take, in seconds: as long as the longest of the triggers' timeouts.
	timeout = 300
	// user is who the processes run as; no image of ours needs another.
	user = 65532
)

// object is a part of a manifest.
type object = map[string]any

// service makes the Knative Service of a project.
func service(p project) (object, error) {
	o := p.Deploy.Options
	labels, pod := object{"app.kubernetes.io/name": p.Name, "boson.dev/function": "true", "function.knative.dev/name": p.Name, "function.knative.dev/runtime": p.Runtime}, object{}
	for _, l := range p.Deploy.Labels {
		labels[l.Key] = l.Value
	}
	for k, v := range labels {
		// Where a service is reached from is the service's, not its pods'.
		if k != "networking.knative.dev/visibility" {
			pod[k] = v
		}
	}
	scaling := object{
		"autoscaling.knative.dev/min-scale": strconv.Itoa(o.Scale.Min), "autoscaling.knative.dev/max-scale": strconv.Itoa(o.Scale.Max),
		"autoscaling.knative.dev/metric": o.Scale.Metric, "autoscaling.knative.dev/target": strconv.FormatFloat(o.Scale.Target, 'f', -1, 64),
	}
	if o.Scale.Utilization > 0 {
		scaling["autoscaling.knative.dev/target-utilization-percentage"] = strconv.FormatFloat(o.Scale.Utilization, 'f', -1, 64)
	}
	for k, v := range p.Deploy.Annotations {
		scaling[k] = v
	}
	from, env, err := environment(p)
	if err != nil {
		return nil, err
	}
	container := object{
		"name": "user-container", "image": fmt.Sprintf("ko://github.com/moneyprinter/moneyprinter/functions/%s/cmd/%s", p.Name, p.Name),
		"envFrom": from, "ports": []any{object{"containerPort": 8080}},
		"livenessProbe":  object{"httpGet": object{"path": p.Deploy.HealthEndpoints.Liveness}},
		"readinessProbe": object{"httpGet": object{"path": p.Deploy.HealthEndpoints.Readiness}},
		"resources":      object{"requests": o.Resources.Requests, "limits": object{"cpu": o.Resources.Limits.CPU, "memory": o.Resources.Limits.Memory}},
		"securityContext": object{
			"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true, "runAsUser": user,
			"capabilities": object{"drop": []any{"ALL"}}, "seccompProfile": object{"type": "RuntimeDefault"},
		},
	}
	if len(env) > 0 {
		container["env"] = env
	}
	var mounts, volumes []any
	for i, v := range p.Run.Volumes {
		if v.EmptyDir == nil {
			return nil, fmt.Errorf("volume %s is no emptyDir", v.Path)
		}
		name := fmt.Sprintf("volume-%d", i)
		mounts = append(mounts, object{"name": name, "mountPath": v.Path})
		volumes = append(volumes, object{"name": name, "emptyDir": object{"sizeLimit": v.EmptyDir.SizeLimit}})
	}
	container["volumeMounts"] = mounts
	return object{
		"apiVersion": "serving.knative.dev/v1", "kind": "Service",
		"metadata": object{"name": p.Name, "namespace": p.Deploy.Namespace, "labels": labels},
		"spec": object{"template": object{
			"metadata": object{"labels": pod, "annotations": scaling},
			"spec": object{
				"serviceAccountName": p.Deploy.ServiceAccountName, "containerConcurrency": o.Resources.Limits.Concurrency, "timeoutSeconds": timeout,
				"enableServiceLinks": false, "containers": []any{container}, "volumes": volumes,
			},
		}},
	}, nil
}

var reference = regexp.MustCompile(`^\{\{ *(secret|configMap):([a-z0-9.-]+)(?::([A-Za-z0-9._-]+))? *\}\}$`)

// environment translates func's references to Secrets and ConfigMaps.
func environment(p project) (from, env []any, err error) {
	for _, e := range p.Run.Envs {
		m := reference.FindStringSubmatch(e.Value)
		switch {
		case m == nil && e.Name != "":
			env = append(env, object{"name": e.Name, "value": e.Value})
		case m == nil || (e.Name == "") != (m[3] == ""):
			return nil, nil, fmt.Errorf("%s=%q is neither a value nor a reference", e.Name, e.Value)
		case e.Name == "" && m[1] == "secret":
			from = append(from, object{"secretRef": object{"name": m[2]}})
		case e.Name == "":
			from = append(from, object{"configMapRef": object{"name": m[2]}})
		case m[1] == "secret":
			env = append(env, object{"name": e.Name, "valueFrom": object{"secretKeyRef": object{"name": m[2], "key": m[3]}}})
		default:
			env = append(env, object{"name": e.Name, "valueFrom": object{"configMapKeyRef": object{"name": m[2], "key": m[3]}}})
		}
	}
	return from, env, nil
}
