package lint

import "strings"

// Closest returns the candidate that a misspelt word most likely meant, or ""
// where none is near: at most two edits away (one for words of up to three
// letters), letter case aside. Of equally near ones the first wins.
func Closest(word string, candidates []string) string {
	limit := 2
	if len(word) <= 3 {
		limit = 1
	}
	best, found := limit+1, ""
	for _, c := range candidates {
		if d := Distance(strings.ToLower(word), strings.ToLower(c), limit); d < best {
			best, found = d, c
		}
	}
	return found
}

// Distance is how many letters must be inserted, removed, replaced or swapped
// with their neighbour to turn a into b (the optimal string alignment
// distance). It stops at limit+1.
func Distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if abs(len(x)-len(y)) > limit {
		return limit + 1
	}
	before := make([]int, len(y)+1)
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last = last, row
	}
	return min(last[len(y)], limit+1)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
