package manifest

import (
	"net/netip"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	values "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/utils/net"
)

// block judges an ipBlock. From Kubernetes 1.36 on (feature gate
// StrictIPCIDRValidation, KEP-4858) forms that mean something else to different
// readers are refused; before, they are accepted with a warning.
func (v *validator) block(b *networkingv1.IPBlock, at *field.Path) {
	if b.CIDR == "" {
		v.refuse("invalid-cidr", at.Child("cidr"), nil, "required value", "write an address and a prefix length, such as 10.9.8.0/24")
		return
	}
	if !v.cidr(b.CIDR, at.Child("cidr")) {
		return
	}
	_, outer, err := net.ParseCIDRSloppy(b.CIDR)
	if err != nil {
		return
	}
	for i, except := range b.Except {
		if !v.cidr(except, at.Child("except").Index(i)) {
			continue
		}
		_, inner, err := net.ParseCIDRSloppy(except)
		if err != nil {
			continue
		}
		outerBits, _ := outer.Mask.Size()
		innerBits, _ := inner.Mask.Size()
		if !outer.Contains(inner.IP) || outerBits >= innerBits {
			v.refuse("except-not-subset", at.Child("except").Index(i), except, "must be a strict subset of `cidr`",
				"write a smaller network inside "+outer.String()+", or remove it: it excludes nothing")
		}
	}
}

// cidr judges one network, and reports whether it can be read at all.
func (v *validator) cidr(text string, at *field.Path) bool {
	for _, err := range values.IsValidCIDRForLegacyField(at, text, v.version.StrictCIDRs(), nil) {
		id := "invalid-cidr"
		switch {
		case strings.Contains(err.Detail, "leading 0s"):
			id = "leading-zeros"
		case strings.Contains(err.Detail, "mapped"):
			id = "mapped-ipv6"
		case strings.Contains(err.Detail, "bits set"):
			id = "host-bits-set"
		}
		v.take(err, id, cidrHelp(id, text))
		v.found[len(v.found)-1].Replacement = CanonicalCIDR(text)
		if id == "invalid-cidr" {
			return false
		}
	}
	for _, warning := range values.GetWarningsForCIDR(at, text) {
		if v.version.StrictCIDRs() && !strings.Contains(warning, "RFC 5952") {
			continue // refused already
		}
		_, message, _ := strings.Cut(warning, ": ")
		v.found = append(v.found, Violation{
			Class: NonCanonical, ID: "non-canonical", Field: at.String(), Path: pathOf(at.String()), Message: message,
			Help: "write " + CanonicalCIDR(text), Replacement: CanonicalCIDR(text),
		})
	}
	return true
}

// cidrHelp says how to write what a network was meant to be.
func cidrHelp(id, text string) string {
	switch id {
	case "host-bits-set":
		address, _, _ := strings.Cut(text, "/")
		bits := "/32"
		if strings.Contains(address, ":") {
			bits = "/128"
		}
		return "write " + CanonicalCIDR(text) + " for the network, or " + address + bits + " for that one address"
	case "leading-zeros", "mapped-ipv6":
		return "write " + CanonicalCIDR(text)
	}
	if a, err := netip.ParseAddr(strings.TrimSpace(text)); err == nil {
		return "write " + netip.PrefixFrom(a, a.BitLen()).String() + " for that one address"
	}
	if p, err := netip.ParsePrefix(strings.TrimSpace(text)); err == nil {
		return "write " + p.Masked().String() + ", without blanks"
	}
	return "write an address and a prefix length, such as 10.9.8.0/24; for a host name there is no way in a NetworkPolicy"
}

// CanonicalCIDR is the one way to write a network that older API servers read; ""
// where they read none.
func CanonicalCIDR(text string) string {
	_, n, err := net.ParseCIDRSloppy(text)
	if err != nil {
		return ""
	}
	ones, bits := n.Mask.Size()
	a, ok := netip.AddrFromSlice(n.IP)
	if !ok {
		return ""
	}
	if bits == 128 && a.Is4In6() && ones >= 96 {
		return netip.PrefixFrom(a.Unmap(), ones-96).Masked().String()
	}
	return netip.PrefixFrom(a, ones).Masked().String()
}
