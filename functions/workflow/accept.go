package workflow

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"unicode"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/uuid"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/pipeline"
	"github.com/moneyprinter/moneyprinter/shared/steps"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// idForm is what a video's id may look like: it stands in event ids, file names and URLs.
var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// VideoID returns the id that a request gets: its subject, or one that follows from its source and id.
func VideoID(e cloudevents.Event) string {
	if e.Subject() != "" {
		return e.Subject()
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(e.Source()+"#"+e.ID())).String()
}

// accept takes a request: a repeated one changes nothing, a bad one becomes a failed video with its reason.
func (t *transition) accept(e cloudevents.Event) error {
	id := VideoID(e)
	if !idForm.MatchString(id) {
		return fmt.Errorf("%w: the subject %.80q cannot be a video's id: use letters, digits, dots, dashes and underscores, at most 64", errUnreadable, id)
	}
	if _, err := t.tx.ExecContext(t.ctx, `DELETE FROM request WHERE id = $1`, id); err != nil {
		return err
	}
	if _, err := t.video(id); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var request event.VideoRequest
	var params video.Params
	err := e.DataAs(&request)
	if err != nil {
		err = failure.Wrap(failure.InvalidInput, err, "the request's data is not what its schema says: "+err.Error())
	} else {
		params, err = video.Decode(request.Params)
	}
	if request.Owner == "" {
		request.Owner = orchestration.LocalOwner
	}
	if strings.ContainsFunc(request.Owner, unicode.IsControl) {
		return fmt.Errorf("%w: the owner %.80q has control characters, which no column takes", errUnreadable, request.Owner)
	}
	base, baseErr := t.base(request.Owner, params.Base)
	if params.Seed == 0 && base != nil {
		params.Seed = base.params.Seed
	}
	if params.Seed == 0 {
		params.Seed = seedOf(params)
	}
	v := &record{id: id, owner: request.Owner, state: "running", run: 1, params: params, versions: map[steps.Name]int{}, traceParent: telemetry.TraceParent(t.ctx)}
	for _, s := range pipeline.Until(steps.Name(params.StopAt)) {
		v.versions[s.Name] = s.Version
	}
	if inserted, err := t.insertVideo(v, e.Source()); err != nil || !inserted {
		return err
	}
	if err := t.note(v, orchestration.VideoAccepted, orchestration.Detail{}); err != nil {
		return err
	}
	if err == nil {
		err = baseErr
	}
	if err != nil {
		f := failure.From(err)
		if f.Code == failure.Internal {
			// The database's fault, not the request's: the event comes again.
			return err
		}
		if f.Step == "" {
			f.Step = "workflow"
		}
		return t.end(v, "failed", f, "")
	}
	if err := t.announce(v, event.VideoAccepted, event.VideoResult{Owner: v.owner, Params: v.params, Run: v.run}); err != nil {
		return err
	}
	return t.startWhatIsReady(v)
}

// insertVideo reports false where another replica has accepted the same request meanwhile.
func (t *transition) insertVideo(v *record, source string) (bool, error) {
	params, err := json.Marshal(v.params)
	if err != nil {
		return false, err
	}
	versions, err := json.Marshal(v.versions)
	if err != nil {
		return false, err
	}
	r, err := t.tx.ExecContext(t.ctx, `
INSERT INTO video (id, owner, source, state, params, versions, seed, traceparent, seq, priority, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $10)
ON CONFLICT (id) DO NOTHING`,
		v.id, v.owner, source, v.state, string(params), string(versions), v.params.Seed, v.traceParent, v.params.Priority, t.now.UnixMilli())
	if err != nil {
		return false, err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	for name := range v.versions {
		if _, err := t.tx.ExecContext(t.ctx, `INSERT INTO stage (video, step) VALUES ($1, $2)`, v.id, name); err != nil {
			return false, err
		}
	}
	return true, nil
}

// base finds the video whose choices an edit keeps; nil where the request names none. It is read without a lock: what is
// kept of it does not change, and a transition that locks one video only cannot be part of a deadlock.
func (t *transition) base(owner, id string) (*record, error) {
	if id == "" {
		return nil, nil
	}
	if !idForm.MatchString(id) {
		// Not asked for at all: PostgreSQL refuses a NUL, which would look like a database that is away.
		return nil, failure.New(failure.NotFound, fmt.Sprintf("there is no video %.80q to base this one on", id))
	}
	base, err := t.read(id, "")
	if errors.Is(err, sql.ErrNoRows) || (err == nil && base.owner != owner) {
		return nil, failure.New(failure.NotFound, fmt.Sprintf("there is no video %.80q to base this one on", id))
	}
	return base, err
}

// seedOf derives a seed from what the video is about, so that the same request makes the same choices. It stays below
// 2^53, which every JSON reader takes.
func seedOf(p video.Params) int64 {
	h := fnv.New64a()
	h.Write([]byte(p.Subject))
	if p.Subject == "" {
		// The first words, so that an edit further on keeps the choices.
		start := []rune(p.Script)
		h.Write([]byte(string(start[:min(len(start), 24)])))
	}
	return int64(h.Sum64()>>11) | 1
}
