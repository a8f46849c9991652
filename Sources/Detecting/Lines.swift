import Billing

/// The lines of a subscription at one moment.
///
/// Hardly ever more than one: it is kept without memory of its own, since such lists are made two or
/// three times for every record.
struct Lines {
  /// The lines behind the first, and how all of them were worked out where `--explain` asks.
  private final class Rest: Sendable {
    let lines: ArraySlice<Line>
    let arithmetic: [String]

    init(_ lines: ArraySlice<Line>, _ arithmetic: [String]) {
      self.lines = lines
      self.arithmetic = arithmetic
    }
  }

  private var first: Line?
  private var rest: Rest?

  /// No lines.
  static let none = Lines(first: nil)

  private init(first: Line?) { self.first = first }

  init(_ line: Line) { first = line }

  /// `arithmetic` is one text a line, or empty.
  init(_ lines: [Line], arithmetic: [String] = []) {
    first = lines.first
    if lines.count > 1 || !arithmetic.isEmpty { rest = Rest(lines.dropFirst(), arithmetic) }
  }

  /// The key of the one line; nil where there are none or several.
  var onlyKey: LineKey? { rest == nil ? first?.key : nil }

  /// Whether any key's MRR differs; nil where either has several lines.
  func plainlyDiffers(from other: Lines) -> Bool? {
    guard rest == nil, other.rest == nil else { return nil }
    guard let first else { return other.first.map { $0.amount > 0 } ?? false }
    guard let second = other.first else { return first.amount > 0 }
    if first.key == second.key { return first.amount != second.amount }
    return first.amount > 0 || second.amount > 0
  }

  /// How the line was worked out; nil where nobody asked.
  func arithmetic(of key: LineKey) -> String? {
    guard let texts = rest?.arithmetic, !texts.isEmpty else { return nil }
    return place(of: key).map { texts[$0] }
  }
}

extension Lines: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { first == nil ? 0 : 1 + (rest?.lines.count ?? 0) }

  subscript(place: Int) -> Line {
    if place == 0, let first { return first }
    guard let rest else { preconditionFailure("no such line") }
    return rest.lines[place]
  }
}

// By place, not by an iterator: an iterator has a copy of its own.
extension Lines {
  /// The line of that key, if there is one.
  func line(_ key: LineKey) -> Line? { place(of: key).map { self[$0] } }

  /// Whether there is a line of that key.
  func has(_ key: LineKey) -> Bool { place(of: key) != nil }

  /// The MRR of that key; 0 where there is none.
  func amount(_ key: LineKey) -> Int64 {
    if let first, first.key == key { return first.amount }
    return place(of: key).map { self[$0].amount } ?? 0
  }

  /// The MRR of all lines in a currency.
  func amount(in currency: Currency) -> Int64 {
    guard let first else { return 0 }
    var sum = first.key.currency == currency ? first.amount : 0
    guard let rest else { return sum }
    for line in rest.lines where line.key.currency == currency { sum += line.amount }
    return sum
  }

  /// Whether any of the lines has MRR.
  var haveMRR: Bool {
    guard let first else { return false }
    return first.amount > 0 || rest?.lines.contains { $0.amount > 0 } ?? false
  }

  private func place(of key: LineKey) -> Int? {
    guard let first else { return nil }
    if first.key == key { return 0 }
    return rest?.lines.firstIndex { $0.key == key }
  }
}
