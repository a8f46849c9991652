/// A currency code of one to eight ASCII letters, in lower case, in one word.
struct CurrencyCode: Hashable, Sendable {
  private let word: UInt64

  static let usd = CurrencyCode("usd")
  static let eur = CurrencyCode("eur")

  private init(_ literal: StaticString) {
    var word: UInt64 = 0
    for byte in "\(literal)".utf8.reversed() { word = word << 8 | UInt64(byte) }
    self.word = word
  }

  /// Nil for what is no such code.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard (1...8).contains(range.count) else { return nil }
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for index in range {
      let letter = bytes[index] | 0x20
      guard letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z") else { return nil }
      word |= UInt64(letter) &<< shift
      shift &+= 8
    }
    self.word = word
  }

  /// The code as text.
  var text: String {
    var text = ""
    var rest = word
    while rest != 0 {
      text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: rest)))
      rest >>= 8
    }
    return text
  }
}
