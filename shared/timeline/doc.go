// Package timeline holds the document that says, in integer frames, what a video is made of.
//
// A [Timeline] is the whole video: scenes, the shots that show them, captions and sound. A [Slice] is what one segment of it
// needs and nothing else, so that a segment whose slice is unchanged is never rendered again. Both are plain JSON.
package timeline
