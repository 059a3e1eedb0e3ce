package gateway

import (
	"fmt"

	"github.com/caarlos0/env/v11"
)

// Config is what the gateway takes from its environment besides service.Config.
type Config struct {
	Limits
	// Workflow is where the workflow answers inside the cluster: it changes and deletes videos. Empty is neither.
	Workflow string `env:"MONEYPRINTER_WORKFLOW_URL"`
	// Operator serves the operators' routes (load, holds, dead letters) to whoever reaches the gateway.
	Operator bool `env:"MONEYPRINTER_OPERATOR"`
	// Stream is where clients reach the function stream: live views are redirected there. Empty where both have one address.
	Stream string `env:"MONEYPRINTER_STREAM_URL"`
}

// LoadConfig reads the configuration. A value that cannot be taken is an error that names its variable.
func LoadConfig() (Config, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return c, fmt.Errorf("gateway: %w", err)
	}
	return c, nil
}
