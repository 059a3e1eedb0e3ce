package credential

import "context"

// place is where a context carries a key.
type place struct{}

// With returns a context that carries the key with which a call is to be made.
func With(ctx context.Context, k Key) context.Context { return context.WithValue(ctx, place{}, k) }

// From returns the key that a context carries; the zero Key where it carries none.
func From(ctx context.Context) Key {
	k, _ := ctx.Value(place{}).(Key)
	return k
}
