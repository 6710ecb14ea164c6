package sprig

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"text/template"

	"github.com/spf13/cast"
)

// decimals are the functions that calculate with decimal numbers: 0.1 and 0.2 is
// 0.3. sprig has github.com/shopspring/decimal do it, which makes tables of
// factorials when a program starts.
func decimals() template.FuncMap {
	sum := func(x, y *big.Rat) *big.Rat { return x.Add(x, y) }
	return template.FuncMap{
		"add1f": func(i any) float64 { return calculate(i, []any{1}, sum) },
		"addf":  func(i ...any) float64 { return calculate(0.0, i, sum) },
		"subf": func(a any, v ...any) float64 {
			return calculate(a, v, func(x, y *big.Rat) *big.Rat { return x.Sub(x, y) })
		},
		"mulf": func(a any, v ...any) float64 {
			return calculate(a, v, func(x, y *big.Rat) *big.Rat { return x.Mul(x, y) })
		},
		"divf": func(a any, v ...any) float64 { return calculate(a, v, divide) },
	}
}

func calculate(a any, b []any, f func(x, y *big.Rat) *big.Rat) float64 {
	x := decimal(cast.ToFloat64(a))
	for _, y := range b {
		x = f(x, decimal(cast.ToFloat64(y)))
	}
	out, _ := x.Float64()
	return out
}

// decimal returns the shortest decimal number that stands for f.
func decimal(f float64) *big.Rat {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'e', -1, 64))
	if !ok || math.IsInf(f, 0) {
		panic(fmt.Sprintf("Cannot create a Decimal from %v", f))
	}
	return r
}

// divide rounds to 16 places, and a half away from 0.
func divide(x, y *big.Rat) *big.Rat {
	if y.Sign() == 0 {
		panic("decimal division by 0")
	}
	const places = 16
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil)
	x.Quo(x, y).Mul(x, new(big.Rat).SetInt(unit))
	// The whole part of |x|+1/2 is the nearest integer.
	n := new(big.Int).Abs(x.Num())
	n.Lsh(n, 1).Add(n, x.Denom())
	n.Quo(n, new(big.Int).Lsh(x.Denom(), 1))
	if x.Sign() < 0 {
		n.Neg(n)
	}
	return x.SetFrac(n, unit)
}
