import Testing

/// One row of a table: a numbered case of the rules, with what it is fed and what it gives.
struct RuleCase: Sendable, CustomTestStringConvertible {
  /// What a row needs that a version may not have yet; `mrr-detect --help` tells.
  enum Need: String, Sendable {
    case ledger = "--state"
    case invoices = "--basis"

    var isMet: Bool { Program.detectHelp.contains(rawValue) }
  }

  /// One run of a pipe of the programs.
  struct Step: Sendable {
    /// `mrr-detect --window 0 | mrr-group`; `{name}` stands for the path of a file of the case.
    var pipe: String
    var input: [Line]
    /// One movement or failed payment each, as ``Fact/expected(_:)`` reads them; `& ` before one
    /// says that it belongs to the payload of the one before.
    var gives: [String]
    /// How many records are rejected in all; with any, the status is 1.
    var rejected = 0
    var status: Int32?
    /// What standard error must hold.
    var says: [String] = []
    /// The whole output, to the byte.
    var exactly: [String]?

    init(
      _ pipe: String, _ input: Line..., gives: String..., rejected: Int = 0, status: Int32? = nil,
      says: [String] = [], exactly: [String]? = nil
    ) {
      self.init(pipe, input, gives, rejected, status, says, exactly)
    }

    init(
      _ pipe: String, _ input: [Line], _ gives: [String], _ rejected: Int = 0,
      _ status: Int32? = nil, _ says: [String] = [], _ exactly: [String]? = nil
    ) {
      self.pipe = pipe
      self.input = input
      self.gives = gives
      self.rejected = rejected
      self.status = status
      self.says = says
      self.exactly = exactly
    }
  }

  /// The number in the rules, then what sets this row apart from others of the number.
  var name: String
  var need: Need?
  /// Files that the arguments name, by the word in braces.
  var files: [String: String] = [:]
  var steps: [Step]

  /// A case of `mrr-detect` alone.
  init(
    _ name: String, options: String = "", need: Need? = nil, _ input: Line..., gives: String...,
    rejected: Int = 0, says: [String] = []
  ) {
    self.name = name
    self.need = need
    steps = [Step("mrr-detect \(options)", input, gives, rejected, nil, says)]
  }

  /// A case of some runs, or of other programs.
  init(_ name: String, need: Need? = nil, files: [String: String] = [:], steps: Step...) {
    self.name = name
    self.need = need
    self.files = files
    self.steps = steps
  }

  var testDescription: String { name }

  /// `E13` of `E13 (Stripe)`.
  var number: String { name.split(separator: " ").first.map { String($0) } ?? name }

  /// Whether the row is run once for each shape of the Stripe API.
  var isStripe: Bool { steps.contains { $0.input.contains { $0.isStripe } } }
}
