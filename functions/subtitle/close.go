package subtitle

import "github.com/moneyprinter/moneyprinter/shared/steps"

// gap is the longest time in milliseconds without a caption that is not worth seeing: the cue before it stays.
const gap = 500

// cues makes the cues of a scene that lasts so many milliseconds. A cue begins with its first word; it ends with its last one,
// or as much later as one needs to read it and the next cue allows, and stays through a short gap.
func cues(tokens []token, lineWidth float64, scene int) []steps.Cue {
	var out []steps.Cue
	begin := 0
	for _, end := range split(tokens, lineWidth) {
		part := tokens[begin:end]
		next := scene
		if end < len(tokens) {
			next = tokens[end].from
		}
		c := steps.Cue{Start: part[0].from}
		c.End = max(part[len(part)-1].to, c.Start+shortest, c.Start+int(readingTime(part)*1000))
		if next-c.End < gap {
			c.End = max(next, c.Start)
		}
		first, _ := layout(part, lineWidth)
		c.Lines = append(c.Lines, line(part[:first]))
		if first < len(part) {
			c.Lines = append(c.Lines, line(part[first:]))
		}
		out = append(out, c)
		begin = end
	}
	return out
}
