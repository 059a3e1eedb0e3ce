package backdrop

// look is how a shot is drawn: its colours, its composition and its particles.
type look struct {
	seed    uint64
	variant int
	tone    Tone
	// base is the ground's colour and fields the three that move on it; glow is the brightest, for particles and lines;
	// ink is the type's and accent its ornament's.
	base                     rgb
	fields                   [3]rgb
	glow, shade, ink, accent rgb
	motif                    motif
	particles                func(*stage, *document)
}

func newLook(term string, seed uint64, variant int) look {
	t := themeOf(term, seed)
	l := look{seed: seed, variant: variant, tone: ToneOf(ID(term, variant))}
	h, c := t.hues, t.chroma
	// A term's pairs of variants keep to its palette without being the same.
	shift := []float64{0, 9, -11}[variant/2%3]
	for i := range h {
		h[i] += shift
	}
	if l.tone == Dark {
		l.base = oklch(0.17, 0.045*c, h[0])
		l.fields = [3]rgb{oklch(0.45, 0.15*c, h[0]), oklch(0.38, 0.16*c, h[1]), oklch(0.52, 0.13*c, h[2])}
		l.glow, l.shade = oklch(0.84, 0.11*c, h[2]), oklch(0.10, 0.03*c, h[0])
		l.ink, l.accent = oklch(0.975, 0.018, h[2]), oklch(0.82, 0.16*c, h[2])
	} else {
		l.base = oklch(0.925, 0.035*c, h[2])
		l.fields = [3]rgb{oklch(0.84, 0.10*c, h[0]), oklch(0.80, 0.12*c, h[2]), oklch(0.42, 0.12*c, h[0])}
		l.glow, l.shade = oklch(0.985, 0.02, h[2]), oklch(0.55, 0.13*c, h[0])
		l.ink, l.accent = oklch(0.24, 0.075*c, h[0]), oklch(0.58, 0.19*c, h[1])
	}
	l.motif = t.motifs[variant/2%len(t.motifs)]
	l.particles = t.particles
	return l
}
