package offline

import (
	"embed"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"path"
	"strconv"
	"strings"
)

//go:embed outlines/*.txt
var files embed.FS

// outlines are the outlines by language. A file holds blocks of lines: the openings, the blocks of the body in their
// order, the closings. A text takes one line of a block; {s} stands for the subject.
var outlines = func() map[string]outline {
	all := map[string]outline{}
	names, err := fs.Glob(files, "outlines/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		tag := strings.TrimSuffix(path.Base(name), ".txt")
		o := outline{language: tag}
		for block := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n\n") {
			o.blocks = append(o.blocks, strings.Split(block, "\n"))
		}
		all[tag] = o
	}
	return all
}()

type outline struct {
	language string
	blocks   [][]string
}

// The body's sentences in a text of one paragraph, and those that each further paragraph adds.
const (
	firstBody = 5
	moreBody  = 4
)

// write returns the outline of a subject, its paragraphs parted by blank lines.
func (o outline) write(subject string, paragraphs int, seed int64, try int) string {
	paragraphs = max(paragraphs, 1)
	s := topic(subject)
	hash := fnv.New64a()
	hash.Write([]byte(s + "\x00" + strconv.FormatInt(seed, 10) + "\x00" + strconv.Itoa(try)))
	rng := rand.New(rand.NewPCG(hash.Sum64(), uint64(paragraphs)))

	last := len(o.blocks) - 1
	lines := []string{pick(rng, o.blocks[0])}
	lines = append(lines, o.body(rng, firstBody+moreBody*(paragraphs-1))...)
	lines = append(lines, pick(rng, o.blocks[last]))

	inside := within(s, o.language)
	var text strings.Builder
	for i, line := range lines {
		if i > 0 {
			// A paragraph begins where its share of the sentences does.
			switch paragraphs := min(paragraphs, len(lines)); {
			case i*paragraphs/len(lines) != (i-1)*paragraphs/len(lines):
				text.WriteString("\n\n")
			case o.language != "zh" && o.language != "ja":
				text.WriteString(" ")
			}
		}
		if strings.HasPrefix(line, "{s}") {
			line = s + line[len("{s}"):]
		}
		text.WriteString(strings.ReplaceAll(line, "{s}", inside))
	}
	// A question that ends a question is asked once.
	return strings.ReplaceAll(text.String(), "?”?", "?”")
}

// body takes n lines: a random choice of the blocks in their order, then, pass by pass, the lines not taken yet.
func (o outline) body(rng *rand.Rand, n int) []string {
	blocks := make([][]string, 0, len(o.blocks)-2)
	for _, b := range o.blocks[1 : len(o.blocks)-1] {
		b = append([]string(nil), b...)
		rng.Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
		blocks = append(blocks, b)
	}
	var lines []string
	for pass := 0; len(lines) < n; pass++ {
		var left []int
		for i, b := range blocks {
			if pass < len(b) {
				left = append(left, i)
			}
		}
		if len(left) == 0 {
			break
		}
		take := make(map[int]bool)
		for _, k := range rng.Perm(len(left))[:min(len(left), n-len(lines))] {
			take[left[k]] = true
		}
		for i, b := range blocks {
			if take[i] {
				lines = append(lines, b[pass])
			}
		}
	}
	return lines
}

func pick(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }
