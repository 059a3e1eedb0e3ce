package deployment

import (
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// rootFolder is a folder that exists for kustomize alone. It is beside nothing, for a kustomization may not take in a
// folder that it lies in.
const rootFolder = string(filepath.Separator) + ".moneyprinter-lint"

// rooted is the disk with a kustomization in rootFolder. With it, folders and components are rendered together, and objects
// come with the files that they are from, without a change to any file.
type rooted struct {
	filesys.FileSystem
	kustomization []byte
}

// CleanedAbs implements filesys.FileSystem.
func (r rooted) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	if path == rootFolder {
		return filesys.ConfirmedDir(rootFolder), "", nil
	}
	if filepath.Dir(path) == rootFolder {
		return filesys.ConfirmedDir(rootFolder), filepath.Base(path), nil
	}
	return r.FileSystem.CleanedAbs(path)
}

// ReadFile implements filesys.FileSystem.
func (r rooted) ReadFile(path string) ([]byte, error) {
	if path == filepath.Join(rootFolder, "kustomization.yaml") {
		return r.kustomization, nil
	}
	return r.FileSystem.ReadFile(path)
}

// IsDir implements filesys.FileSystem.
func (r rooted) IsDir(path string) bool { return path == rootFolder || r.FileSystem.IsDir(path) }

// Exists implements filesys.FileSystem.
func (r rooted) Exists(path string) bool {
	return filepath.Dir(path) == rootFolder || r.IsDir(path) || r.FileSystem.Exists(path)
}
