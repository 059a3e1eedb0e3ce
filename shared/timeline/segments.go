package timeline

// targetSeconds is about how long a segment is where a scene allows a choice; docs/decisions/segments.md has the
// measurements.
const targetSeconds = 10

// Segments cuts the timeline into the spans that are rendered apart. A segment never spans scenes, and a long scene is cut
// where a shot begins, so that no transition is cut: a cross-fade belongs to the outgoing shot.
func (t *Timeline) Segments() []Span {
	var spans []Span
	shot := 0
	for _, scene := range t.Scenes {
		end := scene.Start + scene.Frames
		open := Span{Start: scene.Start}
		for ; shot < len(t.Shots) && t.Shots[shot].Start < end; shot++ {
			next := t.Shots[shot]
			if open.Frames > 0 && open.Frames+next.Frames > targetSeconds*t.FPS {
				spans = append(spans, open)
				open = Span{Start: next.Start}
			}
			open.Frames += next.Frames
		}
		spans = append(spans, open)
	}
	return spans
}

// SceneAt returns the scene that shows a frame.
func (t *Timeline) SceneAt(frame int) Scene {
	for _, s := range t.Scenes {
		if frame < s.Start+s.Frames {
			return s
		}
	}
	return t.Scenes[len(t.Scenes)-1]
}
