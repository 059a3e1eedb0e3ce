package redis

import "strings"

// prefix begins the name of every video's channel.
const prefix = "moneyprinter:progress:"

// topic is what a connection subscribes to: the channel of a video, or all channels by a pattern.
type topic struct {
	name    string
	pattern bool
}

// every is the topic of all videos.
var every = topic{name: prefix + "*", pattern: true}

func channel(video string) string { return prefix + video }

func videoOf(channel string) string { return strings.TrimPrefix(channel, prefix) }
