package gateway

import "net/netip"

// Limits is what a client may ask for.
type Limits struct {
	// Writes is how many requests that change something (POST, PUT, PATCH, DELETE) a client may send in a minute; 0 is no
	// limit.
	Writes int `env:"MONEYPRINTER_RATE_LIMIT" envDefault:"0"`
	// Proxies are the networks, such as 10.0.0.0/8, of the proxies before the gateway, whose X-Forwarded-For is believed.
	// Where there is none, a client is who connects.
	Proxies []netip.Prefix `env:"MONEYPRINTER_TRUSTED_PROXIES"`
}

// limitedClients is how many clients a limiter in memory knows at most.
const limitedClients = 100_000
