package rules

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/netpolint/netpolint/lint/cluster"
)

func TestMemo(t *testing.T) {
	var c memo[int]
	var worked atomic.Int32
	model := &cluster.Model{ClusterPolicies: nil}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := c.of(model, func(*cluster.Model) int { return int(worked.Add(1)) }); got != 1 {
				t.Errorf("got %d", got)
			}
		})
	}
	wait.Wait()
	if got := c.of(&cluster.Model{}, func(*cluster.Model) int { return 7 }); got != 7 {
		t.Errorf("another model's answer: %d", got)
	}
	runtime.KeepAlive(model)

	model = nil
	for range 100 {
		runtime.GC()
		held := 0
		c.answers.Range(func(any, any) bool { held++; return true })
		if held == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("answers outlive their models")
}
