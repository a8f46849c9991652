import Billing
import JSONText

/// Writes the `description` of a movement (rules.md, R14).
enum Descriptions {
  static func append(
    _ movement: ClassifiedMovement, _ symbols: borrowing SymbolTable, to text: inout LineBuffer
  ) {
    let key = movement.key
    switch movement.cause {
    case .subscribed: append("subscribed to ", key, symbols, &text)
    case .resubscribed: append("resubscribed to ", key, symbols, &text)
    case .canceled: append("canceled ", key, symbols, &text)
    case .scheduled: append("scheduled cancellation of ", key, symbols, &text)
    case .added: append("added ", key, symbols, &text)
    case .removed: append("removed ", key, symbols, &text)
    case .price:
      append("price of ", key, symbols, &text)
      text.append(literal: " changed")
    case .discount:
      append("discount on ", key, symbols, &text)
      text.append(literal: " changed")
    case .quantity(let old, let new):
      append("changed quantity of ", key, symbols, &text)
      text.append(literal: " from ")
      text.append(integer: old)
      text.append(literal: " to ")
      text.append(integer: new)
    case .switchedTo(let new):
      if !appendSameName(key, new, symbols, &text) {
        append("switched from ", key, symbols, &text)
        append(" to ", new, symbols, &text)
      }
    case .switchedFrom(let old):
      if !appendSameName(old, key, symbols, &text) {
        append("switched to ", key, symbols, &text)
        append(" from ", old, symbols, &text)
      }
    }
  }

  private static func append(
    _ head: StaticString, _ key: LineKey, _ symbols: borrowing SymbolTable,
    _ text: inout LineBuffer
  ) {
    text.append(literal: head)
    symbols.append(key.name, to: &text)
  }

  /// A plan that stays and changes its currency or its interval; false for other plans.
  private static func appendSameName(
    _ old: LineKey, _ new: LineKey, _ symbols: borrowing SymbolTable, _ text: inout LineBuffer
  ) -> Bool {
    guard old.name == new.name else { return false }
    if old.currency != new.currency {
      append("switched ", old, symbols, &text)
      text.append(" from \(old.currency.string) to \(new.currency.string)")
    } else {
      let plain = (rhythm(old), rhythm(new))
      let (from, to) = plain.0 == plain.1 ? (count(old), count(new)) : plain
      append("switched ", old, symbols, &text)
      text.append(" from \(from) to \(to)")
    }
    return true
  }

  private static func rhythm(_ key: LineKey) -> String {
    switch (key.interval, key.intervalCount) {
    case (.day, 1): "daily"
    case (.week, 1): "weekly"
    case (.month, 1): "monthly"
    // Billing systems without quarters bill every three months.
    case (.quarter, 1), (.month, 3): "quarterly"
    case (.year, 1), (.month, 12): "yearly"
    default: count(key)
    }
  }

  private static func count(_ key: LineKey) -> String {
    "every \(key.intervalCount) \(key.interval.name)\(key.intervalCount == 1 ? "" : "s")"
  }
}
