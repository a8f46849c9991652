package import JSONText

/// A currency code: three letters, kept in lower case.
package struct Currency: Hashable, Sendable, Comparable {
  /// The letters, the first in the highest byte, so that codes compare as their text does.
  package var code: UInt32

  package init(code: UInt32) { self.code = code }

  /// No currency given.
  package static let none = Currency(code: 0)

  /// Reads three letters, lowering capitals; nil for anything else.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count == 3 else { return nil }
    code = 0
    for index in range {
      let letter = bytes[index] | 0x20
      guard letter &- UInt8(ascii: "a") < 26, bytes[index] >= UInt8(ascii: "A") else { return nil }
      code = code << 8 | UInt32(letter)
    }
  }

  package static func < (first: Currency, second: Currency) -> Bool { first.code < second.code }

  /// Appends the three letters.
  package func append(to text: inout LineBuffer) {
    text.append(UInt8(truncatingIfNeeded: code >> 16))
    text.append(UInt8(truncatingIfNeeded: code >> 8))
    text.append(UInt8(truncatingIfNeeded: code))
  }

  /// The three letters.
  package var letters: [UInt8] {
    [UInt8(code >> 16 & 0xFF), UInt8(code >> 8 & 0xFF), UInt8(code & 0xFF)]
  }

  /// The code as text.
  package var string: String { String(decoding: letters, as: UTF8.self) }
}
