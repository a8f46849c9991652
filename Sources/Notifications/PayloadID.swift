package import JSONText

/// What identifies one payload: `mrr_` and the 128-bit FNV-1a hash of what it is about
/// (lines.md, section 1).
///
/// The same facts give the same id on every machine and in every run.
package struct PayloadID: Sendable, Hashable {
  /// The 128-bit FNV-1a hash.
  package let hash: UInt128

  package init(hash: UInt128) { self.hash = hash }

  /// How long the written id is.
  package static let length = 36
}

/// The 128-bit FNV-1a hash, fed piece by piece.
///
/// An id is made of lines: account id (or empty), customer id, event, opening time of the batch in
/// Unix seconds (of a failed payment: the time of the failure), invoice id (or empty); for a
/// second batch of the same opening time also `2`, then `3`, … (lines.md, section 1).
package struct PayloadHash: Sendable {
  private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  package init() {}

  /// Adds `bytes[range]` and the line end.
  package mutating func add(line bytes: Span<UInt8>, _ range: Range<Int>) {
    add(bytes, range)
    add(UInt8(ascii: "\n"))
  }

  /// Adds a line without text.
  package mutating func addEmptyLine() { add(UInt8(ascii: "\n")) }

  /// Adds the event's word and the line end.
  package mutating func add(line event: Event) {
    forEachByte(of: event.word) { add($0) }
    add(UInt8(ascii: "\n"))
  }

  /// Adds the decimal digits of `number` and the line end.
  package mutating func add(line number: Int64) {
    let digits = DecimalDigits(number)
    add(line: digits.text.span, digits.range)
  }

  /// Adds bytes that are no whole line.
  package mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var state = self.state
    for index in range { state = (state ^ UInt128(bytes[index])) &* Self.prime }
    self.state = state
  }

  /// What all that was added makes.
  package var id: PayloadID { PayloadID(hash: state) }

  private mutating func add(_ byte: UInt8) { state = (state ^ UInt128(byte)) &* Self.prime }

  private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b
}

/// A 128-bit digest of bytes, for ids of what says too little of itself to have one made of lines.
///
/// Eight bytes at a time: ``PayloadHash`` takes one at a time, which is slow on whole movements.
package struct PayloadDigest: Sendable {
  private var high: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var low: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  package init() {}

  /// Adds `bytes[range]`, and that it ends here.
  package mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var (high, low) = (self.high, self.low)
    var index = range.lowerBound
    while index &+ 16 <= range.upperBound {
      high = Self.mixed(high, word(bytes, index))
      low = Self.mixed(low, word(bytes, index &+ 8))
      index &+= 16
    }
    while index < range.upperBound {
      high = Self.mixed(high, UInt64(bytes[index]))
      index &+= 1
    }
    self.high = Self.mixed(high, low)
    self.low = Self.mixed(low, UInt64(range.count) ^ self.high)
  }

  /// What all that was added makes.
  package var id: PayloadID { PayloadID(hash: UInt128(high) << 64 | UInt128(low)) }

  @inline(__always)
  private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}

extension LineBuffer {
  /// Appends `mrr_` and 32 hexadecimal digits, without quotes.
  package mutating func append(_ id: PayloadID) {
    append(upTo: PayloadID.length) { room in room.append(id) }
  }
}

extension OutputSpan where Element == UInt8 {
  /// Appends `mrr_` and 32 hexadecimal digits, without quotes.
  mutating func append(_ id: PayloadID) {
    append(literal: "mrr_")
    for half in 0..<2 {
      let word = half == 0 ? id.hash.high : id.hash.low
      append(word: Self.digits(of: UInt32(truncatingIfNeeded: word &>> 32)))
      append(word: Self.digits(of: UInt32(truncatingIfNeeded: word)))
    }
  }

  /// Eight hexadecimal digits, the highest in the lowest byte.
  private static func digits(of value: UInt32) -> UInt64 {
    // Each of the four bits into a byte of its own.
    var digits = UInt64(value)
    digits = (digits &<< 16 | digits) & 0x0000_FFFF_0000_FFFF
    digits = (digits &<< 8 | digits) & 0x00FF_00FF_00FF_00FF
    digits = (digits &<< 4 | digits) & 0x0F0F_0F0F_0F0F_0F0F
    // 6 more carries into the upper half from 10 on: there stand letters.
    let letters = (digits &+ 0x0606_0606_0606_0606) &>> 4 & 0x0101_0101_0101_0101
    return (digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).byteSwapped
  }
}

extension UInt128 {
  fileprivate var low: UInt64 { UInt64(truncatingIfNeeded: self) }
  fileprivate var high: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
}
