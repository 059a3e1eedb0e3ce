package object

// Housekeeping is the rule that a bucket's lifecycle has for a store.
//
// It expires no blob. A blob is named by the results that the ledger keeps, for as long as it keeps them, and by videos until
// somebody deletes them; no age tells when the last of them is gone. What it does end is what no name leads to: the parts
// of an upload whose process died, and, in a bucket with versions, what a Delete left behind.
type Housekeeping struct {
	// ID names the rule in the bucket's lifecycle.
	ID string
	// Prefix is what the keys begin with that the rule is for; empty is all.
	Prefix string
	// AbortAfterDays is the age in days at which an incomplete upload is aborted. MinIO knows no such rule and takes none:
	// it aborts by itself after its MINIO_API_STALE_UPLOADS_EXPIRY, a day unless set.
	AbortAfterDays int
	// DeletedAfterDays is how many days the versions of a deleted blob are kept.
	DeletedAfterDays int
}

func housekeeping(prefix string) Housekeeping {
	h := Housekeeping{ID: "moneyprinter", AbortAfterDays: 1, DeletedAfterDays: 7}
	if prefix != "" {
		h.ID += " " + prefix
		h.Prefix = prefix + "/"
	}
	return h
}
