/// Base64 with the alphabet of RFC 4648, section 4.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of the bytes, padded.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        let isData = place <= group.count
        text.append(isData ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Why a text is no base64.
  package enum Problem: Error, Equatable {
    /// A character that is not of the alphabet, or padding in the wrong place or number.
    case letters
    /// Too few characters for a byte.
    case cutOff
    /// The bits of the last character that belong to no byte are not all zero: the text was
    /// shortened, or several texts mean the same bytes.
    case spareBits
  }

  /// The bytes of the text; its padding may be left out.
  package static func decode(_ text: String) throws(Problem) -> [UInt8] {
    var letters = Array(text.utf8)
    let padding = letters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    letters.removeLast(padding)
    guard padding == 0 || padding <= 2 && (letters.count + padding) % 4 == 0 else {
      throw .letters
    }
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for letter in letters {
      guard let value = alphabet.firstIndex(of: letter) else { throw .letters }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(bits >> count))
        bits &= 1 << count - 1
      }
    }
    if count == 6 { throw .cutOff }
    guard bits == 0 else { throw .spareBits }
    return bytes
  }
}
