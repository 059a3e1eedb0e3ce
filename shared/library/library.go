// Package library opens the files that a user names: an upload by its digest, or a file of a folder by its plain name.
//
// A name can never leave the folder: no separators, no parent, no symbolic link, no device.
package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Library is a folder of the user's own files.
type Library struct {
	// Folder is its path; empty is no folder, so that only digests can be named.
	Folder string
	// MaxBytes is the largest file taken; 0 is DefaultMaxBytes.
	MaxBytes int64
}

// DefaultMaxBytes is 2 GiB.
const DefaultMaxBytes = 2 << 30

// Import returns the blob that url names and what to call it: a digest ("sha256:…") is looked up, a file of the folder is
// stored. What is not there is a failure of code NotFound, what is too large is TooLarge, and a name that is no plain file
// name is InvalidInput.
func (l Library) Import(ctx context.Context, store blob.Store, url string) (blob.Ref, string, error) {
	if strings.HasPrefix(url, "sha256:") {
		return l.stored(ctx, store, blob.Digest(url))
	}
	f, err := l.open(url)
	if err != nil {
		return blob.Ref{}, "", err
	}
	defer f.Close()
	ref, err := store.Put(ctx, &io.LimitedReader{R: f, N: l.most()}, "")
	return ref, url, err
}

func (l Library) stored(ctx context.Context, store blob.Store, d blob.Digest) (blob.Ref, string, error) {
	size, err := store.Stat(ctx, d)
	if errors.Is(err, blob.ErrNotFound) {
		return blob.Ref{}, "", failure.Wrap(failure.NotFound, err, fmt.Sprintf("there is no upload %s", short(string(d))), failure.Hint("upload the file first"))
	}
	if err == nil && size > l.most() {
		err = l.tooLarge("the upload "+short(string(d)), size)
	}
	return blob.Ref{Digest: d, Size: size}, short(string(d)), err
}

// open opens a file of the folder. The folder is held open, so nothing can be swapped for a link between check and use.
func (l Library) open(name string) (*os.File, error) {
	if !Plain(name) {
		return nil, failure.New(failure.InvalidInput, fmt.Sprintf("%q is no plain file name", short(name)), failure.Hint("name a file of the library without a folder, or an upload by its digest"))
	}
	if l.Folder == "" {
		return nil, notFound(name, fs.ErrNotExist)
	}
	root, err := os.OpenRoot(l.Folder)
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the library's folder cannot be opened", failure.Hint("see that the configured folder exists and can be read"))
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if err != nil {
		return nil, notFound(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, failure.New(failure.InvalidInput, fmt.Sprintf("%s is no regular file", name), failure.Hint("links and folders are not followed: put the file itself into the library"))
	}
	if info.Size() > l.most() {
		return nil, l.tooLarge(name, info.Size())
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, notFound(name, err)
	}
	if opened, err := f.Stat(); err != nil || !os.SameFile(info, opened) {
		f.Close()
		return nil, notFound(name, errors.Join(err, errors.New("the file was replaced meanwhile")))
	}
	return f, nil
}

// Names lists the plain files of the folder whose extension is one of those given, in the order of their names. No folder is
// an empty list.
func (l Library) Names(extensions ...string) ([]string, error) {
	if l.Folder == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(l.Folder)
	if err != nil {
		return nil, failure.Wrap(failure.NotConfigured, err, "the library's folder cannot be read", failure.Hint("see that the configured folder exists and can be read"))
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && Plain(e.Name()) && slices.Contains(extensions, strings.ToLower(filepath.Ext(e.Name()))) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Plain tells whether name is a file's name alone: visible, without separators of any system.
func Plain(name string) bool {
	return name != "" && name[0] != '.' && len(name) < 256 && !strings.ContainsAny(name, "/\\\x00\n\r") && filepath.IsLocal(name)
}

func (l Library) most() int64 {
	if l.MaxBytes > 0 {
		return l.MaxBytes
	}
	return DefaultMaxBytes
}

func (l Library) tooLarge(name string, size int64) error {
	return failure.New(failure.TooLarge, fmt.Sprintf("%s has %d bytes; at most %d are taken", name, size, l.most()))
}

func notFound(name string, err error) error {
	return failure.Wrap(failure.NotFound, err, fmt.Sprintf("there is no file %q in the library", short(name)))
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
