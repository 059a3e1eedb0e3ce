package redisclient

import (
	"context"
	"fmt"
	"log/slog"
)

// quiet takes the library's own messages, which come with each connection that fails, to the debug level.
type quiet struct{ log *slog.Logger }

// Printf implements the library's logger.
func (q quiet) Printf(ctx context.Context, format string, args ...any) {
	q.log.DebugContext(ctx, "redis: "+fmt.Sprintf(format, args...))
}
