package location

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// parameters reads the query of a location and keeps the first thing that is wrong with it.
type parameters struct {
	scheme string
	values url.Values
	known  []string
	wrong  error
}

func (p *parameters) refuse(why string, args ...any) {
	if p.wrong == nil {
		p.wrong = malformed(p.scheme, why, args...)
	}
}

// text returns a parameter, "" where it is not given.
func (p *parameters) text(name string) string {
	p.known = append(p.known, name)
	if len(p.values[name]) > 1 {
		p.refuse("%s is given twice", name)
	}
	return p.values.Get(name)
}

func (p *parameters) bool(name string, unless bool) bool {
	text := p.text(name)
	if text == "" {
		return unless
	}
	b, err := strconv.ParseBool(text)
	if err != nil {
		p.refuse("%s is neither true nor false", name)
	}
	return b
}

// base returns a URL of a scheme and a host alone: a signature covers the path, so a proxy must not add to it.
func (p *parameters) base(name string) *url.URL {
	text := p.text(name)
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		p.refuse("%s is not of the form https://host or http://host:port", name)
		return nil
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}
}

// end returns what is wrong, with the names of bucket and prefix and with parameters that nobody asked for too.
func (p *parameters) end(bucket, prefix string) error {
	for name := range p.values {
		if !slices.Contains(p.known, name) {
			p.refuse("there is no parameter %q, only %s", name, strings.Join(p.known, ", "))
		}
	}
	if !bucketName.MatchString(bucket) {
		p.refuse("%q is no bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens", bucket)
	}
	if prefix != "" && (!keyPrefix.MatchString(prefix) || strings.Contains("/"+prefix+"/", "/../") || strings.Contains("/"+prefix+"/", "/./")) {
		p.refuse("%q is no prefix: letters, digits, dots, hyphens and underscores between slashes", prefix)
	}
	return p.wrong
}
