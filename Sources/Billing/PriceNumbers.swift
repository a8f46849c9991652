import JSONText
import Synchronization

/// Gives prices numbers by their bytes: most records repeat one to the byte, which then needs to be read
/// once alone.
///
/// Each of its own, so that numbers of several of them never mean different prices.
struct PriceNumbers {
  // Two places for each remainder of a hash, which prices that share it change: with one, a tenth of
  // some tens of prices would take each other's all the time.
  /// Where the bytes of each place's price stand in `text`; empty where it has none.
  private var ranges: [Range<Int>] = []
  private var numbers: [Int64] = []
  /// The bytes of all prices, and what must be readable behind them.
  private var text: [UInt8] = []

  /// How many prices may be kept: a business has some tens.
  static let places = 256
  /// How long a price may be, and how long all of them together: those replaced are counted as well.
  private static let longest = 4096
  private static let mostBytes = 524_288
  /// No number: the price is to be read each time.
  static let none: Int64 = 0

  /// The number given last, of all there are.
  private static let last = Atomic<Int64>(none)

  /// The number of the price at `index`, which stands in a text that was scanned.
  mutating func number(
    of bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) -> Int64 {
    let range = found[index].range
    // Who chooses prices that share places gains nothing: one replaces the other.
    let hash = ByteHash.sample(bytes, range)
    let first = Int(truncatingIfNeeded: hash &>> 32) & (Self.places - 1)
    if !ranges.isEmpty {
      if isHeld(bytes, range, at: first) { return numbers[first] }
      if isHeld(bytes, range, at: first ^ 1) { return numbers[first ^ 1] }
    }
    // A product that is described here is to be described by each record anew: its time counts.
    if range.count > Self.longest || Self.describesProduct(found, index) { return Self.none }
    let isTaken = !ranges.isEmpty && !ranges[first].isEmpty
    let place = isTaken ? first ^ 1 : first
    keep(bytes, range, at: place)
    return numbers[place]
  }

  private func isHeld(_ bytes: Span<UInt8>, _ range: Range<Int>, at place: Int) -> Bool {
    let known = ranges[place]
    if known.count != range.count { return false }
    return JSONValue.isHeld(bytes, range.lowerBound, text.span, known)
  }

  private mutating func keep(_ bytes: Span<UInt8>, _ range: Range<Int>, at place: Int) {
    if ranges.isEmpty || text.count + range.count > Self.mostBytes {
      ranges = [Range<Int>](repeating: 0..<0, count: Self.places)
      numbers = [Int64](repeating: Self.none, count: Self.places)
      text = [UInt8](repeating: 0, count: Padding.length)
    }
    let start = text.count - Padding.length
    text.removeLast(Padding.length)
    LineBuffer.append(bytes, range, to: &text)
    text.append(contentsOf: repeatElement(0, count: Padding.length))
    ranges[place] = start..<start + range.count
    numbers[place] = Self.last.add(1, ordering: .relaxed).newValue
  }

  private static func describesProduct(_ found: Span<JSONFound>, _ index: Int) -> Bool {
    var child = index + 1
    while child < found[index].next {
      let value = found[child]
      if Field.of(value.field) == .product && value.isObject { return true }
      child = Int(value.next)
    }
    return false
  }
}
