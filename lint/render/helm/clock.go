package helm

import (
	"strconv"
	"text/template"
	"time"

	"github.com/netpolint/netpolint/lint/render/helm/sprig"
)

// now is the time of every rendering: the same input gives the same output.
func now() time.Time { return time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC) }

// clockFunctions are the functions of sprig that would look at the clock or know
// the time zone of the machine. All zones are UTC: their rules are files of the
// machine, too.
func clockFunctions() template.FuncMap {
	round, _ := sprig.Functions()["durationRound"].(func(any) string)
	return template.FuncMap{
		"now":            now,
		"date":           format,
		"dateInZone":     func(layout string, date any, _ string) string { return format(layout, date) },
		"date_in_zone":   func(layout string, date any, _ string) string { return format(layout, date) },
		"htmlDate":       func(date any) string { return format(time.DateOnly, date) },
		"htmlDateInZone": func(date any, _ string) string { return format(time.DateOnly, date) },
		"toDate": func(layout, s string) time.Time {
			t, _ := time.ParseInLocation(layout, s, time.UTC)
			return t
		},
		"mustToDate": func(layout, s string) (time.Time, error) { return time.ParseInLocation(layout, s, time.UTC) },
		"ago":        func(date any) string { return now().Sub(instant(date)).Round(time.Second).String() },
		"durationRound": func(d any) string {
			if t, ok := d.(time.Time); ok {
				d = int64(now().Sub(t))
			}
			return round(d)
		},
		"unixEpoch": func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) },
	}
}

func format(layout string, date any) string { return instant(date).In(time.UTC).Format(layout) }

// instant reads a time as sprig does: what is none is now.
func instant(date any) time.Time {
	switch date := date.(type) {
	case time.Time:
		return date
	case *time.Time:
		return *date
	case int64:
		return time.Unix(date, 0)
	case int:
		return time.Unix(int64(date), 0)
	case int32:
		return time.Unix(int64(date), 0)
	}
	return now()
}
