import Billing

/// Which customer and which subscription go by a symbol, as places among the states.
///
/// Symbols are numbers already, so this is a list; hardly any symbol is both.
struct EntityIndex {
  /// By the number of a symbol: 0 for none, else twice its place and 2, and 1 more for a subscription.
  private var values = Blocks<UInt32>()
  /// Of symbols that are both: what came second.
  private var seconds: [Symbol: Int32] = [:]

  /// The customer of that id; nil for none.
  func customer(_ symbol: Symbol) -> Int32? { place(symbol, kind: 0) }

  /// The subscription of that id; nil for none.
  func subscription(_ symbol: Symbol) -> Int32? { place(symbol, kind: 1) }

  mutating func setCustomer(_ place: Int32, _ symbol: Symbol) { set(place, symbol, kind: 0) }

  mutating func setSubscription(_ place: Int32, _ symbol: Symbol) { set(place, symbol, kind: 1) }

  @inline(__always)
  private func place(_ symbol: Symbol, kind: UInt32) -> Int32? {
    let number = Int(symbol.index)
    guard number >= 0, number < values.count, values[number] != 0 else { return nil }
    if values[number] & 1 == kind { return Int32(values[number] &>> 1) - 1 }
    return seconds.isEmpty ? nil : seconds[symbol]
  }

  private mutating func set(_ place: Int32, _ symbol: Symbol, kind: UInt32) {
    let number = Int(symbol.index)
    while values.count <= number { values.append(0) }
    if values[number] == 0 || values[number] & 1 == kind {
      values[number] = UInt32(place + 1) << 1 | kind
    } else {
      seconds[symbol] = place
    }
  }
}
