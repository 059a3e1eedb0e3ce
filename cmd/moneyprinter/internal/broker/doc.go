// Package broker runs Knative Brokers and Triggers in one process.
//
// An event comes in at the ingress ([Server.ServeHTTP], or [Server.Accept] without HTTP). Its triggers' filters are
// evaluated there, with Knative's own code, and each match becomes one message of an embedded NATS JetStream stream. The
// ingress answers 202 once all of them are on disk. A worker for each trigger takes the messages, posts the event to the
// subscriber and acknowledges, retries or dead-letters by Knative's own rules (package kncloudevents); a reply goes back
// through the ingress.
//
// A message is removed only when its delivery ended, so whatever was under way when the process died is delivered again
// by the next one: delivery is at least once and, as with Knative's brokers, nothing is deduplicated by id. Failed
// attempts are counted in the message itself; a crash is no failed attempt.
package broker
