/// What was read of prices, by their numbers (``PriceNumbers``).
///
/// Kept is what was read without error, and what it told of nothing but itself.
struct PriceItems {
  // One place for each remainder of a number: the price read last is kept. Apart from each other, so
  // that nothing is copied of a price that is only looked at.
  private var numbers: [Int64] = []
  private(set) var items: [ItemDraft] = []

  /// The place in ``items`` of the price of that number; nil where it is not there.
  func find(_ number: Int64) -> Int? {
    if number == PriceNumbers.none || numbers.isEmpty { return nil }
    let place = Self.place(number)
    return numbers[place] == number ? place : nil
  }

  /// Keeps what was read of a price, which stands in an item without anything else.
  mutating func keep(_ item: ItemDraft, _ number: Int64) {
    if number == PriceNumbers.none { return }
    if numbers.isEmpty {
      numbers = [Int64](repeating: PriceNumbers.none, count: PriceNumbers.places)
      items = [ItemDraft](repeating: ItemDraft(), count: PriceNumbers.places)
    }
    let place = Self.place(number)
    numbers[place] = number
    items[place] = item
  }

  private static func place(_ number: Int64) -> Int {
    Int(truncatingIfNeeded: number) & (PriceNumbers.places - 1)
  }
}
