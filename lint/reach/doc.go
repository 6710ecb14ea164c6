// Package reach answers who can reach whom under the policies of a model.
package reach
