// Ported from github.com/Masterminds/sprig v3.3.0 (crypto.go).
// Copyright (C) 2013-2020 Masterminds, MIT License: LICENSE.txt.

package sprig

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"text/template"

	"golang.org/x/crypto/scrypt"
)

// secrets are the functions whose results follow from what they get.
func secrets() template.FuncMap {
	return template.FuncMap{"derivePassword": derivePassword, "decryptAES": decryptAES}
}

// derivePassword makes a password by the algorithm of Master Password.
func derivePassword(counter uint32, passwordType, password, user, site string) string {
	templates := passwordTemplates(passwordType)
	if templates == nil {
		return "cannot find password template " + passwordType
	}
	const seed = "com.lyndir.masterpassword"
	length := func(s string) []byte { return binary.BigEndian.AppendUint32(nil, uint32(len(s))) }

	salt := seed + string(length(user)) + user
	key, err := scrypt.Key([]byte(password), []byte(salt), 32768, 8, 2, 64)
	if err != nil {
		return fmt.Sprintf("failed to derive password: %s", err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(seed + string(length(site)) + site))
	mac.Write(binary.BigEndian.AppendUint32(nil, counter))
	sum := mac.Sum(nil)

	var out strings.Builder
	for i, class := range []byte(templates[int(sum[0])%len(templates)]) {
		chars := passwordCharacters(class)
		out.WriteByte(chars[int(sum[i+1])%len(chars)])
	}
	return out.String()
}

// passwordTemplates are the patterns of a type of passwords, a letter for each
// class of characters.
func passwordTemplates(passwordType string) []string {
	switch passwordType {
	case "maximum":
		return []string{"anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"}
	case "long":
		return []string{
			"CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
			"CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
			"CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
			"CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
			"CvccCvcvCvccno",
		}
	case "medium":
		return []string{"CvcnoCvc", "CvcCvcno"}
	case "short":
		return []string{"Cvcn"}
	case "basic":
		return []string{"aaanaaan", "aannaaan", "aaannaaa"}
	case "pin":
		return []string{"nnnn"}
	}
	return nil
}

func passwordCharacters(class byte) string {
	switch class {
	case 'V':
		return "AEIOU"
	case 'C':
		return "BCDFGHJKLMNPQRSTVWXYZ"
	case 'v':
		return "aeiou"
	case 'c':
		return "bcdfghjklmnpqrstvwxyz"
	case 'A':
		return "AEIOUBCDFGHJKLMNPQRSTVWXYZ"
	case 'a':
		return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
	case 'n':
		return "0123456789"
	case 'o':
		return "@&%?,=[]_:-+*$#!'^~;()/."
	}
	return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()"
}

func decryptAES(password, crypt64 string) (string, error) {
	if crypt64 == "" {
		return "", nil
	}
	key := make([]byte, 32)
	copy(key, password)
	crypt, err := base64.StdEncoding.DecodeString(crypt64)
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	iv, crypt := crypt[:aes.BlockSize], crypt[aes.BlockSize:]
	plain := make([]byte, len(crypt))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, crypt)
	return string(plain[:len(plain)-int(plain[len(plain)-1])]), nil
}
