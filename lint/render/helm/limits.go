package helm

import (
	"context"
	"fmt"
	"time"

	"github.com/netpolint/netpolint/lint/source"
)

// Limits of one rendering. What people write stays below them by a factor of ten
// and more; beyond, a chart is more likely a bomb.
const (
	// maxOutput is how many bytes all templates print together.
	maxOutput = 64 << 20
	// maxSteps is how many steps are made: actions, iterations, calls, and some per
	// kilobyte that they work on.
	maxSteps = 20_000_000
	// maxMade is how many bytes functions and included templates make together.
	maxMade = 256 << 20
	// maxValue is the largest value that a function takes or makes, in bytes.
	maxValue = 16 << 20
	// maxDepth is how deep templates call each other. Helm gives up at the
	// thousandth call of the same one.
	maxDepth = 1200
	// maxNested is how deep values lie in each other. One that holds itself has no
	// end.
	maxNested = 1000
	// maxClones is how many templates the copies of all templates hold that calls of
	// tpl in calls of tpl need at once.
	maxClones = 500_000
	// maxTime is how long it takes, whatever the caller allows: single steps cannot be
	// interrupted, so it may be a second longer.
	maxTime = 20 * time.Second
	// untilCheck is the number of steps between looks at the clock.
	untilCheck = 256
)

// limits is what one rendering may still do. The first limit that is passed, or the
// end of the context, makes all that follows fail.
type limits struct {
	ctx                         context.Context
	output, steps, made, clones int64
	unchecked                   int64
	depth                       int
	err                         error
}

func newLimits(ctx context.Context) *limits {
	return &limits{ctx: ctx, output: maxOutput, steps: maxSteps, made: maxMade, clones: maxClones}
}

// stopped is the error of a limit that was passed.
type stopped struct {
	message string
	err     error       // that of the context
	at      source.Span // where, if that is known
}

func (s *stopped) Error() string { return s.message }

func (s *stopped) Unwrap() error { return s.err }

// stop makes the rendering fail.
func (l *limits) stop(format string, args ...any) error {
	if l.err == nil {
		l.err = &stopped{message: "rendering stopped: " + fmt.Sprintf(format, args...)}
	}
	return l.err
}

// step counts n steps.
func (l *limits) step(n int64) error {
	if l.err != nil {
		return l.err
	}
	if l.steps -= n; l.steps < 0 {
		return l.stop("more than %d million steps; does a range have no end?", maxSteps/1_000_000)
	}
	if l.unchecked += n; l.unchecked >= untilCheck {
		l.unchecked = 0
		if err := l.ctx.Err(); err != nil {
			l.err = &stopped{message: "rendering stopped: " + err.Error(), err: err}
		}
	}
	return l.err
}

// make counts n bytes that are made.
func (l *limits) make(n int64) error {
	if l.made -= n; l.made < 0 {
		return l.stop("functions and included templates made more than %d MiB; does a range or an include have no end?", maxMade>>20)
	}
	return l.err
}

// room returns an error if n bytes are too much for one value, or more than may
// still be made.
func (l *limits) room(n int64) error {
	if n > maxValue || n < 0 {
		return l.stop("a value of more than %d MiB", maxValue>>20)
	}
	if n > l.made {
		return l.make(n)
	}
	return l.err
}

// print counts n bytes of output.
func (l *limits) print(n int64) error {
	if l.output -= n; l.output < 0 {
		return l.stop("more than %d MiB of output; does a range have no end?", maxOutput>>20)
	}
	return l.err
}

// enter counts the start of a template in others, leave its end.
func (l *limits) enter() error {
	if l.depth++; l.depth > maxDepth {
		return l.stop("templates call each other more than %d levels deep", maxDepth)
	}
	return l.step(1)
}

func (l *limits) leave() error {
	l.depth--
	return l.err
}
