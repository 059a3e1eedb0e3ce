package doctor

import (
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
	"golang.org/x/sys/unix"
)

// enough is the free space in bytes with which a long video at 1080p is made without care.
const enough = 2 << 30

// disk checks that the data folder and the folder for temporary files can be written and have room.
func disk(data string) []Check {
	return []Check{folder("data folder", data, "choose another with --data or MONEYPRINTER_DATA"), folder("temporary folder", os.TempDir(), "point TMPDIR to another")}
}

func folder(name, dir, help string) Check {
	// The folder may be made later: what counts is the nearest one that exists.
	at := dir
	for {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		at = filepath.Dir(at)
	}
	if err := unix.Access(at, unix.W_OK|unix.X_OK); err != nil {
		return Check{name, Missing, dir + " cannot be written: " + err.Error(), help}
	}
	var s unix.Statfs_t
	if err := unix.Statfs(at, &s); err != nil {
		return Check{name, Missing, dir + ": " + err.Error(), help}
	}
	free := s.Bavail * uint64(s.Bsize)
	if free < enough {
		return Check{name, Missing, dir + " has only " + humanize.IBytes(free) + " free", "free " + humanize.IBytes(enough) + ", or " + help}
	}
	return Check{name, OK, dir + ", " + humanize.IBytes(free) + " free", ""}
}
