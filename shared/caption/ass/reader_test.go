package ass_test

import (
	"strings"
)

// dialogue is an event as libass reads it.
type dialogue struct {
	style string
	// text is what is drawn, line breaks as \n; blocks are its override blocks.
	text   string
	blocks []string
}

// read reads a script's events as libass does (ass.c and ass_parse.c of 0.17): a line for each, nine fields before the text, and in
// the text \N, \n and \h, \{ and \}, and a block from { to the next }.
func read(script []byte) []dialogue {
	var events []dialogue
	for _, line := range strings.FieldsFunc(string(script), func(r rune) bool { return r == '\r' || r == '\n' }) {
		rest, ok := strings.CutPrefix(line, "Dialogue: ")
		if !ok {
			continue
		}
		field := strings.SplitN(rest, ",", 10)
		if len(field) < 10 {
			events = append(events, dialogue{text: "not an event: " + line})
			continue
		}
		d := dialogue{style: field[3]}
		var text strings.Builder
		for p := field[9]; p != ""; {
			switch end := strings.IndexByte(p, '}'); {
			case p[0] == '{' && end > 0:
				d.blocks = append(d.blocks, p[1:end])
				p = p[end+1:]
			case p[0] == '\\' && len(p) > 1 && strings.IndexByte("Nnh{}", p[1]) >= 0:
				text.WriteString(map[byte]string{'N': "\n", 'n': "\n", 'h': "\u00a0", '{': "{", '}': "}"}[p[1]])
				p = p[2:]
			default:
				text.WriteByte(p[0])
				p = p[1:]
			}
		}
		d.text = text.String()
		events = append(events, d)
	}
	return events
}
