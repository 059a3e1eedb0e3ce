package assets

import "embed"

// Fonts holds the bundled caption font, Inter Bold 4.0 (Latin, Cyrillic, Greek), as fonts/Inter-Bold.otf, with its
// licence beside it (SIL Open Font License 1.1).
//
//go:embed fonts
var Fonts embed.FS
