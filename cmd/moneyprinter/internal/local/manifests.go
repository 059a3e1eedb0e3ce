package local

import (
	"errors"
	"io/fs"
	"strings"
)

// both is the folder of the built-in manifests together with the user's own. A file of the same name is an error of the
// reader's, for it is then read twice.
func both(built, own fs.FS) fs.FS {
	if own == nil {
		return built
	}
	return union{built, own}
}

type union struct{ built, own fs.FS }

// ownPrefix keeps the names of the two folders apart.
const ownPrefix = "own-"

// Open opens a file of either folder.
func (u union) Open(name string) (fs.File, error) {
	if own, ok := strings.CutPrefix(name, ownPrefix); ok {
		return u.own.Open(own)
	}
	return u.built.Open(name)
}

// ReadDir lists the top of both folders, or a folder of one of them.
func (u union) ReadDir(name string) ([]fs.DirEntry, error) {
	if own, ok := strings.CutPrefix(name, ownPrefix); ok {
		return fs.ReadDir(u.own, own)
	}
	built, err := fs.ReadDir(u.built, name)
	if name != "." {
		return built, err
	}
	own, ownErr := fs.ReadDir(u.own, ".")
	for _, e := range own {
		built = append(built, renamed{e})
	}
	return built, errors.Join(err, ownErr)
}

// renamed is an entry of the user's own folder under its name in the union.
type renamed struct{ fs.DirEntry }

func (r renamed) Name() string { return ownPrefix + r.DirEntry.Name() }
