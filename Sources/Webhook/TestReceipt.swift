import JSONText

/// What `mrr-post` says of the test payload.
struct TestReceipt: Equatable {
  /// What came of it.
  enum Outcome: Equatable {
    case delivered(status: Int64, milliseconds: Int64)
    /// A sentence, and the beginning of what the endpoint answered, if it did.
    case failed(String, response: String)
  }

  let outcome: Outcome

  private enum Field {
    static let receipt: UInt16 = 1
    static let status: UInt16 = 2
    static let milliseconds: UInt16 = 3
    static let message: UInt16 = 4
    static let response: UInt16 = 5
  }

  private static let scanner: JSONScanner = {
    var selection = JSONSelection()
    selection.pick("receipt", as: Field.receipt, in: selection.root)
    selection.pick("status", as: Field.status, in: selection.root)
    selection.pick("ms", as: Field.milliseconds, in: selection.root)
    selection.pick("message", as: Field.message, in: selection.root)
    selection.pick("response", as: Field.response, in: selection.root)
    return JSONScanner(selection)
  }()

  /// Reads one receipt; nil for anything else.
  init?(reading output: [UInt8]) {
    let line = Array(output.prefix { $0 != UInt8(ascii: "\n") })
    let padded = Padding.padded(line)
    let bytes = padded.span
    var found: [JSONFound] = []
    guard (try? Self.scanner.scan(bytes, 0..<line.count, into: &found)) != nil else { return nil }
    let fields = found.indices.filter { found[$0].parent == 0 }
    func field(_ number: UInt16) -> JSONFound? {
      fields.last { found[$0].field == number }.map { found[$0] }
    }
    func text(_ number: UInt16) -> String {
      field(number).map { JSONValue.string(bytes, $0) } ?? ""
    }
    switch text(Field.receipt) {
    case "delivered":
      guard let status = field(Field.status).flatMap({ JSONValue.integer(bytes, $0) }),
        let milliseconds = field(Field.milliseconds).flatMap({ JSONValue.integer(bytes, $0) })
      else { return nil }
      outcome = .delivered(status: status, milliseconds: milliseconds)
    case "failed":
      outcome = .failed(text(Field.message), response: text(Field.response))
    default:
      return nil
    }
  }
}
