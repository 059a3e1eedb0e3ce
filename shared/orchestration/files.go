package orchestration

import "github.com/moneyprinter/moneyprinter/shared/steps"

// DeliveredFile is a file of a finished video. Names differ, those of several cuts too.
type DeliveredFile struct {
	steps.File
	// Cut is the number of the cut, from 1, that the file belongs to.
	Cut int `json:"cut"`
}

// Files lists the delivered files of all cuts.
func (v Video) Files() []DeliveredFile {
	var files []DeliveredFile
	for i, output := range v.Output {
		for _, f := range output.Files {
			files = append(files, DeliveredFile{File: f, Cut: i + 1})
		}
	}
	return files
}
