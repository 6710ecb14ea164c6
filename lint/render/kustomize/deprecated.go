//lint:file-ignore SA1019 people still write these fields, and kustomize still reads them

package kustomize

import "sigs.k8s.io/kustomize/api/types"

func vars(k *types.Kustomization) *[]types.Var { return &k.Vars }

func jsonPatches(k *types.Kustomization) *[]types.Patch { return &k.PatchesJson6902 }

func mergePatches(k *types.Kustomization) *[]types.PatchStrategicMerge {
	return &k.PatchesStrategicMerge
}

func commonLabels(k *types.Kustomization) map[string]string { return k.CommonLabels }
