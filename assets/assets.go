// Package assets holds the files that are built into the programs: each kind in its own folder, with the licence of
// every file beside it.
package assets
