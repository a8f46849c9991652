package import Streams

/// How the values of options are written, the same in every command.
package enum OptionValue {
  /// An address (cli.md, section 2).
  package static func address(_ text: String) throws(UsageError) -> Address {
    do throws(AddressError) {
      return try Address(text)
    } catch {
      throw UsageError(error.message)
    }
  }

  /// A duration in milliseconds: an integer and `ms`, `s`, `m`, `h` or `d`; or `0`.
  package static func milliseconds(_ text: String) throws(UsageError) -> Int {
    let units: [(name: String, factor: Int)] = [
      ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count)
    guard let number = Int(digits) else { throw expected("a duration such as 90s or 7d", text) }
    if unit.isEmpty && number == 0 { return 0 }
    guard let factor = units.first(where: { $0.name == unit })?.factor else {
      throw expected("a duration with its unit (ms, s, m, h or d)", text)
    }
    let (product, overflowed) = number.multipliedReportingOverflow(by: factor)
    guard !overflowed, product <= longest else { throw UsageError("\(quoted(text)) is too long") }
    return product
  }

  /// A duration as ``milliseconds(_:)`` reads it, in the largest unit that it is a whole number of.
  package static func text(milliseconds: Int64) -> String {
    let units: [(name: String, factor: Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ]
    if milliseconds == 0 { return "0" }
    for unit in units where milliseconds % unit.factor == 0 {
      return "\(milliseconds / unit.factor)\(unit.name)"
    }
    return "\(milliseconds)ms"
  }

  /// The longest duration that is read: 10,000 years, less than any clock here overflows at.
  private static let longest = 10_000 * 366 * 86_400_000

  /// A moment: RFC 3339, a date (midnight UTC), or Unix seconds.
  package static func time(_ text: String) throws(UsageError) -> Timestamp {
    guard let time = Timestamp(text) else {
      throw expected("a time such as 2025-03-15T14:30:00Z, 2025-03-15 or 1742049000", text)
    }
    return time
  }

  /// An integer within `range`.
  package static func integer(
    _ text: String, in range: ClosedRange<Int>
  ) throws(UsageError) -> Int {
    guard let number = Int(text), !text.hasPrefix("+") else { throw expected("an integer", text) }
    guard range.contains(number) else {
      throw expected("an integer from \(range.lowerBound) to \(range.upperBound)", text)
    }
    return number
  }

  /// A number of bytes within `range`, alone or with `k` (1024) or `m` (1024 k).
  package static func bytes(_ text: String, in range: ClosedRange<Int>) throws(UsageError) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let factor: Int? =
      switch text.dropFirst(digits.count).lowercased() {
      case "": 1
      case "k": 1024
      case "m": 1024 * 1024
      default: nil
      }
    guard let number = Int(digits), let factor else {
      throw expected("a number of bytes such as 65536, 64k or 16m", text)
    }
    let (product, overflowed) = number.multipliedReportingOverflow(by: factor)
    guard !overflowed, range.contains(product) else {
      throw UsageError(
        "\(quoted(text)) is not from \(range.lowerBound) to \(range.upperBound) bytes")
    }
    return product
  }

  /// The permissions of a file, in octal: `0660`.
  package static func mode(_ text: String) throws(UsageError) -> UInt32 {
    guard (3...4).contains(text.utf8.count), let mode = UInt32(text, radix: 8), mode <= 0o777,
      mode & 0o600 == 0o600
    else {
      throw expected("permissions in octal that let the owner in, such as 0600 or 0660", text)
    }
    return mode
  }

  /// One of `choices`.
  package static func choice<Choice>(
    _ text: String, _ choices: [(name: String, value: Choice)]
  ) throws(UsageError) -> Choice {
    if let known = choices.first(where: { $0.name == text }) { return known.value }
    let names = choices.map(\.name)
    let near = NearestName.of(text, among: names).map { "; did you mean \($0)?" } ?? ""
    let list = names.joined(separator: ", ")
    throw UsageError("expected one of \(list), found \(quoted(text))\(near)")
  }

  /// The items of a list that commas separate; none may be empty.
  package static func list(_ text: String) throws(UsageError) -> [String] {
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !items.contains("") else { throw expected("a list such as a,b,c", text) }
    return items
  }

  /// The error of a value that is not what it should be.
  package static func expected(_ what: String, _ text: String) -> UsageError {
    UsageError("expected \(what), found \(quoted(text))")
  }

  private static func quoted(_ text: String) -> String { "'\(text)'" }
}
