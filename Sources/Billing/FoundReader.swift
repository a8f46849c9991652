import Command
import JSONText

/// Reads found values as what a field must be; says where and what is wrong when it is not.
///
/// The functions take the bytes and the found values each time: spans are lent, never kept.
enum FoundReader {
  /// The refusal of a value, named by its path: `items[0].quantity: expected an integer, found "x"`.
  @inline(never)
  static func refusal(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ what: String
  ) -> Rejection {
    let start = Int(found[0].start)
    return Rejection(
      "\(path(bytes, found, index)): \(what)", offset: Int(found[index].start) - start)
  }

  /// The same, with the value itself quoted.
  @inline(never)
  static func expected(
    _ what: String, _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) -> Rejection {
    let value = shown(bytes, found, index)
    return refusal(bytes, found, index, "expected \(what), found \(value)")
  }

  /// A value as messages show it: scalars as they are written, the beginning of long ones.
  static func shown(_ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int) -> String {
    let value = found[index]
    switch value.kind {
    case .object: return "an object"
    case .array: return "an array"
    default:
      var text: [UInt8] = []
      for index in value.range.prefix(40) { text.append(bytes[index]) }
      return String(decoding: text, as: UTF8.self) + (value.range.count > 40 ? "…" : "")
    }
  }

  /// The value's place in its text: `data.object.items.data[0].price`.
  static func path(_ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int) -> String {
    var parts: [String] = []
    var index = index
    while index > 0 {
      let value = found[index]
      if value.keyStart >= 0 {
        var key: [UInt8] = []
        var at = Int(value.keyStart) + 1
        while bytes[at] != UInt8(ascii: "\"") {
          key.append(bytes[at])
          at += 1
        }
        parts.append("." + String(decoding: key, as: UTF8.self))
      } else {
        var place = 0
        var sibling = Int(value.parent) + 1
        while sibling < index {
          place += 1
          sibling = Int(found[sibling].next)
        }
        parts.append("[\(place)]")
      }
      index = Int(value.parent)
    }
    let joined = parts.reversed().joined()
    return joined.hasPrefix(".") ? String(joined.dropFirst()) : joined
  }

  /// An integer of 64 bits.
  static func integer(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Int64 {
    guard let value = JSONValue.integer(bytes, found[index]) else {
      throw expected("an integer", bytes, found, index)
    }
    return value
  }

  /// An integer of 64 bits that is not negative; nil for null.
  static func amount(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Int64? {
    if found[index].isNull { return nil }
    let value = try integer(bytes, found, index)
    if value < 0 { throw expected("no negative number", bytes, found, index) }
    return value
  }

  /// An amount of money that is not negative: an integer, or a decimal number in a string.
  ///
  /// Nil for null. A fraction outside a string is refused: JSON tools round it.
  static func money(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Decimal? {
    if found[index].isString { return try decimal(bytes, found, index) }
    return try amount(bytes, found, index).map { Decimal(digits: $0) }
  }

  /// A decimal number that is not negative, written as a number or a string; nil for null.
  static func decimal(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Decimal? {
    let value = found[index]
    if value.isNull { return nil }
    let range = value.isString ? value.content : value.range
    guard value.isString || value.kind == .number, let decimal = Decimal(bytes, range)
    else { throw expected("a decimal number that is not negative", bytes, found, index) }
    return decimal
  }

  /// `true` or `false`; false for null.
  static func flag(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Bool {
    switch found[index].kind {
    case .true: return true
    case .false, .null: return false
    default: throw expected("true or false", bytes, found, index)
    }
  }

  /// Whether a record is live: so it is where it does not say.
  static func isLive(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int?
  ) throws(Rejection) -> Bool {
    guard let index else { return true }
    return try flag(bytes, found, index)
  }

  /// A string; none for null, and for an empty one: tables write so what is not known.
  static func symbol(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ symbols: inout SymbolTable
  ) throws(Rejection) -> Symbol {
    let value = found[index]
    switch value.kind {
    case .null: return .none
    case .string:
      if value.content.isEmpty { return .none }
      if !value.isEscaped { return symbols.intern(bytes, value.content) }
      guard let text = JSONValue.text(bytes, value) else {
        throw refusal(bytes, found, index, "holds a lone surrogate or U+0000, which is no text")
      }
      return symbols.intern(text)
    default: throw expected("a string", bytes, found, index)
    }
  }

  /// An id: a string that is not empty, or an object with such an `id`; none for null.
  static func id(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int, _ symbols: inout SymbolTable
  ) throws(Rejection) -> Symbol {
    let place = idPlace(found, index)
    if place < 0 { return .none }
    // No span inside `&&`, `||` or `??` where something is thrown: their closures capture it, and
    // Swift 6.3's optimizer then crashes ("leaked owned value"). The same all over this module.
    let value = found[place]
    if value.isString && value.content.isEmpty {
      throw expected("an id", bytes, found, place)
    }
    return try symbol(bytes, found, place, &symbols)
  }

  /// Where the id stands: the value itself, or the `id` of an object; -1 for an object without one.
  private static func idPlace(_ found: Span<JSONFound>, _ index: Int) -> Int {
    guard found[index].isObject else { return index }
    var place = -1
    var child = index + 1
    while child < found[index].next {
      if Field.of(found[child].field) == .id { place = child }
      child = Int(found[child].next)
    }
    return place
  }

  /// A time: Unix seconds, or RFC 3339 or a date in a string; nil for null.
  static func time(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Int64? {
    let value = found[index]
    switch value.kind {
    case .null: return nil
    case .number:
      let seconds = try integer(bytes, found, index)
      guard Timestamp.range.contains(seconds) else {
        throw expected("a time in the years 1 to 9999", bytes, found, index)
      }
      return seconds
    case .string:
      guard let time = Timestamp(bytes, value.content) else {
        throw expected("a time (RFC 3339, a date or Unix seconds)", bytes, found, index)
      }
      return time.seconds
    default: throw expected("a time", bytes, found, index)
    }
  }

  /// A currency code, lowered; nil for null.
  static func currency(
    _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ index: Int
  ) throws(Rejection) -> Currency? {
    let value = found[index]
    if value.isNull { return nil }
    guard value.isString, let currency = Currency(bytes, value.content) else {
      throw expected("a currency of three letters", bytes, found, index)
    }
    return currency
  }
}
