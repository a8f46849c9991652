import JSONText

/// Prices that were read, by their bytes: most records repeat one to the byte.
///
/// Kept is what was read without error, and what it told of nothing but itself.
struct PriceCache {
  private struct Entry {
    /// Where its bytes stand in `text`.
    var bytes: Range<Int>
    var item: ItemDraft
  }

  /// One place for each remainder of a hash: the newest price of it is kept.
  private var entries: [Entry?] = []
  /// The bytes of all entries, and what must be readable behind them.
  private var text: [UInt8] = []

  /// How many prices may be kept: a business has some tens.
  private static let places = 256
  /// How long a price may be, and how long all of them together: those replaced are counted as well.
  private static let longest = 4096
  private static let mostBytes = 524_288

  /// The place of a price's bytes, and what was read there: nil where it is not known.
  ///
  /// The bytes stand in a text that was scanned.
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> ItemDraft? {
    if entries.isEmpty { return nil }
    guard let entry = entries[Self.place(bytes, range)], entry.bytes.count == range.count,
      JSONValue.isHeld(bytes, range.lowerBound, text.span, entry.bytes)
    else { return nil }
    return entry.item
  }

  /// Keeps what was read of a price, which stands in an item without anything else.
  mutating func keep(_ item: ItemDraft, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    if range.count > Self.longest { return }
    if entries.isEmpty || text.count + range.count > Self.mostBytes {
      entries = [Entry?](repeating: nil, count: Self.places)
      text = [UInt8](repeating: 0, count: Padding.length)
    }
    let start = text.count - Padding.length
    text.removeLast(Padding.length)
    LineBuffer.append(bytes, range, to: &text)
    text.append(contentsOf: repeatElement(0, count: Padding.length))
    entries[Self.place(bytes, range)] = Entry(
      bytes: start..<start + range.count, item: item)
  }

  /// Who chooses prices that share a place gains nothing: one replaces the other.
  private static func place(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    Int(truncatingIfNeeded: ByteHash.hash(bytes, range, seed: 0) &>> 32) & (places - 1)
  }
}
