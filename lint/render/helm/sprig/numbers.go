// Ported from github.com/Masterminds/sprig v3.3.0 (functions.go, numeric.go).
// Copyright (C) 2013-2020 Masterminds, MIT License: LICENSE.txt.

package sprig

import (
	"math"
	"text/template"

	"github.com/spf13/cast"
)

// numbers are the functions that take whatever looks like a number. slim-sprig
// takes less for one.
func numbers() template.FuncMap {
	return template.FuncMap{
		"int64":   cast.ToInt64,
		"int":     cast.ToInt,
		"float64": cast.ToFloat64,
		"add1":    func(i any) int64 { return cast.ToInt64(i) + 1 },
		"add":     add,
		"sub":     func(a, b any) int64 { return cast.ToInt64(a) - cast.ToInt64(b) },
		"div":     func(a, b any) int64 { return cast.ToInt64(a) / cast.ToInt64(b) },
		"mod":     func(a, b any) int64 { return cast.ToInt64(a) % cast.ToInt64(b) },
		"mul":     mul,
		"biggest": biggest,
		"max":     biggest,
		"min":     smallest,
		"maxf":    func(a any, i ...any) float64 { return fold(math.Max, a, i) },
		"minf":    func(a any, i ...any) float64 { return fold(math.Min, a, i) },
		"ceil":    func(a any) float64 { return math.Ceil(cast.ToFloat64(a)) },
		"floor":   func(a any) float64 { return math.Floor(cast.ToFloat64(a)) },
		"round":   round,
	}
}

func add(i ...any) int64 {
	var sum int64
	for _, b := range i {
		sum += cast.ToInt64(b)
	}
	return sum
}

func mul(a any, v ...any) int64 {
	product := cast.ToInt64(a)
	for _, b := range v {
		product *= cast.ToInt64(b)
	}
	return product
}

func biggest(a any, i ...any) int64 {
	out := cast.ToInt64(a)
	for _, b := range i {
		out = max(out, cast.ToInt64(b))
	}
	return out
}

func smallest(a any, i ...any) int64 {
	out := cast.ToInt64(a)
	for _, b := range i {
		out = min(out, cast.ToInt64(b))
	}
	return out
}

func fold(f func(x, y float64) float64, a any, i []any) float64 {
	out := cast.ToFloat64(a)
	for _, b := range i {
		out = f(out, cast.ToFloat64(b))
	}
	return out
}

func round(a any, p int, rOpt ...float64) float64 {
	roundOn := .5
	if len(rOpt) > 0 {
		roundOn = rOpt[0]
	}
	pow := math.Pow(10, float64(p))
	digit := pow * cast.ToFloat64(a)
	if _, div := math.Modf(digit); div >= roundOn {
		return math.Ceil(digit) / pow
	}
	return math.Floor(digit) / pow
}
