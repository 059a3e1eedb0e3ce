package progress

// Bus carries reports, and the news that a video's recorded state has changed, from those who work to those who watch.
// News of one video arrive in their order. They may be lost, so a watcher asks the record now and then all the same.
type Bus interface {
	Publisher
	Watcher
	// Changed tells the watchers of a video that its recorded state has changed. Like Publish it never blocks for long and
	// has no error.
	Changed(video string)
}

// Watcher lets videos be watched.
type Watcher interface {
	// Watch watches a video, or every video where video is empty, until the watch is closed. It neither blocks nor fails:
	// where the news come over a network the watch may be in force only later, or again after an interruption, and then its
	// Changed has a value, so that whoever reads the record at each Changed misses nothing.
	Watch(video string) *Watch
}
