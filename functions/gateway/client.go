package gateway

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// client names whom a request is counted for: the owner, or the address of one that nobody knows.
func (f *Function) client(r *http.Request) string {
	if owner := f.parts.Owner(r); owner != orchestration.LocalOwner {
		return "owner/" + owner
	}
	return "address/" + address(r, f.parts.Limits.Proxies)
}

// address is the client's IP address: the last one on the way of the request that is no proxy of ours. Each proxy adds to
// X-Forwarded-For whom it was asked by, so that what is left of a stranger's address is only the stranger's word.
//
// Of an IPv6 address it is the network of 64 bits, which a single host has for itself (RFC 4291, section 2.5.4).
func address(r *http.Request, proxies []netip.Prefix) string {
	hops := []string{r.RemoteAddr}
	if connected, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		hops[0] = connected.Addr().String()
	}
	for _, field := range slices.Backward(r.Header.Values("X-Forwarded-For")) {
		for _, hop := range slices.Backward(strings.Split(field, ",")) {
			hops = append(hops, strings.TrimSpace(hop))
		}
	}
	client := hops[0]
	for _, hop := range hops {
		ip, err := netip.ParseAddr(hop)
		if err != nil {
			break
		}
		ip = ip.Unmap().WithZone("")
		client = network(ip)
		if !slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) }) {
			break
		}
	}
	return client
}

func network(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return p.String()
}
