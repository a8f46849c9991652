import Billing
import JSONText

/// Writes the `description` of a movement (rules.md, R14).
enum Descriptions {
  static func append(
    _ movement: ClassifiedMovement, _ symbols: borrowing SymbolTable, to text: inout LineBuffer
  ) {
    let key = movement.key
    switch movement.cause {
    case .subscribed: append("subscribed to ", key, "", symbols, &text)
    case .resubscribed: append("resubscribed to ", key, "", symbols, &text)
    case .canceled: append("canceled ", key, "", symbols, &text)
    case .scheduled: append("scheduled cancellation of ", key, "", symbols, &text)
    case .added: append("added ", key, "", symbols, &text)
    case .removed: append("removed ", key, "", symbols, &text)
    case .price: append("price of ", key, " changed", symbols, &text)
    case .discount: append("discount on ", key, " changed", symbols, &text)
    case .quantity(let old, let new):
      append("changed quantity of ", key, " from \(old) to \(new)", symbols, &text)
    case .switchedTo(let new):
      if !appendSameName(key, new, symbols, &text) {
        append("switched from ", key, " to ", symbols, &text)
        text.append(symbols.arena.span, symbols.range(of: new.name))
      }
    case .switchedFrom(let old):
      if !appendSameName(old, key, symbols, &text) {
        append("switched to ", key, " from ", symbols, &text)
        text.append(symbols.arena.span, symbols.range(of: old.name))
      }
    }
  }

  private static func append(
    _ head: String, _ key: LineKey, _ tail: String, _ symbols: borrowing SymbolTable,
    _ text: inout LineBuffer
  ) {
    text.append(head)
    text.append(symbols.arena.span, symbols.range(of: key.name))
    text.append(tail)
  }

  /// A plan that stays and changes its currency or its interval; false for other plans.
  private static func appendSameName(
    _ old: LineKey, _ new: LineKey, _ symbols: borrowing SymbolTable, _ text: inout LineBuffer
  ) -> Bool {
    guard old.name == new.name else { return false }
    if old.currency != new.currency {
      append(
        "switched ", old, " from \(old.currency.string) to \(new.currency.string)", symbols, &text)
    } else {
      let plain = (rhythm(old), rhythm(new))
      let (from, to) = plain.0 == plain.1 ? (count(old), count(new)) : plain
      append("switched ", old, " from \(from) to \(to)", symbols, &text)
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
