// Package config reads .netpolint.yaml.
//
// The file is described once, by shapes ([Describe]): what keys there are, what
// their values may be, what they mean. From this one description the file is
// checked, with the place of everything that is wrong, and the JSON Schema for
// editors is made. Rules bring their options.
//
// A configuration comes with the manifests, so from strangers: it can name no file
// outside of its repository, and nothing in it takes the program down.
package config
