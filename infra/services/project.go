package main

// project is what a func.yaml of ours may say, in func's own words.
type project struct {
	SpecVersion string `json:"specVersion"`
	Name        string `json:"name"`
	Runtime     string `json:"runtime"`
	Created     string `json:"created"`
	Namespace   string `json:"namespace"`
	Invoke      string `json:"invoke"`
	Build       struct {
		Builder   string `json:"builder"`
		BaseImage string `json:"baseImage"`
	} `json:"build"`
	Run struct {
		Envs []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"envs"`
		Volumes []struct {
			Path     string `json:"path"`
			EmptyDir *struct {
				SizeLimit string `json:"sizeLimit"`
			} `json:"emptyDir"`
		} `json:"volumes"`
	} `json:"run"`
	Deploy struct {
		Namespace          string `json:"namespace"`
		ServiceAccountName string `json:"serviceAccountName"`
		Labels             []struct {
			Key   string `json:"key"`
			Value string `json:"value"`
		} `json:"labels"`
		Annotations     map[string]string `json:"annotations"`
		HealthEndpoints struct {
			Liveness  string `json:"liveness"`
			Readiness string `json:"readiness"`
		} `json:"healthEndpoints"`
		Options struct {
			Scale struct {
				Min         int     `json:"min"`
				Max         int     `json:"max"`
				Metric      string  `json:"metric"`
				Target      float64 `json:"target"`
				Utilization float64 `json:"utilization"`
			} `json:"scale"`
			Resources struct {
				Requests map[string]string `json:"requests"`
				Limits   struct {
					CPU         string `json:"cpu"`
					Memory      string `json:"memory"`
					Concurrency int    `json:"concurrency"`
				} `json:"limits"`
			} `json:"resources"`
		} `json:"options"`
	} `json:"deploy"`
}
