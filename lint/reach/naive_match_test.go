package reach_test

import (
	"bytes"
	"math/big"
	"net"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// naiveMatch: "matchLabels and matchExpressions are ANDed. An empty label selector
// matches all objects."
func naiveMatch(s *metav1.LabelSelector, labels map[string]string) bool {
	for key, value := range s.MatchLabels {
		if have, ok := labels[key]; !ok || have != value {
			return false
		}
	}
	for _, e := range s.MatchExpressions {
		if !naiveExpression(e, labels) {
			return false
		}
	}
	return true
}

// naiveExpression: an object without the key meets NotIn and DoesNotExist.
func naiveExpression(e metav1.LabelSelectorRequirement, labels map[string]string) bool {
	have, ok := labels[e.Key]
	listed := false
	for _, value := range e.Values {
		listed = listed || ok && value == have
	}
	switch e.Operator {
	case "In":
		return listed
	case "NotIn":
		return !listed
	case "Exists":
		return ok
	case "DoesNotExist":
		return !ok
	}
	panic(e.Operator)
}

// naiveInBlock: the block holds an address, and none of its exceptions does.
func naiveInBlock(b *networkingv1.IPBlock, ip net.IP) bool {
	if !naiveIn(b.CIDR, ip) {
		return false
	}
	for _, x := range b.Except {
		if naiveIn(x, ip) {
			return false
		}
	}
	return true
}

func naiveIn(cidr string, ip net.IP) bool {
	_, network, err := net.ParseCIDR(cidr)
	if err != nil {
		panic(err)
	}
	return network.Contains(ip)
}

// naiveCovers reports whether a block holds every address of a CIDR: its ends, and
// the ends of each exception that could lie inside.
func naiveCovers(b *networkingv1.IPBlock, cidr string) bool {
	first, last := naiveEnds(cidr)
	if !naiveInBlock(b, first) || !naiveInBlock(b, last) {
		return false
	}
	for _, x := range b.Except {
		from, to := naiveEnds(x)
		if len(from) == len(first) && bytes.Compare(to, first) >= 0 && bytes.Compare(from, last) <= 0 {
			return false
		}
	}
	return true
}

// naiveTouches reports whether a block holds some address of a CIDR. It tries the
// first one, the first of the block, and those that follow on an exception.
func naiveTouches(b *networkingv1.IPBlock, cidr string) bool {
	first, _ := naiveEnds(cidr)
	from, _ := naiveEnds(b.CIDR)
	tries := []net.IP{first, from}
	for _, x := range b.Except {
		_, to := naiveEnds(x)
		tries = append(tries, naiveStep(to, 1))
	}
	for _, ip := range tries {
		if ip != nil && naiveIn(cidr, ip) && naiveInBlock(b, ip) {
			return true
		}
	}
	return false
}

// naiveEnds are the first and the last address of a CIDR: four bytes or sixteen.
func naiveEnds(cidr string) (first, last net.IP) {
	_, network, err := net.ParseCIDR(cidr)
	if err != nil {
		panic(err)
	}
	last = make(net.IP, len(network.IP))
	for i := range last {
		last[i] = network.IP[i] | ^network.Mask[i]
	}
	return network.IP, last
}

// naiveStep is the address so many further; nil where there is none.
func naiveStep(ip net.IP, by int64) net.IP {
	n := new(big.Int).SetBytes(ip)
	n.Add(n, big.NewInt(by))
	if n.Sign() < 0 || n.BitLen() > 8*len(ip) {
		return nil
	}
	return n.FillBytes(make([]byte, len(ip)))
}

// podsInBlocks is the convention of the options: what a block has to hold to match
// pods of which no address is known. Nothing matches pods if never is set.
type podsInBlocks struct {
	cidrs []string
	never bool
}

var naivePrivate = []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}

// ranges are those of a block's family from which a pod may have its address.
func (o podsInBlocks) ranges(b *networkingv1.IPBlock, p *naivePod) (out []string) {
	cidrs := o.cidrs
	if len(cidrs) == 0 || p.hostNetwork {
		cidrs = naivePrivate
	}
	first, _ := naiveEnds(b.CIDR)
	for _, cidr := range cidrs {
		if own, _ := naiveEnds(cidr); len(own) == len(first) {
			out = append(out, cidr)
		}
	}
	return out
}

// holds reports whether a block holds a pod's address, wherever in its ranges it
// is; what is not sure is so as it is not.
func (o podsInBlocks) holds(b *networkingv1.IPBlock, p *naivePod, _ bool) bool {
	if o.never || len(p.ips) > 0 {
		return !o.never && naiveInBlockAny(b, p.ips)
	}
	ranges := o.ranges(b, p)
	for _, cidr := range ranges {
		if !naiveCovers(b, cidr) {
			return false
		}
	}
	return len(ranges) > 0
}

// mayHold is holds where it is guessed what is not sure.
func (o podsInBlocks) mayHold(b *networkingv1.IPBlock, p *naivePod, guess bool) bool {
	if !guess || o.never || len(p.ips) > 0 {
		return o.holds(b, p, guess)
	}
	for _, cidr := range o.ranges(b, p) {
		if naiveTouches(b, cidr) {
			return true
		}
	}
	return false
}

func naiveInBlockAny(b *networkingv1.IPBlock, ips []net.IP) bool {
	for _, ip := range ips {
		if naiveInBlock(b, ip) {
			return true
		}
	}
	return false
}
