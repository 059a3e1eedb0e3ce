package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
)

// delivered is a file in the folder of finished videos. Size is in bytes.
type delivered struct {
	Cut  int    `json:"cut"`
	Role string `json:"role"`
	Path string `json:"path"`
	Size int64  `json:"size"`
}

// deliver copies a video's files into dir. They are copies and no links, because a blob must not change when somebody
// edits a file. Files of another video that has the same name stay: this one's names then end in -2, -3 and so on. Where
// name is not empty, it stands for the files' own name.
func deliver(ctx context.Context, blobs blob.Store, v orchestration.Video, dir, name string) ([]delivered, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the folder for the files cannot be made: "+err.Error(), failure.Hint("choose another with --out"))
	}
	files := v.Files()
	own := stem(files)
	if name == "" {
		name = own
	}
	target := func(f orchestration.DeliveredFile, try int) string {
		s := name
		if try > 1 {
			s += fmt.Sprintf("-%d", try)
		}
		return filepath.Join(dir, s+strings.TrimPrefix(filepath.Base(f.Name), own))
	}
	try := 1
	for taken(files, func(f orchestration.DeliveredFile) string { return target(f, try) }) {
		try++
	}
	list := []delivered{}
	for _, f := range files {
		path := target(f, try)
		if err := copyBlob(ctx, blobs, f.Blob, path); err != nil {
			return list, err
		}
		list = append(list, delivered{Cut: f.Cut, Role: f.Role, Path: path, Size: f.Blob.Size})
	}
	return list, nil
}

// stem is what the names of all files begin with: the first video's name without its ending.
func stem(files []orchestration.DeliveredFile) string {
	for _, f := range files {
		if f.Role == "video" {
			return strings.TrimSuffix(filepath.Base(f.Name), filepath.Ext(f.Name))
		}
	}
	return ""
}

// taken tells whether a path of a video has other content already.
func taken(files []orchestration.DeliveredFile, path func(orchestration.DeliveredFile) string) bool {
	for _, f := range files {
		if f.Role != "video" {
			continue
		}
		if _, err := os.Lstat(path(f)); err == nil && digestOf(path(f)) != f.Blob.Digest {
			return true
		}
	}
	return false
}

// digestOf is the digest of a file, empty where it cannot be read.
func digestOf(path string) blob.Digest {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return blob.Digest("sha256:" + hex.EncodeToString(h.Sum(nil)))
}

// copyBlob writes a blob to path, whole or not at all.
func copyBlob(ctx context.Context, blobs blob.Store, ref blob.Ref, path string) error {
	r, err := blobs.Open(ctx, ref.Digest)
	if err != nil {
		return fmt.Errorf("deliver %s: %w", filepath.Base(path), err)
	}
	defer r.Close()
	f, err := os.CreateTemp(filepath.Dir(path), ".moneyprinter-*")
	if err != nil {
		return failure.Wrap(failure.NotConfigured, err, "the files cannot be written: "+err.Error(), failure.Hint("choose another folder with --out"))
	}
	defer os.Remove(f.Name())
	if _, err := io.Copy(f, r); err != nil {
		f.Close()
		return failure.Wrap(failure.DiskFull, err, "the files cannot be written: "+err.Error(), failure.Hint("free some space; the video is kept, and making it again takes a moment"))
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("deliver %s: %w", filepath.Base(path), err)
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return fmt.Errorf("deliver %s: %w", filepath.Base(path), err)
	}
	return os.Rename(f.Name(), path)
}
