// Package starter writes a first configuration that fits a repository: it looks at
// what is there, and says in comments what it found and why that matters.
package starter
