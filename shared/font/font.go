// Package font chooses the fonts that draw a text, measures text with them, and shows them, and no others, to libass.
//
// A text gets the bundled font for Latin, Cyrillic and Greek, or the family that the user names, and installed fonts for
// what that one lacks: see [Choose]. The result names every file by its digest, so that it can be part of a content
// address; [Open] finds the files again, on this machine or another, and [Prepare] lays them out for a render.
//
// Installed fonts are looked for once in a process, and only when the bundled font does not suffice.
package font

import "github.com/moneyprinter/moneyprinter/shared/blob"

// Font names one face by what it is, not by where it lies.
type Font struct {
	// Family is the family name by which libass finds the face.
	Family string `json:"family"`
	// Weight is 400 for regular, 700 for bold.
	Weight int `json:"weight"`
	// File is the file's base name and Index the face's place in it, where it is a collection.
	File  string `json:"file"`
	Index int    `json:"index,omitempty"`
	// Digest is that of the file.
	Digest blob.Digest `json:"digest"`
}

// Query says which fonts are wanted.
type Query struct {
	// Family is the font that the user names; empty is the bundled one.
	Family string
	// Language is a BCP 47 tag. It decides between the Chinese, Japanese and Korean forms of a Han character.
	Language string
}

// Choice is the fonts of a text.
type Choice struct {
	// Fonts are the faces, the preferred one first. A character is drawn by the first that has it.
	Fonts []Font
	// Dropped are the emoji that no font draws as an outline; the captions leave them out.
	Dropped []string
}
