package main

import (
	"fmt"

	"helm.sh/helm/v4/pkg/chart/common"
)

func main() {
	for _, v := range common.DefaultVersionSet {
		fmt.Println(v)
	}
	fmt.Println(common.DefaultCapabilities)
}
