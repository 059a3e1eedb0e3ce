package backdrop

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// Tone is how light a shot is. Two shots of different tone differ enough for any eye, and for a scene-change detector.
type Tone string

// The tones.
const (
	Dark  Tone = "dark"
	Light Tone = "light"
)

// ID returns the id of a term's variant, from 0: the same term always has the same. Even variants are dark and odd ones
// light.
func ID(term string, variant int) string {
	return fmt.Sprintf("%016x-%d", hash(fold(term)), variant)
}

// ToneOf returns the tone of a clip by its id, so that a plan can alternate.
func ToneOf(clip string) Tone {
	if _, variant := parse(clip); variant%2 == 0 {
		return Dark
	}
	return Light
}

// parse returns an id's seed and variant. Whatever is no id of ours is a seed of its own, so no id is wrong.
func parse(clip string) (seed uint64, variant int) {
	id := clip[strings.LastIndexByte(clip, ':')+1:]
	if term, number, ok := strings.Cut(id, "-"); ok && len(term) == 16 {
		seed, err := strconv.ParseUint(term, 16, 64)
		variant, err2 := strconv.ParseUint(number, 10, 16)
		if err == nil && err2 == nil {
			return seed, int(variant)
		}
	}
	seed = hash(clip)
	return seed, int(seed % 8)
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// fold makes spellings of a term alike.
func fold(term string) string { return strings.Join(strings.Fields(strings.ToLower(term)), " ") }
