package main

import "math/rand/v2"

// track is a piece: its file's name, its title, its tempo and how it is made.
type track struct {
	name, title string
	// bpm is quarter notes a minute; bars are of four.
	bpm  float64
	bars int
	play func(*score)
	// rms is the level before the ceiling.
	rms float64
}

var tracks = []track{
	{"morning-light", "Morning Light", 84, 14, morningLight, 0.115},
	{"city-after-rain", "City After Rain", 76, 12, cityAfterRain, 0.115},
	{"wide-horizon", "Wide Horizon", 104, 16, wideHorizon, 0.115},
}

func (t track) compose() sound {
	beat := 60 / t.bpm
	// A whole number of samples, so that the loop's length is exact.
	s := &score{beat: beat, bars: t.bars, chance: rand.NewPCG(uint64(len(t.name)), uint64(t.bpm))}
	n := int(beat * 4 * float64(t.bars) * rate)
	s.dry, s.wet, s.echoed = newSound(n), newSound(n), newSound(n)
	t.play(s)
	mix := newSound(n)
	echoes := echo(s.echoed, beat*0.75, 0.42)
	s.wet.add(s.echoed, 0.35)
	s.wet.add(echoes, 0.5)
	mix.add(s.dry, 1)
	mix.add(s.echoed, 1)
	mix.add(echoes, 0.42)
	mix.add(s.wet, 0.55)
	mix.add(hall(s.wet, 2.4), 0.6)
	return mix.master(t.rms)
}

// score is what a piece writes its notes to: three buses, of which the wet one is heard mostly by its reverberation.
type score struct {
	beat             float64
	bars             int
	dry, wet, echoed sound
	chance           *rand.PCG
}

// at is the time in seconds of a beat of a bar, both from 0.
func (s *score) at(bar int, beat float64) float64 { return (float64(bar)*4 + beat) * s.beat }

// human is a small deviation of a player's hand, from -1 to 1.
func (s *score) human() float64 { return float64(s.chance.Uint64()>>11)/(1<<52) - 1 }

// chord holds notes as a pad for so many bars.
func (s *score) chord(bar int, bars float64, gain float64, notes ...int) {
	seconds := bars*4*s.beat + 0.9
	for i, n := range notes {
		pan := 0.7 * (float64(i)/float64(max(len(notes)-1, 1))*2 - 1)
		s.wet.note(s.at(bar, 0), seconds, gain, pan, pad(hertz(n), seconds, float64(i)*1.7+float64(bar)))
	}
}

// morningLight is calm and bright: pads, a slow arpeggio of struck bars, a heartbeat of a drum.
func morningLight(s *score) {
	chords := [][]int{{53, 60, 64, 69}, {52, 60, 64, 67}, {50, 57, 60, 65}, {48, 55, 64, 71}, {53, 60, 64, 69}, {55, 59, 62, 69}, {57, 60, 64, 67}}
	pattern := []int{0, 2, 1, 3, 2, 1, 3, 2}
	for bar := range s.bars {
		c := chords[bar%len(chords)]
		s.chord(bar, 1, 0.085, c...)
		s.dry.note(s.at(bar, 0), 4*s.beat, 0.22, 0, bass(hertz(c[0]-12), 4*s.beat))
		for i, p := range pattern {
			if (i == 1 || i == 5) && bar%2 == 0 {
				continue
			}
			note := c[p] + 12
			if i == 4 {
				note += 12
			}
			s.echoed.note(s.at(bar, float64(i)*0.5)+0.006*s.human(), 2.2, 0.15*(0.85+0.15*s.human()), 0.5*s.human(), pluck(hertz(note), 2.2))
		}
		s.dry.note(s.at(bar, 0), 0.6, 0.34, 0, kick)
		s.dry.note(s.at(bar, 2.5), 0.6, 0.22, 0, kick)
		for i := range 4 {
			s.dry.note(s.at(bar, float64(i)+0.5)+0.004*s.human(), 0.12, 0.020, 0.3, noise(uint64(bar*8+i), 7000, 42, true))
		}
	}
}

// cityAfterRain is unhurried: an electric piano in ninth chords, a walking bass, brushed drums that lean back.
func cityAfterRain(s *score) {
	chords := [][]int{{50, 60, 64, 65, 69}, {43, 59, 64, 65, 69}, {48, 59, 62, 64, 67}, {45, 60, 62, 64, 67}}
	const swing = 0.085
	for bar := range s.bars {
		c := chords[bar%len(chords)]
		s.chord(bar, 1, 0.032, c[1], c[2], c[4])
		for _, hit := range []struct{ beat, gain float64 }{{0, 1}, {1.5 + swing, 0.62}, {2.5 + swing, 0.5}} {
			for i, n := range c[1:] {
				late := 0.008*float64(i) + 0.005*s.human()
				s.echoed.note(s.at(bar, hit.beat)+late, 2.4, 0.085*hit.gain*(0.9+0.1*s.human()), 0.35*(float64(i)-1.5)/1.5, keys(hertz(n), 2.4, 0.9*hit.gain))
			}
		}
		walk := []int{c[0], c[0], c[0] + 7, c[0] + 12}
		for i, beat := range []float64{0, 1.5 + swing, 2, 3.5 + swing} {
			if i == 3 && bar%2 == 0 {
				continue
			}
			s.dry.note(s.at(bar, beat), 1.1*s.beat, 0.27, 0, bass(hertz(walk[i]-12), 1.1*s.beat))
		}
		if bar%4 >= 2 {
			tune := [][]int{{76, 74, 72}, {71, 72, 67}}[bar%4-2]
			for i, n := range tune {
				s.echoed.note(s.at(bar, 1+float64(i)*0.75+swing), 2, 0.075, -0.3, pluck(hertz(n), 2))
			}
		}
		for _, beat := range []float64{0, 2.5 + swing} {
			s.dry.note(s.at(bar, beat), 0.6, 0.42, 0, kick)
		}
		for _, beat := range []float64{1, 3} {
			s.wet.note(s.at(bar, beat)+0.012, 0.28, 0.10, 0.05, noise(uint64(bar*16)+uint64(beat), 1900, 17, false))
			s.dry.note(s.at(bar, beat)+0.012, 0.2, 0.030, 0.05, noise(uint64(bar*16)+uint64(beat)+7, 4200, 24, true))
		}
		for i := range 8 {
			beat := float64(i) * 0.5
			if i%2 == 1 {
				beat += swing
			}
			s.dry.note(s.at(bar, beat)+0.003*s.human(), 0.1, 0.024*(0.75+0.25*s.human()), -0.35, noise(uint64(bar*64+i), 8200, 55, true))
		}
	}
}

// wideHorizon builds: a pulse of bars over broad pads, low drums, a high line in its second half.
func wideHorizon(s *score) {
	chords := [][]int{{47, 59, 62, 66}, {43, 59, 62, 67}, {50, 57, 62, 66}, {45, 57, 61, 64}}
	line := []int{78, 76, 74, 73, 71, 73, 74, 69}
	for bar := range s.bars {
		c := chords[bar/2%len(chords)]
		if bar%2 == 0 {
			s.chord(bar, 2, 0.085, c...)
			s.chord(bar, 2, 0.030, c[2]+12, c[3]+12)
		}
		full := 0.65 + 0.35*float64(min(bar%16, 16-bar%16))/8
		for i := range 8 {
			n := c[1+[]int{0, 2, 1, 2, 0, 2, 1, 2}[i]] + 12
			accent := 1.0
			if i%4 != 0 {
				accent = 0.68
			}
			s.echoed.note(s.at(bar, float64(i)*0.5)+0.003*s.human(), 1.2, 0.125*accent*full, 0.45*float64(1-2*(i%2)), pluck(hertz(n), 1.2))
		}
		for i := range 4 {
			s.dry.note(s.at(bar, float64(i)), 0.95*s.beat, 0.19*full, 0, bass(hertz(c[0]-12), 0.95*s.beat))
		}
		s.dry.note(s.at(bar, 0), 0.6, 0.40*full, 0, kick)
		s.dry.note(s.at(bar, 2), 0.6, 0.26*full, 0, kick)
		if bar%2 == 1 {
			s.wet.note(s.at(bar, 3.5), 0.5, 0.22*full, -0.2, kick)
		}
		for i := range 8 {
			s.dry.note(s.at(bar, float64(i)*0.5)+0.002*s.human(), 0.08, 0.015*full, 0.3, noise(uint64(bar*8+i), 8800, 60, true))
		}
		if bar >= 8 {
			n := line[bar-8]
			s.echoed.note(s.at(bar, 0), 3*s.beat, 0.10, 0.1, keys(hertz(n), 3*s.beat, 0.7))
			s.echoed.note(s.at(bar, 2.5), 1.4*s.beat, 0.06, 0.1, keys(hertz(n-5), 1.4*s.beat, 0.6))
		}
	}
}
