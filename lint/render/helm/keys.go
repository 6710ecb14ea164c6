package helm

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"text/template"
)

// certificate is what functions that make certificates return.
type certificate struct {
	Cert string
	Key  string
}

// keys are the functions of sprig that make keys and certificates. Here they make
// PEM blocks of the right names and about the right lengths, and nothing in them:
// keys take seconds, and nobody looks into these.
func (r random) keys() template.FuncMap {
	made := func() certificate {
		return certificate{Cert: r.block("CERTIFICATE", 780), Key: r.block("RSA PRIVATE KEY", 1190)}
	}
	given := func(key string) certificate { return certificate{Cert: r.block("CERTIFICATE", 780), Key: key} }
	return template.FuncMap{
		"genPrivateKey":            r.privateKey,
		"genCA":                    func(_ string, _ int) certificate { return made() },
		"genCAWithKey":             func(_ string, _ int, key string) certificate { return given(key) },
		"genSelfSignedCert":        func(_ string, _, _ []any, _ int) certificate { return made() },
		"genSelfSignedCertWithKey": func(_ string, _, _ []any, _ int, key string) certificate { return given(key) },
		"genSignedCert":            func(_ string, _, _ []any, _ int, _ certificate) certificate { return made() },
		"genSignedCertWithKey":     func(_ string, _, _ []any, _ int, _ certificate, key string) certificate { return given(key) },
		"buildCustomCert":          customCertificate,
	}
}

func (r random) block(kind string, n int) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: r.raw(n)}))
}

func (r random) privateKey(kind string) string {
	switch kind {
	case "", "rsa":
		return r.block("RSA PRIVATE KEY", 2350)
	case "dsa":
		return r.block("DSA PRIVATE KEY", 850)
	case "ecdsa":
		return r.block("EC PRIVATE KEY", 121)
	case "ed25519":
		return r.block("PRIVATE KEY", 48)
	}
	return "Unknown type " + kind
}

// customCertificate reads a certificate and a key as far as they are PEM.
func customCertificate(b64cert, b64key string) (certificate, error) {
	cert, err := base64.StdEncoding.DecodeString(b64cert)
	if err != nil {
		return certificate{}, errors.New("unable to decode base64 certificate")
	}
	key, err := base64.StdEncoding.DecodeString(b64key)
	if err != nil {
		return certificate{}, errors.New("unable to decode base64 private key")
	}
	if block, _ := pem.Decode(cert); block == nil {
		return certificate{}, errors.New("unable to decode certificate")
	}
	if block, _ := pem.Decode(key); block == nil {
		return certificate{}, fmt.Errorf("error parsing private key: %w", errors.New("no PEM data in input"))
	}
	return certificate{Cert: string(cert), Key: string(key)}, nil
}
