package progress

// Watch is a view of one video's progress.
type Watch struct {
	// Reports has the latest reports; a slow reader misses some.
	Reports chan Report
	// Changed has a value whenever the video's recorded state may have changed.
	Changed chan struct{}
	close   func()
}

// Close ends the watch.
func (w *Watch) Close() { w.close() }
