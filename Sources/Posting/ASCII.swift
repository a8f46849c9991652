// What bytes are, where a text is read strictly.

func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

func isHexDigit(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}

func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

/// Whether the byte may stand in an HTTP field name (RFC 9110, section 5.6.2).
func isTokenByte(_ byte: UInt8) -> Bool {
  isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
}
