// Ported from Helm v4.3.1 (pkg/engine/funcs.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// durationFunctions work on durations: texts like "1h2m3s", and numbers, which are
// seconds. What is none counts as 0.
func durationFunctions() template.FuncMap {
	hours := func(v any) float64 { return orZero(v).Hours() }
	return template.FuncMap{
		"mustToDuration":       asDuration,
		"durationSeconds":      func(v any) float64 { return orZero(v).Seconds() },
		"durationMilliseconds": func(v any) int64 { return orZero(v).Milliseconds() },
		"durationMicroseconds": func(v any) int64 { return orZero(v).Microseconds() },
		"durationNanoseconds":  func(v any) int64 { return orZero(v).Nanoseconds() },
		"durationMinutes":      func(v any) float64 { return orZero(v).Minutes() },
		"durationHours":        hours,
		"durationDays":         func(v any) float64 { return hours(v) / 24.0 },
		"durationWeeks":        func(v any) float64 { return hours(v) / 24.0 / 7.0 },
		"durationRoundTo":      func(v, m any) time.Duration { return multiple(v, m, time.Duration.Round) },
		"durationTruncateTo":   func(v, m any) time.Duration { return multiple(v, m, time.Duration.Truncate) },
	}
}

func orZero(v any) time.Duration {
	d, err := asDuration(v)
	if err != nil {
		return 0
	}
	return d
}

// multiple brings v to a multiple of m; without a good m it stays.
func multiple(v, m any, by func(d, m time.Duration) time.Duration) time.Duration {
	d := orZero(v)
	unit, err := asDuration(m)
	if err != nil {
		return d
	}
	return by(d, unit)
}

// asDuration reads a duration.
func asDuration(v any) (time.Duration, error) {
	switch x := v.(type) {
	case time.Duration:
		return x, nil
	case string:
		s := strings.TrimSpace(x)
		if s == "" {
			return 0, errors.New("empty duration")
		}
		if d, err := time.ParseDuration(s); err == nil {
			return d, nil
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return fromFloat(f)
		}
		return 0, fmt.Errorf("could not parse duration %q", x)
	case nil:
		return 0, errors.New("invalid duration")
	}
	const most = math.MaxInt64 / int64(time.Second)
	rv := reflect.ValueOf(v)
	switch {
	case rv.CanInt():
		if rv.Int() > most || rv.Int() < -most {
			return 0, fmt.Errorf("duration seconds overflow: %d", rv.Int())
		}
		return time.Duration(rv.Int()) * time.Second, nil
	case rv.CanUint():
		if rv.Uint() > uint64(most) {
			return 0, fmt.Errorf("duration seconds overflow: %d", rv.Uint())
		}
		return time.Duration(rv.Uint()) * time.Second, nil
	case rv.CanFloat():
		return fromFloat(rv.Float())
	}
	return 0, fmt.Errorf("unsupported duration type %T", v)
}

func fromFloat(seconds float64) (time.Duration, error) {
	if math.IsNaN(seconds) || math.IsInf(seconds, 0) {
		return 0, fmt.Errorf("invalid duration seconds: %v", seconds)
	}
	const most = float64(math.MaxInt64) / float64(time.Second)
	if seconds > most || seconds < -most {
		return 0, fmt.Errorf("duration seconds overflow: %v", seconds)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}
