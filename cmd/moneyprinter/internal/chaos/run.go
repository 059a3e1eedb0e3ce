package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/moneyprinter/moneyprinter/tests/faults"
)

// patience is how long a run may take.
const patience = 40 * time.Minute

func run(ctx context.Context, o options) (result, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	dir := o.Dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "moneyprinter-chaos-"); err != nil {
			return result{}, err
		}
		defer os.RemoveAll(dir)
	}
	p, err := newProvider(ctx, o.Seed)
	if err != nil {
		return result{}, err
	}
	list, err := clips(o.Videos, o.Real)
	if err != nil {
		return result{}, err
	}
	say("seed %d: %d videos, %d of them with espeak and ffmpeg, in %s", o.Seed, o.Videos, o.Real, dir)
	want, err := calm(ctx, filepath.Join(dir, "calm"), p, list)
	if err != nil {
		return result{}, fmt.Errorf("the calm run: %w", err)
	}
	say("the calm run made %d videos in %.0f s", len(want), time.Since(began).Seconds())
	p.forget()
	p.flaky = 0.03
	return chaos(ctx, filepath.Join(dir, "chaos"), o, p, list, want, began)
}

// calm makes the videos in peace and returns their files.
func calm(ctx context.Context, dir string, p *provider, list []clip) (map[string]files, error) {
	listen, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s, err := newSite(dir, listen, calmVariable+"=1", providerVariable+"="+p.address, "MONEYPRINTER_POSTGRES=")
	if err != nil {
		return nil, err
	}
	c, err := s.start()
	if err != nil {
		return nil, err
	}
	defer c.kill()
	if err := c.answers(ctx, listen); err != nil {
		return nil, err
	}
	var asked atomic.Int64
	if err := s.askAll(ctx, list, func(int) bool { return true }, &asked); err != nil {
		return nil, err
	}
	if err := eventually(ctx, patience, func() error {
		n, err := s.open(ctx)
		if err == nil && n > 0 {
			err = fmt.Errorf("%d videos have not ended", n)
		}
		return err
	}); err != nil {
		return nil, err
	}
	if err := c.stop(); err != nil {
		return nil, err
	}
	found, err := read(ctx, s.data, "", list)
	if err != nil {
		return nil, err
	}
	made := map[string]files{}
	for id, v := range found {
		if v.state != "completed" {
			return nil, fmt.Errorf("%s is %s: %s", id, v.state, v.failure)
		}
		made[id] = v.files
	}
	return made, nil
}

// storm is what happens to the platform, and how much of it has happened.
type storm struct {
	o      options
	site   *site
	random *rand.Rand
	asked  atomic.Int64
	mu     sync.Mutex
	kills  int
	points map[string]int
}

// chaos makes the videos while everything goes wrong.
func chaos(ctx context.Context, dir string, o options, p *provider, list []clip, want map[string]files, began time.Time) (result, error) {
	listen, err := freeAddress()
	if err != nil {
		return result{}, err
	}
	d, err := mountDisk(dir)
	if err != nil {
		say("the disk cannot be filled, for it takes root's rights to make one: %v", err)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return result{}, err
		}
	} else {
		defer d.unmount()
	}
	s, err := newSite(dir, listen, providerVariable+"="+p.address, "MONEYPRINTER_POSTGRES="+o.Postgres, seedVariable+"="+strconv.FormatUint(o.Seed, 10))
	if err != nil {
		return result{}, err
	}
	st := &storm{o: o, site: s, random: rand.New(rand.NewPCG(o.Seed, 1)), points: map[string]int{}}
	r := result{Videos: len(list), Seed: o.Seed}

	asking, stopAsking := context.WithCancel(ctx)
	defer stopAsking()
	failed := make(chan error, 1)
	go func() {
		if err := s.askAll(asking, list, func(asked int) bool { return asked <= (st.count()+4)*len(list)/max(1, o.Kills) }, &st.asked); err != nil && asking.Err() == nil {
			failed <- err
		}
	}()
	var outages sync.WaitGroup
	over := make(chan struct{})
	outages.Go(func() { st.outages(ctx, d, over, &r) })
	err = st.rage(ctx, failed)
	close(over)
	outages.Wait()
	if err != nil {
		return r, err
	}
	say("after %d kills at %d points the platform is left in peace", st.kills, len(st.points))
	c, err := s.start(calmVariable + "=")
	if err != nil {
		return r, err
	}
	defer c.kill()
	if err := eventually(ctx, 10*time.Minute, func() error {
		n, err := s.open(ctx)
		if err == nil && (n > 0 || int(st.asked.Load()) < len(list)) {
			err = fmt.Errorf("%d videos have not ended, %d of %d are asked for", n, st.asked.Load(), len(list))
		}
		return err
	}); err != nil {
		say("%v", err) // the count below tells which
	}
	if err := c.stop(); err != nil {
		return r, err
	}
	r.Kills, r.Points = st.kills, st.points
	for _, point := range faults.Points {
		if st.points[point] == 0 {
			r.Missed = append(r.Missed, point)
		}
	}
	if err := r.judge(ctx, s.data, o.Postgres, list, want, p.log()); err != nil {
		return r, err
	}
	r.Seconds = float64(int(time.Since(began).Seconds()*10)) / 10
	return r, nil
}

func (st *storm) count() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.kills
}

// killed counts a kill; point is empty for one at a random instant.
func (st *storm) killed(point string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.kills++
	if point != "" {
		st.points[point]++
	}
	if st.kills%10 == 0 {
		say("%d kills, at %d points; %d videos asked for", st.kills, len(st.points), st.asked.Load())
	}
}

// rage starts the platform and kills it until there were enough kills and every point had one.
func (st *storm) rage(ctx context.Context, failed <-chan error) error {
	// A point that is not reached although it was tried this often has gone from the code.
	const most = 4
	for st.count() < st.o.Kills || len(st.points) < len(faults.Points) && st.count() < most*st.o.Kills {
		if err := st.life(ctx); err != nil {
			return err
		}
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
	}
	return nil
}

// life is one life of the platform: it ends at a point or at a random instant.
func (st *storm) life(ctx context.Context) error {
	point, passes := "", 0
	if st.random.IntN(3) > 0 {
		point, passes = st.next(), st.random.IntN(30)
	}
	c, err := st.site.start(faults.PointVariable+"="+point, faults.PassesVariable+"="+strconv.Itoa(passes))
	if err != nil {
		return err
	}
	defer c.kill()
	instant := time.After(time.Duration(400+st.random.IntN(2600)) * time.Millisecond)
	for {
		select {
		case pid := <-st.site.stopped:
			if pid == c.cmd.Process.Pid {
				c.kill()
				st.killed(point)
				return nil
			}
			// A Job: the platform goes on, and starts it again.
			if job, err := os.FindProcess(pid); err == nil && job.Kill() == nil {
				st.killed(point)
			}
		case <-instant:
			c.kill()
			st.killed("")
			return nil
		case <-c.ended:
			// Without its database or with a full disk it does not start.
			time.Sleep(200 * time.Millisecond)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// next chooses a point: of those with the fewest kills one at random.
func (st *storm) next() string {
	points := slices.Clone(faults.Points)
	st.random.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	return slices.MinFunc(points, func(a, b string) int { return cmp.Compare(st.points[a], st.points[b]) })
}

// outages takes the database and the disk away, twice each, spread over the kills.
func (st *storm) outages(ctx context.Context, d *disk, over <-chan struct{}, r *result) {
	for _, at := range []struct {
		share float64
		what  func() error
	}{
		{0.2, func() error { return st.database(ctx, r) }}, {0.4, func() error { return st.disk(ctx, d, r) }},
		{0.6, func() error { return st.database(ctx, r) }}, {0.8, func() error { return st.disk(ctx, d, r) }},
	} {
		for float64(st.count()) < at.share*float64(st.o.Kills) {
			select {
			case <-over:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
		if err := at.what(); err != nil {
			say("an outage could not be made: %v", err)
		}
	}
}

func (st *storm) database(ctx context.Context, r *result) error {
	if st.o.Postgres == "" {
		return nil
	}
	say("PostgreSQL is killed, and away for 5 s")
	r.Database++
	return postgresAway(ctx, st.o.Postgres, 5*time.Second)
}

func (st *storm) disk(ctx context.Context, d *disk, r *result) error {
	if d == nil {
		return nil
	}
	say("the disk is full for 5 s")
	r.Disk++
	return d.full(ctx, 5*time.Second)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
