package orchestration

import (
	"fmt"
	"path"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// DeliveredFile is a file of a finished video.
type DeliveredFile struct {
	steps.File
	// Cut is the number of the cut, from 1, that the file belongs to.
	Cut int `json:"cut"`
}

// Files lists the delivered files of all cuts under names that differ: a file of the second cut and on carries the cut's
// number, such as "video-2.mp4".
func (v Video) Files() []DeliveredFile {
	var files []DeliveredFile
	for i, output := range v.Output {
		for _, f := range output.Files {
			if i > 0 {
				stem, extension, _ := strings.Cut(path.Base(f.Name), ".")
				f.Name = fmt.Sprintf("%s-%d.%s", stem, i+1, extension)
			}
			files = append(files, DeliveredFile{File: f, Cut: i + 1})
		}
	}
	return files
}
