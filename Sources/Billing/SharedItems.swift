/// Items without an id, each kept once.
struct SharedItems {
  private var items: [Item] = []
  /// The place of an item plus 1; 0 for a free slot.
  ///
  /// Their number is a power of two, half of them are taken at most.
  private var slots = [Int32](repeating: 0, count: 64)
  /// Amounts come from strangers: who knew this could make them all meet in one slot.
  private let seed = UInt64.random(in: .min ... .max)

  /// How many there are.
  var count: Int { items.count }

  subscript(place: Int) -> Item { items[place] }

  /// The place of an item, which is added where it is new.
  mutating func place(of item: Item) -> Int {
    var slot = hash(item) & (slots.count - 1)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if Self.isSame(items[place], item) { return place }
      slot = (slot + 1) & (slots.count - 1)
    }
    items.append(item)
    slots[slot] = Int32(items.count)
    if 2 * items.count > slots.count { grow() }
    return items.count - 1
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    for (place, item) in items.enumerated() {
      var slot = hash(item) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(place + 1)
    }
  }

  private static func isSame(_ first: Item, _ second: Item) -> Bool {
    first.quantity == second.quantity && first.gross.digits == second.gross.digits
      && first.gross.scale == second.gross.scale && first.interval == second.interval
      && first.intervalCount == second.intervalCount && first.plan.index == second.plan.index
      && first.currency.code == second.currency.code
  }

  private func hash(_ item: Item) -> Int {
    let rhythm = UInt64(item.interval.rawValue) << 8 | UInt64(item.gross.scale)
    let sort = UInt64(UInt32(bitPattern: item.plan.index)) << 32 | UInt64(item.currency.code)
    var mixed = seed
    mixed = Self.mixed(mixed, UInt64(bitPattern: item.gross.digits))
    mixed = Self.mixed(mixed, UInt64(bitPattern: item.quantity))
    mixed = Self.mixed(mixed, sort)
    mixed = Self.mixed(mixed, rhythm << 32 | UInt64(UInt32(bitPattern: item.intervalCount)))
    return Int(truncatingIfNeeded: mixed &>> 16)
  }

  @inline(__always)
  private static func mixed(_ before: UInt64, _ word: UInt64) -> UInt64 {
    let product = (before ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.low ^ product.high
  }
}
