package kustomize

import "sigs.k8s.io/kustomize/api/resource"

// size is about how long the text of a rendered object is: many values may share one
// long text until they are printed, and each line is indented. It counts to a bit
// over limit.
func size(r *resource.Resource, limit int) int {
	root := r.YNode()
	if root == nil {
		return 0
	}
	nodes, depths, out := append(root.Content[:0:0], root), []int{0}, 0
	for len(nodes) > 0 && out <= limit {
		last := len(nodes) - 1
		n, depth := nodes[last], depths[last]
		nodes, depths = nodes[:last], depths[:last]
		out += 1 + depth + len(n.Value)
		for _, child := range n.Content {
			nodes, depths = append(nodes, child), append(depths, depth+1)
		}
	}
	return out
}
