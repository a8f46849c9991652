package import Command
internal import JSONText
internal import Notifications

/// Turns lines into deliveries: takes the envelope `meta` off, and the id out of it.
package struct DeliveryReader {
  private enum Field {
    static let meta: UInt16 = 1
    static let id: UInt16 = 2
    static let part: UInt16 = 3
    static let account: UInt16 = 4
    static let customer: UInt16 = 5
    static let customerID: UInt16 = 6
  }

  /// The longest `meta.id`.
  private static let maximumID = 120

  private let scanner: JSONScanner
  private let keepsLines: Bool
  private var found: [JSONFound] = []

  /// A reader that keeps each line beside its delivery if `keepsLines`, and says whose it is if
  /// `readsCustomers`.
  package init(keepsLines: Bool, readsCustomers: Bool = false) {
    var selection = JSONSelection()
    if readsCustomers {
      selection.pick("account_id", as: Field.account, in: selection.root)
      let customer = selection.pick("customer", as: Field.customer, in: selection.root)
      selection.pick("id", as: Field.customerID, in: customer)
    }
    let meta = selection.pick("meta", as: Field.meta, in: selection.root)
    selection.pick("id", as: Field.id, in: meta)
    selection.pick("part", as: Field.part, in: meta)
    scanner = JSONScanner(selection)
    self.keepsLines = keepsLines
  }

  /// Reads one line, which holds one JSON object.
  ///
  /// The body is the object's bytes but for every top-level member named `meta`; of several the
  /// last is the envelope. A line without `meta.id` gets a random one.
  package mutating func read(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place
  ) throws(Rejection) -> Delivery {
    do throws(JSONError) {
      try scanner.scan(bytes, line, into: &found)
    } catch {
      throw Rejection(error, recordStart: line.lowerBound)
    }
    let object = found[0]
    guard object.kind == .object else {
      throw Rejection(
        "expected an object, found \(object.kind.phrase)",
        offset: Int(object.start) - line.lowerBound)
    }
    let metas = found.indices.filter { found[$0].field == Field.meta }
    var id: String?
    if let last = metas.last { id = try readID(bytes, lineStart: line.lowerBound, meta: last) }
    var delivery = Delivery(
      id: id ?? Self.randomID(),
      body: Self.body(of: bytes, object.range, without: metas.map { found[$0] }),
      line: keepsLines ? Self.copy(bytes, line) : nil, place: place)
    delivery.customer = customer(in: bytes)
    return delivery
  }

  /// A digest of the account and the customer's id; nil where there is no customer's id.
  private func customer(in bytes: Span<UInt8>) -> Int64? {
    func text(_ field: UInt16) -> [UInt8]? {
      found.last { $0.field == field }.flatMap { JSONValue.text(bytes, $0) }
    }
    guard let id = text(Field.customerID) else { return nil }
    var hash = PayloadHash()
    for part in [text(Field.account) ?? [], id] { hash.add(line: part.span, 0..<part.count) }
    return Int64(truncatingIfNeeded: hash.id.hash)
  }

  /// The id that the envelope gives, nil where it gives none.
  private func readID(
    _ bytes: Span<UInt8>, lineStart: Int, meta index: Int
  ) throws(Rejection) -> String? {
    let meta = found[index]
    func refusal(_ found: JSONFound, _ expectation: String) -> Rejection {
      Rejection(
        "\(expectation), found \(phrase(for: found, in: bytes))",
        offset: Int(found.start) - lineStart)
    }
    guard meta.kind == .object else { throw refusal(meta, "meta: expected an object") }
    var id: JSONFound?
    var part: JSONFound?
    for inner in found[(index + 1)..<Int(meta.next)] {
      if inner.field == Field.id { id = inner } else { part = inner }
    }
    var number: Int64 = 1
    if let part {
      guard let value = JSONValue.integer(bytes, part), value > 0 else {
        throw refusal(part, "meta.part: expected a positive integer")
      }
      number = value
    }
    guard let id else { return nil }
    guard let text = JSONValue.text(bytes, id), (1...Self.maximumID).contains(text.count),
      text.allSatisfy({ isLetterOrDigit($0) || "_-".utf8.contains($0) })
    else { throw refusal(id, "meta.id: expected 1 to \(Self.maximumID) of A-Z a-z 0-9 _ -") }
    let name = String(decoding: text, as: UTF8.self)
    // Lines of one payload that nobody joined are several requests.
    return number > 1 ? "\(name)-\(number)" : name
  }

  private func phrase(for found: JSONFound, in bytes: Span<UInt8>) -> String {
    guard found.kind == .number else { return found.kind.phrase }
    return String(decoding: Self.copy(bytes, found.range).prefix(40), as: UTF8.self)
  }

  /// The object's bytes less the members, each with the comma before it (the first member: the one
  /// after it) and the white space between that comma and the member.
  private static func body(
    of bytes: Span<UInt8>, _ object: Range<Int>, without members: [JSONFound]
  ) -> [UInt8] {
    var body = LineBuffer()
    var kept = object.lowerBound
    for member in members {
      var start = Int(member.keyStart)
      var end = Int(member.end)
      // Where everything before it is cut already, the member is the first.
      var before = start
      while before > kept, isWhiteSpace(bytes[before - 1]) { before -= 1 }
      if before > kept, bytes[before - 1] == UInt8(ascii: ",") {
        start = before - 1
      } else {
        var after = end
        while isWhiteSpace(bytes[after]) { after += 1 }
        if bytes[after] == UInt8(ascii: ",") { end = after + 1 }
      }
      body.append(bytes, kept..<start)
      kept = end
    }
    body.append(bytes, kept..<object.upperBound)
    return body.bytes
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var copy = LineBuffer()
    copy.append(bytes, range)
    return copy.bytes
  }

  /// An id for a line that brings none: it tells deliveries apart, and no more.
  private static func randomID() -> String {
    let digits = String(UInt128.random(in: 0...UInt128.max), radix: 16)
    return "mrr_" + String(repeating: "0", count: 32 - digits.count) + digits
  }
}

extension JSONKind {
  /// The kind as messages name it.
  fileprivate var phrase: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .true: "true"
    case .false: "false"
    case .null: "null"
    }
  }
}
