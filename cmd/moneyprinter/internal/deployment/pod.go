package deployment

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// pod checks what is got wrong most often of a pod template and only shows when no pod comes up.
func pod(d *document.Document, t template) (problems []document.Problem) {
	spec := t.field + ".spec"
	say := func(at, message string) { problems = append(problems, d.Problem(at, message)) }
	problems = fields(d, metavalidation.ValidateLabels(t.meta.Labels, field.NewPath(t.field+".metadata.labels")))
	var volumes []string
	for i, v := range t.spec.Volumes {
		at := fmt.Sprintf("%s.volumes[%d]", spec, i)
		if slices.Contains(volumes, v.Name) {
			say(at+".name", "there is another of this name")
		}
		if v.VolumeSource == (corev1.VolumeSource{}) {
			say(at, "has no source: a ConfigMap, Secret, claim, emptyDir, …")
		}
		volumes = append(volumes, v.Name)
	}
	for _, claim := range t.claims {
		volumes = append(volumes, claim.Name)
	}
	if len(t.spec.Containers) == 0 {
		say(spec+".containers", "missing")
	}
	var names []string
	for list, containers := range map[string][]corev1.Container{"containers": t.spec.Containers, "initContainers": t.spec.InitContainers} {
		for i, c := range containers {
			if slices.Contains(names, c.Name) {
				say(fmt.Sprintf("%s.%s[%d].name", spec, list, i), "there is another of this name")
			}
			names = append(names, c.Name)
			problems = append(problems, container(d, fmt.Sprintf("%s.%s[%d]", spec, list, i), c, volumes)...)
		}
	}
	for i, s := range t.spec.TopologySpreadConstraints {
		at := fmt.Sprintf("%s.topologySpreadConstraints[%d]", spec, i)
		if s.MaxSkew < 1 || s.TopologyKey == "" || s.WhenUnsatisfiable != corev1.DoNotSchedule && s.WhenUnsatisfiable != corev1.ScheduleAnyway {
			say(at, "must have maxSkew, topologyKey and whenUnsatisfiable, which is DoNotSchedule or ScheduleAnyway")
		}
		problems = append(problems, selector(d, at+".labelSelector", s.LabelSelector)...)
	}
	return problems
}

// container checks one container. volumes are what it may mount.
func container(d *document.Document, at string, c corev1.Container, volumes []string) (problems []document.Problem) {
	say := func(field, message string) { problems = append(problems, d.Problem(at+"."+field, message)) }
	for _, message := range validation.IsDNS1123Label(c.Name) {
		say("name", message)
	}
	if strings.TrimSpace(c.Image) == "" {
		say("image", "missing")
	}
	var paths []string
	for i, m := range c.VolumeMounts {
		if !slices.Contains(volumes, m.Name) {
			say(fmt.Sprintf("volumeMounts[%d].name", i), fmt.Sprintf("there is no volume %q", m.Name))
		}
		if m.MountPath == "" || slices.Contains(paths, m.MountPath) {
			say(fmt.Sprintf("volumeMounts[%d].mountPath", i), "missing or taken by another mount")
		}
		paths = append(paths, m.MountPath)
	}
	for i, e := range c.Env {
		for _, message := range validation.IsEnvVarName(e.Name) {
			say(fmt.Sprintf("env[%d].name", i), message)
		}
		if e.Value != "" && e.ValueFrom != nil {
			say(fmt.Sprintf("env[%d]", i), "has both value and valueFrom")
		}
	}
	var named []string
	for i, p := range c.Ports {
		if p.Name != "" {
			for _, message := range validation.IsValidPortName(p.Name) {
				say(fmt.Sprintf("ports[%d].name", i), message)
			}
			named = append(named, p.Name)
		}
		for _, message := range validation.IsValidPortNum(int(p.ContainerPort)) {
			say(fmt.Sprintf("ports[%d].containerPort", i), message)
		}
	}
	for name, p := range map[string]*corev1.Probe{"livenessProbe": c.LivenessProbe, "readinessProbe": c.ReadinessProbe, "startupProbe": c.StartupProbe} {
		if port, ok := probed(p); ok && port.Type == intstr.String && !slices.Contains(named, port.StrVal) {
			say(name, fmt.Sprintf("there is no port %q", port.StrVal))
		}
	}
	for name, limit := range c.Resources.Limits {
		if request, ok := c.Resources.Requests[name]; ok && request.Cmp(limit) > 0 {
			say(fmt.Sprintf("resources.requests.%s", name), fmt.Sprintf("is %s, more than the limit, %s", request.String(), limit.String()))
		}
	}
	return problems
}

func probed(p *corev1.Probe) (port intstr.IntOrString, ok bool) {
	switch {
	case p == nil:
	case p.HTTPGet != nil:
		return p.HTTPGet.Port, true
	case p.TCPSocket != nil:
		return p.TCPSocket.Port, true
	}
	return port, false
}
