package manifest

import (
	"net/netip"
	"strconv"
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
	v.cidr(b.CIDR, at.Child("cidr"))
	_, outer, err := net.ParseCIDRSloppy(b.CIDR)
	if err != nil {
		return
	}
	for i, except := range b.Except {
		place := at.Child("except").Index(i)
		v.cidr(except, place)
		_, inner, err := net.ParseCIDRSloppy(except)
		if err != nil {
			continue
		}
		outerBits, _ := outer.Mask.Size()
		innerBits, _ := inner.Mask.Size()
		if outer.Contains(inner.IP) && outerBits < innerBits {
			continue
		}
		help, mend := "write a smaller network inside "+outer.String(), Mend{}
		if !outer.Contains(inner.IP) && !inner.Contains(outer.IP) {
			help, mend = help+", or remove it: it excludes nothing", Mend{Remove: true}
		} else {
			help += "; to exclude all of it, remove the ipBlock"
		}
		v.refuse("except-not-subset", place, except, "must be a strict subset of `cidr`", help).Mend = mend
	}
}

// cidr judges one network.
func (v *validator) cidr(text string, at *field.Path) {
	strict := v.version.StrictCIDRs()
	for _, err := range values.IsValidCIDRForLegacyField(at, text, strict, nil) {
		id := ""
		switch {
		case strings.Contains(err.Detail, "leading 0s"):
			id = "leading-zeros"
		case strings.Contains(err.Detail, "mapped"):
			id = "mapped-ipv6"
		case strings.Contains(err.Detail, "bits set"):
			id = "host-bits-set"
		default:
			help, mend := unparsable(text)
			v.take(err, "invalid-cidr", help).Mend = mend
			return
		}
		v.take(err, id, canonicalHelp(id, text)).Mend = Mend{Text: yamlCIDR(CanonicalCIDR(text))}
	}
	for _, warning := range values.GetWarningsForCIDR(at, text) {
		id := "ipv6-form"
		switch {
		case strings.Contains(warning, "ambiguous"):
			id = "host-bits-set"
		case strings.Contains(warning, "non-standard"):
			id = "non-standard-cidr"
		}
		if strict && id != "ipv6-form" {
			continue // refused already
		}
		_, message, _ := strings.Cut(warning, ": ")
		v.add(Violation{
			Class: NonCanonical, ID: id, Field: at.String(), Path: pathOf(at.String()), Message: message, Value: strconv.Quote(text),
			Help: canonicalHelp(id, text), Mend: Mend{Text: yamlCIDR(CanonicalCIDR(text))},
		})
	}
}

// canonicalHelp says how to write what a network was meant to be.
func canonicalHelp(id, text string) string {
	help := "write " + CanonicalCIDR(text)
	if id != "host-bits-set" {
		return help
	}
	ip, n, err := net.ParseCIDRSloppy(text)
	if err != nil {
		return help
	}
	_, bits := n.Mask.Size()
	return help + " for the network, or " + ip.String() + "/" + strconv.Itoa(bits) + " for that one address"
}

// unparsable says what to write instead of what is no network at all.
func unparsable(text string) (help string, mend Mend) {
	trimmed := strings.TrimSpace(text)
	if a, err := netip.ParseAddr(trimmed); err == nil && a.Zone() == "" {
		if a.IsUnspecified() {
			return "write " + a.String() + "/0 for every address of the family", Mend{}
		}
		one := netip.PrefixFrom(a, a.BitLen()).String()
		return "write " + one + " for that one address", Mend{Text: yamlCIDR(one), Likely: true}
	}
	if canonical := CanonicalCIDR(trimmed); canonical != "" {
		return "write " + canonical + ", without blanks", Mend{Text: yamlCIDR(canonical)}
	}
	if strings.ContainsAny(text, "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ") {
		return "write an address and a prefix length, such as 10.9.8.0/24: a NetworkPolicy cannot name hosts", Mend{}
	}
	return "write an address and a prefix length, such as 10.9.8.0/24 or 2001:db8::/64", Mend{}
}

// yamlCIDR is a network as YAML. Colons have a meaning in YAML, so IPv6 is quoted.
func yamlCIDR(text string) string {
	if strings.Contains(text, ":") {
		return strconv.Quote(text)
	}
	return text
}

// CanonicalCIDR is the one way to write a network that older API servers read; ""
// where they read none.
func CanonicalCIDR(text string) string {
	_, n, err := net.ParseCIDRSloppy(text)
	if err != nil {
		return ""
	}
	a, ok := netip.AddrFromSlice(n.IP)
	if !ok {
		return ""
	}
	ones, bits := n.Mask.Size()
	if bits == 128 && a.Is4In6() && ones >= 96 {
		return netip.PrefixFrom(a.Unmap(), ones-96).Masked().String()
	}
	return netip.PrefixFrom(a, ones).Masked().String()
}
