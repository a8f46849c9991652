import JSONText
import Notifications

/// What lines that belong together have in common (rules.md, K1): the id of their payload; without
/// one the account, customer, event, and set of dates of their movements.
struct GroupKey: Equatable {
  private(set) var bytes = LineBuffer()

  static func == (left: GroupKey, right: GroupKey) -> Bool {
    let (one, other) = (left.bytes.bytes, right.bytes.bytes)
    return JSONValue.isSame(one.span, 0..<one.count, other.span, 0..<other.count)
  }

  /// Takes the key of the line that was read.
  mutating func read(_ reader: NotificationReader, _ line: Span<UInt8>) {
    bytes.removeAll()
    let places = reader.places
    if places.metaID >= 0 {
      append(reader.found[places.metaID], line)
      return
    }
    // No id is text of this kind: the separator is a byte that is in no text.
    for place in [places.account, places.customerID] {
      bytes.append(0)
      if place >= 0 { append(reader.found[place], line) }
    }
    bytes.append(0)
    bytes.append(reader.event.rawValue)
    if reader.movements.count == 1, reader.movements[0].date >= 0 {
      bytes.append(0)
      append(reader.found[reader.movements[0].date], line)
      return
    }
    let dates = reader.movements.compactMap { movement in
      movement.date < 0 ? nil : JSONValue.text(line, reader.found[movement.date])
    }
    for date in Set(dates).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      bytes.append(0)
      bytes.append(date)
    }
  }

  private mutating func append(_ found: JSONFound, _ line: Span<UInt8>) {
    guard found.kind == .string else { return }
    if found.isEscaped {
      bytes.append(JSONValue.text(line, found) ?? [])
    } else {
      bytes.append(line, found.content)
    }
  }
}
