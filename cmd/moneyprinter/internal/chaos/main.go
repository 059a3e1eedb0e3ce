// Command chaos makes videos while everything goes wrong, and then counts what is missing.
//
// It runs the one-machine platform as a child process, kills that process with SIGKILL at random instants and at every
// named fault point, loses, repeats and reorders its events, stops its PostgreSQL and fills its disk; and makes the same
// videos in peace, to compare the files. Its last line is JSON:
//
//	{"videos":300,"completed":300,"failed":0,"lost":0,"doubled":0,"repaid":0,"uncertain":3,"kills":120,"seed":1,…}
//
// It ends with 1 where a video is lost, failed, completed twice or paid again, where a file differs from the calm run's, or
// where there were fewer than a hundred kills.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/local"
)

func main() {
	log.SetFlags(log.Ltime)
	log.SetOutput(os.Stdout)
	if len(os.Args) == 3 {
		switch os.Args[1] {
		case "serve":
			serve(os.Args[2])
		case "job":
			f := armed()
			f.Wait = true
			os.Exit(local.RunJob(context.Background(), os.Args[2], local.Options{Decorate: decorators(f)}))
		}
	}
	var o options
	flag.Uint64Var(&o.Seed, "seed", 1, "the `seed` of all that is random")
	flag.IntVar(&o.Videos, "videos", 300, "how `many` videos")
	flag.IntVar(&o.Real, "real", 20, "how `many` of them are made with espeak and ffmpeg")
	flag.IntVar(&o.Kills, "kills", 120, "how `many` kills there must be before the end, at the least")
	flag.StringVar(&o.Postgres, "postgres", "", "the `URL` of a PostgreSQL server, which is stopped and started too; SQLite without it")
	flag.StringVar(&o.Dir, "dir", "", "the `folder` to work in; by default a temporary one that is removed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	result, err := run(ctx, o)
	if err != nil {
		log.Fatal(err)
	}
	line, err := json.Marshal(result)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(line))
	if !result.good() {
		os.Exit(1)
	}
}

// options say how much chaos there is.
type options struct {
	Seed                uint64
	Videos, Real, Kills int
	Postgres, Dir       string
}

// result is what a run found.
type result struct {
	Videos    int `json:"videos"`
	Completed int `json:"completed"`
	Failed    int `json:"failed"`
	// Lost videos were asked for and never ended.
	Lost int `json:"lost"`
	// Doubled videos ended more than once.
	Doubled int `json:"doubled"`
	// Repaid calls were made after their answer was on record.
	Repaid int `json:"repaid"`
	// Uncertain calls were under way when a process died, and may have been paid twice.
	Uncertain int    `json:"uncertain"`
	Kills     int    `json:"kills"`
	Seed      uint64 `json:"seed"`
	// Differ counts the videos whose files are not the calm run's.
	Differ int `json:"differ"`
	// Points counts the kills at each named fault point.
	Points map[string]int `json:"points"`
	// Missed are the points at which no process was killed.
	Missed []string `json:"missed,omitempty"`
	// Database and Disk count the outages.
	Database int `json:"database_outages"`
	Disk     int `json:"disk_full"`
	// Calls were paid in all.
	Calls   int     `json:"calls"`
	Seconds float64 `json:"seconds"`
}

// enough is how many kills make a run count.
const enough = 100

func (r result) good() bool {
	return r.Completed == r.Videos && r.Lost+r.Failed+r.Doubled+r.Repaid+r.Differ+len(r.Missed) == 0 && r.Kills >= enough
}
