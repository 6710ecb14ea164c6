// Package cluster builds the model that rules and the connectivity engine read:
// namespaces, workloads, services, and policies compiled into one intermediate
// form with every API default applied. It is immutable once built.
package cluster
