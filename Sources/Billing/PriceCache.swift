import JSONText

/// Prices that were read, by their bytes: most records repeat one to the byte.
///
/// Kept is what was read without error, and what it told of nothing but itself.
struct PriceCache {
  // One place for each remainder of a hash: the newest price of it is kept. Apart from each other, so
  // that nothing is copied of a price that is only looked at.
  /// Where the bytes of each place's price stand in `text`; empty where it has none.
  private var ranges: [Range<Int>] = []
  /// What was read of it.
  private(set) var items: [ItemDraft] = []
  /// The bytes of all prices, and what must be readable behind them.
  private var text: [UInt8] = []

  /// How many prices may be kept: a business has some tens.
  private static let places = 256
  /// How long a price may be, and how long all of them together: those replaced are counted as well.
  private static let longest = 4096
  private static let mostBytes = 524_288

  /// The place in ``items`` of the price that has these bytes; nil where none has.
  ///
  /// The bytes stand in a text that was scanned.
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    if ranges.isEmpty { return nil }
    let place = Self.place(bytes, range)
    let known = ranges[place]
    guard known.count == range.count,
      JSONValue.isHeld(bytes, range.lowerBound, text.span, known)
    else { return nil }
    return place
  }

  /// Keeps what was read of a price, which stands in an item without anything else.
  mutating func keep(_ item: ItemDraft, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    if range.count > Self.longest { return }
    if ranges.isEmpty || text.count + range.count > Self.mostBytes {
      ranges = [Range<Int>](repeating: 0..<0, count: Self.places)
      items = [ItemDraft](repeating: ItemDraft(), count: Self.places)
      text = [UInt8](repeating: 0, count: Padding.length)
    }
    let start = text.count - Padding.length
    text.removeLast(Padding.length)
    LineBuffer.append(bytes, range, to: &text)
    text.append(contentsOf: repeatElement(0, count: Padding.length))
    let place = Self.place(bytes, range)
    ranges[place] = start..<start + range.count
    items[place] = item
  }

  /// Who chooses prices that share a place gains nothing: one replaces the other.
  private static func place(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    Int(truncatingIfNeeded: ByteHash.hash(bytes, range, seed: 0) &>> 32) & (places - 1)
  }
}
