package failure

// Code is the machine-readable reason of a failure.
type Code string

// The codes. Their order is the order in which the documentation lists them.
const (
	// InvalidInput: a parameter is missing, malformed or out of its range. The message names it.
	InvalidInput Code = "invalid_input"
	// TooLarge: a script, file or document is over its limit. The message gives both sizes.
	TooLarge Code = "too_large"
	// NotFound: a video, file, voice, font or music track that was named does not exist.
	NotFound Code = "not_found"
	// UnsupportedMedia: a file is not what its place needs: text, a playlist, no video stream, no audio stream.
	UnsupportedMedia Code = "unsupported_media"
	// CorruptMedia: a media file begins well and cannot be decoded.
	CorruptMedia Code = "corrupt_media"
	// UnknownVoice: the speech provider has no voice of that name.
	UnknownVoice Code = "unknown_voice"
	// MissingGlyph: no available font can draw a character of the captions.
	MissingGlyph Code = "missing_glyph"
	// NotConfigured: a key, an address or a program that the request needs is not there. The hint says how to get it.
	NotConfigured Code = "not_configured"
	// Unauthorized: a provider refused the credentials.
	Unauthorized Code = "unauthorized"
	// Refused: a provider's policy refused the content.
	Refused Code = "refused"
	// RateLimited: a provider or one of our limits asks to come back later.
	RateLimited Code = "rate_limited"
	// Unavailable: a provider or a part of ours does not answer or answers 5xx.
	Unavailable Code = "unavailable"
	// BadAnswer: a provider answered something that cannot be used.
	BadAnswer Code = "bad_answer"
	// Timeout: the work did not end within its deadline.
	Timeout Code = "timeout"
	// Cancelled: somebody cancelled the work.
	Cancelled Code = "cancelled"
	// DiskFull: there is no room for a blob or a scratch file.
	DiskFull Code = "disk_full"
	// OutOfMemory: the process was killed at its memory limit, each time it was tried.
	OutOfMemory Code = "out_of_memory"
	// RenderFailed: ffmpeg ended with an error; the message carries its last line.
	RenderFailed Code = "render_failed"
	// CheckFailed: the finished file is not what the timeline says (frames, duration, audio, colour).
	CheckFailed Code = "check_failed"
	// Undeliverable: an event could not be delivered after all its retries.
	Undeliverable Code = "undeliverable"
	// Conflict: the request contradicts the present state, such as deleting a video that is being made.
	Conflict Code = "conflict"
	// Internal: a defect of ours or an error that nobody has classified yet.
	Internal Code = "internal"
)

// Retryable tells whether failures of the code are worth another try without a change of the request.
func (c Code) Retryable() bool {
	switch c {
	case RateLimited, Unavailable, BadAnswer, Timeout, DiskFull, Undeliverable, Internal:
		return true
	}
	return false
}

// HTTPStatus is the status with which the gateway answers a failure of the code.
func (c Code) HTTPStatus() int {
	switch c {
	case InvalidInput, UnknownVoice, MissingGlyph:
		return 400
	case Unauthorized:
		return 401
	case NotFound:
		return 404
	case Conflict, Cancelled:
		return 409
	case TooLarge:
		return 413
	case UnsupportedMedia, CorruptMedia, Refused:
		return 422
	case RateLimited:
		return 429
	case NotConfigured, Unavailable, Undeliverable:
		return 503
	case Timeout:
		return 504
	case DiskFull:
		return 507
	}
	return 500
}
