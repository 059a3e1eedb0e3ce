package backdrop

import "math/rand/v2"

// random is a repeatable source of choices. Only Uint64 of the generator is used: its algorithm is fixed, while how
// package rand turns numbers into ranges may change.
type random struct{ pcg *rand.PCG }

func newRandom(seed uint64, variant int) random {
	return random{rand.NewPCG(seed, uint64(variant)*0x9e3779b97f4a7c15+1)}
}

// unit returns a number from 0 to 1, 1 excluded.
func (r random) unit() float64 { return float64(r.pcg.Uint64()>>11) / (1 << 53) }

// between returns a number from a to b.
func (r random) between(a, b float64) float64 { return a + (b-a)*r.unit() }

// pick returns an index below n.
func (r random) pick(n int) int { return int(r.unit() * float64(n)) }

// sign returns -1 or 1.
func (r random) sign() float64 { return float64(1 - 2*r.pick(2)) }
