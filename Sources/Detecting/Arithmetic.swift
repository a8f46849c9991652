import Billing

/// The steps by which an item's part of a line was worked out, as text: `4900 × 3 − 10 %`.
struct Arithmetic {
  private(set) var text: String

  /// What the item costs an interval: unit × quantity where it divides, else the sum as it is.
  init(_ item: Item) {
    let gross = item.gross
    if item.quantity > 1 && gross.digits % item.quantity == 0 {
      let unit = Decimal(digits: gross.digits / item.quantity, scale: gross.scale)
      text = "\(unit.text) × \(item.quantity)"
    } else {
      text = item.quantity == 1 ? gross.text : "\(gross.text) for \(item.quantity)"
    }
  }

  /// Takes a discount off; `share` is the amount before and after, where it was shared out.
  mutating func takeOff(
    _ terms: DiscountTerms, _ currency: Currency, share: (before: Fraction, after: Fraction)? = nil
  ) {
    if let percent = terms.percent {
      text += " − \(percent.text) %"
    } else if let off = terms.amount(in: currency) {
      guard let share else {
        text += " − \(off)"
        return
      }
      guard let taken = share.before.subtracting(share.after), taken.isPositive else { return }
      let part = taken.denominator == 1 ? "\(taken.numerator)" : "the rest"
      text += taken == Fraction(off) ? " − \(off)" : " − \(part) of \(off)"
    }
  }

  /// A line's whole arithmetic: `(120000 − 1000) / 12 = 9917 a month`.
  static func monthly(_ sum: String, _ key: LineKey, _ amount: Int64) -> String {
    var factor =
      switch key.interval {
      case .day: " × 365/12"
      case .week: " × 52/12"
      case .month: ""
      case .quarter: " / 3"
      case .year: " / 12"
      }
    if key.intervalCount > 1 { factor += " / \(key.intervalCount)" }
    let isSum = sum.contains(" ")
    return (factor.isEmpty || !isSum ? sum : "(\(sum))") + factor + " = \(amount) a month"
  }
}
