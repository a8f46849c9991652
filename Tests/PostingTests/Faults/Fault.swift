import Testing

/// A row of the table of faults: what can go wrong between a notification and its endpoint.
struct Fault: Sendable {
  /// As the list of faults counts them, 1 to 72.
  let number: Int
  let what: String
  /// What provokes it, each with what must come of it.
  var cases: [FaultCase] = []
  /// The tests that show it where one request and its receipt are not enough: `Suite.function`.
  var shownBy: [String] = []
  /// Why it cannot happen, where it cannot.
  var doesNotApply: String?

  /// What is still to be shown, and by whom.
  var isOpen: Bool { cases.isEmpty && shownBy.isEmpty && doesNotApply == nil }

  init(_ number: Int, _ what: String, _ cases: [FaultCase], shownBy: [String] = []) {
    self.number = number
    self.what = what
    self.cases = cases
    self.shownBy = shownBy
  }

  init(_ number: Int, _ what: String, shownBy: [String]) {
    self.init(number, what, [], shownBy: shownBy)
  }

  init(_ number: Int, _ what: String, doesNotApply reason: String) {
    self.init(number, what, [])
    doesNotApply = reason
  }
}

/// One request to the receiver that goes wrong, or does not although it might.
struct FaultCase: Sendable, CustomTestStringConvertible {
  enum Expected: Sendable, Equatable {
    case delivered(Int, note: String? = nil)
    /// `N` in the message stands for a number.
    case failed(Int?, String, String, response: String? = nil)
    /// Nothing is read, status 64, with this sentence.
    case refused(String)
  }

  /// The receiver's faults, or a whole URL.
  let path: String
  let kind: String
  let host: String
  let options: [String]
  let input: String
  let expected: Expected

  init(
    _ path: String, kind: String = "good", host: String = "127.0.0.1", timeout: String = "30s",
    options: [String] = [], input: String = "{}\n", _ expected: Expected
  ) {
    self.path = path
    self.kind = kind
    self.host = host
    self.options = ["--timeout", timeout] + options
    self.input = input
    self.expected = expected
  }

  var testDescription: String { [kind, path].filter { $0 != "good" }.joined(separator: " ") }
}
