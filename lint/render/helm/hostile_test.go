package helm

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestHostile renders templates that would take all memory or never end: each is
// refused within seconds, and none ends the process.
func TestHostile(t *testing.T) {
	deepValue := `{{ $d := dict }}{{ range 2000 }}{{ $d = dict "d" $d }}{{ end }}`
	cycle := `{{ $d := dict }}{{ $_ := set $d "d" $d }}`
	bomb := `{{ $d := list 1 }}{{ range 50 }}{{ $d = list $d $d }}{{ end }}`
	big := `{{ $s := repeat 16000000 "x" }}`
	for name, text := range map[string]string{
		"repeat":                  `{{ repeat 2000000000 "x" }}`,
		"repeat repeated":         `{{ $x := "x" }}{{ range 10 }}{{ $x = repeat 1000 $x }}{{ end }}`,
		"repeat overflow":         `{{ repeat 4611686018427387904 "xxxx" }}`,
		"until":                   `{{ range until 2000000000 }}{{ end }}`,
		"untilStep overflow":      `{{ untilStep 0 9223372036854775807 9223372036854775806 }}`,
		"untilStep down":          `{{ untilStep 9223372036854775807 0 -1 }}`,
		"seq":                     `{{ seq 2000000000 }}`,
		"seq down":                `{{ seq 0 -2000000000 }}`,
		"indent":                  `{{ indent 2000000000 "a" }}`,
		"indent lines":            `{{ indent 100000 (repeat 10000 "\n") }}`,
		"nindent":                 `{{ nindent 2000000000 "a" }}`,
		"replace":                 `{{ replace "" (repeat 100000 "x") (repeat 100000 "x") }}`,
		"wrapWith":                `{{ wrapWith 1 (repeat 100000 "x") (repeat 100000 "x") }}`,
		"join":                    `{{ join (repeat 1000000 "x") (until 1000) }}`,
		"split":                   `{{ split "" (repeat 1000000 "x") }}`,
		"splitList":               `{{ splitList "" (repeat 10000000 "x") }}`,
		"printf width":            `{{ printf "` + strings.Repeat("%1000000d", 100) + `" }}`,
		"printf star":             `{{ printf "` + strings.Repeat("%*d", 100) + `" ` + strings.Repeat("1000000 1 ", 100) + ` }}`,
		"printf index":            big + `{{ printf "` + strings.Repeat("%[1]s", 1000) + `" $s }}`,
		"print":                   big + `{{ print $s $s $s $s $s $s $s $s }}`,
		"cat":                     big + `{{ cat $s $s $s $s }}`,
		"quote":                   big + `{{ quote $s $s $s }}`,
		"range int":               `{{ range 1000000000 }}{{ end }}`,
		"range int nested":        `{{ range 1000000000 }}{{ range 1000000000 }}{{ end }}{{ end }}`,
		"range in with":           `{{ with 1 }}{{ range 1000000000 }}{{ if false }}{{ end }}{{ end }}{{ end }}`,
		"range continue":          `{{ range 1000000000 }}{{ continue }}{{ end }}`,
		"range in define":         `{{ define "a" }}{{ range 1000000000 }}{{ end }}{{ end }}{{ include "a" . }}`,
		"range in tpl":            `{{ tpl "{{ range 1000000000 }}{{ end }}" . }}`,
		"range output":            `{{ range 1000000000 }}xxxxxxxxxxxxxxxx{{ end }}`,
		"range segments":          `{{ range 1000000000 }}x{{ . }}{{ end }}`,
		"range calls":             `{{ range 1000000000 }}{{ $x := upper "x" }}{{ end }}`,
		"append":                  `{{ $l := list }}{{ range 100000 }}{{ $l = append $l . }}{{ end }}`,
		"concat":                  `{{ $l := until 900000 }}{{ $l = concat $l $l $l $l }}`,
		"set":                     `{{ $d := dict }}{{ range 100000000 }}{{ $_ := set $d (toString .) . }}{{ end }}`,
		"dict chain":              `{{ $d := dict }}{{ range 100000000 }}{{ $d = dict "a" $d }}{{ end }}`,
		"list chain":              `{{ $d := list }}{{ range 100000000 }}{{ $d = list $d }}{{ end }}`,
		"include itself":          `{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`,
		"include each other":      `{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`,
		"include grows":           `{{ define "a" }}{{ include "a" (printf "%s%s" . .) }}{{ end }}{{ include "a" "x" }}`,
		"include twice":           `{{ define "a" }}{{ if . }}{{ include "a" (sub . 1) }}{{ include "a" (sub . 1) }}{{ end }}{{ end }}{{ include "a" 60 }}`,
		"template itself":         `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`,
		"template the file":       `{{ template "c/templates/t.yaml" . }}`,
		"include the file":        `{{ include "c/templates/t.yaml" . }}`,
		"tpl itself":              `{{ define "a" }}{{ tpl "{{ include \"a\" . }}" . }}{{ end }}{{ include "a" . }}`,
		"tpl nested":              `{{ $t := "x" }}{{ range 1000 }}{{ $t = printf "{{ tpl %q . }}" $t }}{{ end }}{{ tpl $t . }}`,
		"block":                   `{{ block "a" . }}{{ template "a" . }}{{ end }}`,
		"print itself":            cycle + `{{ $d }}`,
		"toYaml itself":           cycle + `{{ toYaml $d }}`,
		"toYamlPretty itself":     cycle + `{{ toYamlPretty $d }}`,
		"toToml itself":           cycle + `{{ toToml $d }}`,
		"toJson itself":           cycle + `{{ toJson $d }}`,
		"toString itself":         cycle + `{{ toString $d }}`,
		"printf itself":           cycle + `{{ printf "%v" $d }}`,
		"quote itself":            cycle + `{{ quote $d }}`,
		"html itself":             cycle + `{{ html $d }}`,
		"deepCopy itself":         cycle + `{{ deepCopy $d }}`,
		"merge itself":            cycle + `{{ merge (dict "d" (dict "d" (dict "x" 1))) $d }}`,
		"merge with its parent":   `{{ $d := dict "x" (dict) }}{{ $e := dict "x" $d }}{{ $_ := merge $d $e }}{{ $_ := merge $d $e }}{{ $_ := merge $d $d }}{{ $d }}`,
		"merge values":            `{{ $_ := merge .Values . }}{{ .Values }}`,
		"merge each other":        `{{ $a := dict "k" (dict) }}{{ $b := dict "k" $a }}{{ $_ := mergeOverwrite $a $b }}{{ $_ := mergeOverwrite $a $b }}{{ $a }}`,
		"join itself":             cycle + `{{ join "," (list $d) }}`,
		"dict key itself":         cycle + `{{ dict $d 1 }}`,
		"add itself":              cycle + `{{ add $d 1 }}`,
		"int itself":              cycle + `{{ int $d }}`,
		"addf itself":             cycle + `{{ addf 1.5 $d }}`,
		"slice by itself":         cycle + `{{ slice (list 1) $d }}`,
		"eq itself":               cycle + `{{ eq $d $d }}`,
		"ne itself":               cycle + `{{ ne $d (dict) }}`,
		"eq itself to a list":     cycle + `{{ eq $d (list 1) }}`,
		"sortAlpha itself":        cycle + `{{ sortAlpha (list $d) }}`,
		"values itself":           `{{ $_ := set .Values "v" . }}{{ . }}`,
		"values itself as yaml":   `{{ $_ := set .Values "v" . }}{{ toYaml .Values }}`,
		"deep value":              deepValue + `{{ $d }}`,
		"deep value pretty":       deepValue + `{{ toPrettyJson $d }}`,
		"value bomb":              bomb + `{{ $d }}`,
		"value bomb as yaml":      bomb + `{{ toYaml $d }}`,
		"value bomb compared":     bomb + `{{ $l := list $d $d }}{{ range 1000000000 }}{{ $x := has $d $l }}{{ end }}`,
		"regexp program":          `{{ regexMatch "` + strings.Repeat("(x{1000})?", 300) + `" "x" }}`,
		"regexp long":             `{{ regexMatch (repeat 100000 "x?") "x" }}`,
		"regexp time":             big + `{{ range 1000000000 }}{{ $x := regexMatch "(x+x+)+y" $s }}{{ end }}`,
		"regexp replace":          `{{ regexReplaceAll "" (repeat 100000 "x") (repeat 100000 "y") }}`,
		"regexp replace refs":     `{{ regexReplaceAll "(.*)" (repeat 1000000 "x") (repeat 1000 "$1") }}`,
		"regexp find all":         big + `{{ regexFindAll "" $s -1 }}`,
		"uniq":                    `{{ uniq (until 1000000) }}`,
		"without":                 `{{ $l := until 500000 }}{{ range 1000000000 }}{{ $x := without $l -1 -2 }}{{ end }}`,
		"mulf":                    `{{ mulf 1e300 ` + strings.Repeat("1e300 ", 5000) + ` }}`,
		"fromYaml bomb":           `{{ fromYaml (printf "a: &a [%s]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]" (repeat 100000 "x")) | len | repeat 100000000 }}`,
		"fromYaml large":          big + `{{ fromYaml $s }}`,
		"fromJson large":          big + `{{ fromJson $s }}`,
		"fromToml deep":           `{{ fromToml (printf "a = %s" (repeat 900000 "[")) }}`,
		"fromToml keys":           `{{ fromToml (printf "%sa = 1" (repeat 100000 "a.")) }}`,
		"randAlphaNum":            `{{ randAlphaNum 2000000000 }}`,
		"randBytes":               `{{ randBytes 2000000000 }}`,
		"derivePassword":          `{{ range 1000000 }}{{ $x := derivePassword 1 "long" "p" "u" "s" }}{{ end }}`,
		"blocks":                  strings.Repeat(`{{ if 1 }}`, 100000) + strings.Repeat(`{{ end }}`, 100000),
		"else if":                 `{{ if 0 }}` + strings.Repeat(`{{ else if 0 }}`, 100000) + `{{ end }}`,
		"parentheses":             `{{ ` + strings.Repeat(`(`, 9000) + `1` + strings.Repeat(`)`, 9000) + ` }}`,
		"variables":               strings.Repeat(`{{ $a := 1 }}`, 100000),
		"actions":                 strings.Repeat(`{{.}}`, 1000000),
		"semver":                  `{{ semverCompare (repeat 1000000 ">1 ") "1.0.0" }}`,
		"pointer":                 `{{ printf "%p" .Values }}`,
		"long error":              `{{ define "a" }}{{ include "a" ` + strings.Repeat(`(print . `, 40) + `"` + strings.Repeat("x", 100000) + `"` + strings.Repeat(`)`, 40) + ` }}{{ end }}{{ include "a" . }}`,
		"stack":                   `{{ define "a" }}` + strings.Repeat(`{{ if 1 }}`, 90) + `{{ print ` + strings.Repeat(`(print `, 45) + `(include "b" .)` + strings.Repeat(`)`, 45) + ` }}` + strings.Repeat(`{{ end }}`, 90) + `{{ end }}{{ define "b" }}` + strings.Repeat(`{{ with 1 }}`, 90) + `{{ include "a" . }}` + strings.Repeat(`{{ end }}`, 90) + `{{ end }}{{ include "a" . }}`,
		"sharing":                 `{{ $s := repeat 1000000 "x" }}{{ $d := dict }}{{ range 1000000000 }}{{ $_ := set $d (toString .) (upper $s) }}{{ end }}`,
		"tpl in a loop":           `{{ range 1000000000 }}{{ $x := tpl "{{ 1 }}" . }}{{ end }}`,
		"trim with a long set":    `{{ $s := repeat 100000 "é" }}{{ range 1000000000 }}{{ $x := trimAll $s $s }}{{ end }}`,
		"shuffle and its friends": big + `{{ range 1000000000 }}{{ $x := shuffle $s }}{{ end }}`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			_, err := renderText(ctx, text)
			var e *Error
			if !errors.As(err, &e) || len(err.Error()) > maxMessage+10 || strings.ContainsAny(err.Error(), "\n") {
				t.Fatalf("%T %.300v", err, err)
			}
			took := time.Since(start)
			t.Logf("%v %.200v", took.Round(time.Millisecond), err)
		})
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d MiB from the system", m.Sys>>20)
	if m.Sys > 3<<30 {
		t.Errorf("rendering took %d MiB", m.Sys>>20)
	}
}
