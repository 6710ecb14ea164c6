package report

import "unicode"

// textWidth is how many columns a terminal gives to text without control
// characters.
func textWidth(s string) int {
	width := 0
	for _, r := range s {
		width += runeWidth(r)
	}
	return width
}

// runeWidth is 0 for marks that combine with the character before them, 2 for
// the wide characters of East Asia and for emoji, and 1 for the rest.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case wide(r):
		return 2
	default:
		return 1
	}
}

// wide follows the blocks of Unicode's East Asian Width W and F.
func wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, // Hangul initial consonants
		r == 0x231a, r == 0x231b, r == 0x23e9, r == 0x23ea, r == 0x23eb, r == 0x23ec, r == 0x23f0, r == 0x23f3,
		r == 0x2614, r == 0x2615, r == 0x26a1, r == 0x26d4, r == 0x2705, r == 0x2728, r == 0x274c, r == 0x2753,
		r == 0x2757, r == 0x2b50, r == 0x2b55, // emoji among older symbols
		0x2e80 <= r && r <= 0x303e,                // CJK radicals and punctuation
		0x3041 <= r && r <= 0xa4cf && r != 0x303f, // kana, ideographs, Yi
		0xa960 <= r && r <= 0xa97c,
		0xac00 <= r && r <= 0xd7a3, // Hangul syllables
		0xf900 <= r && r <= 0xfaff,
		0xfe30 <= r && r <= 0xfe6b,
		0xff01 <= r && r <= 0xff60, // full-width forms
		0xffe0 <= r && r <= 0xffe6,
		0x16fe0 <= r && r <= 0x18cff,
		0x1aff0 <= r && r <= 0x1b2ff,
		0x1f300 <= r && r <= 0x1f64f, // emoji
		0x1f680 <= r && r <= 0x1f6ff,
		0x1f900 <= r && r <= 0x1faff,
		0x20000 <= r && r <= 0x3fffd:
		return true
	}
	return false
}
