package import Command
package import JSONText

/// Reads notification lines: what a stage needs of them, as places in the bytes that are lent.
///
/// Everything is an index into ``found``, -1 for what the line does not hold. A key that is there
/// has the kind of value that lines.md gives it, or the line is refused; what must be there is said
/// at ``read(_:_:)``. Where a line repeats a key, the last one counts.
package struct NotificationReader {
  /// What the scan picked out of the last line; `found[0]` is the line's object.
  package private(set) var found: [JSONFound] = []
  package private(set) var event = Event.mrrMovement
  /// The movements of the last line; none for a failed payment.
  package private(set) var movements: [FoundMovement] = []
  /// The other members of the last line.
  package private(set) var places = Places()

  private let scanner: JSONScanner

  /// Where members stand, as indices into ``NotificationReader/found``.
  ///
  /// `account` to `at` and the keys without a name are looked for only where a reader was asked
  /// for the identity.
  package struct Places: Sendable {
    /// Members of the line; -1 where one is missing.
    package var event = -1
    package var customer = -1
    package var movements = -1
    package var meta = -1
    /// Strings: the payload's id, and when its batch opened.
    package var metaID = -1
    package var at = -1
    /// A positive integer.
    package var part = -1
    /// A boolean.
    package var last = -1
    /// Strings, or null.
    package var account = -1
    package var customerID = -1
    package var timestamp = -1
    package var invoiceID = -1

    var currentMRR = -1
    var payment = -1
    var amount = -1
  }

  /// Makes a reader; with `identity` it also finds whom a line is about, and keys it does not know.
  package init(identity: Bool = false) {
    scanner = JSONScanner(NotificationField.selection(identity: identity))
    found.reserveCapacity(32)
    movements.reserveCapacity(8)
  }

  /// Whether `meta.last` is true.
  package var isLast: Bool { places.last >= 0 && found[places.last].kind == .true }

  /// Reads the notification `bytes[line]`.
  ///
  /// Refused are: what is no JSON object; an event that is none; a movement without a type or with
  /// an `mrr_change` that is no integer of 64 bits; a line without movements (or, of a failed
  /// payment, without a payment); values of another kind than documented.
  package mutating func read(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Rejection) {
    do throws(JSONError) {
      try scanner.scan(bytes, line, into: &found)
    } catch {
      throw Rejection(error, recordStart: line.lowerBound)
    }
    collect()
    try check(bytes, line.lowerBound)
  }

  /// Notes where everything is; of a repeated key the last.
  private mutating func collect() {
    typealias Field = NotificationField
    var places = Places()
    movements.removeAll(keepingCapacity: true)
    var index = 1
    while index < found.count {
      switch found[index].field {
      case Field.event: places.event = index
      case Field.account: places.account = index
      case Field.timestamp: places.timestamp = index
      case Field.customer:
        places.customer = index
        places.customerID = -1
        places.currentMRR = -1
      case Field.customerID: places.customerID = index
      case Field.currentMRR: places.currentMRR = index
      case Field.movements:
        places.movements = index
        movements.removeAll(keepingCapacity: true)
      case Field.movement: movements.append(FoundMovement(object: index))
      case Field.type: movements[movements.count &- 1].typeIndex = index
      case Field.mrrChange: movements[movements.count &- 1].mrrChangeIndex = index
      case Field.currency: movements[movements.count &- 1].currency = index
      case Field.date: movements[movements.count &- 1].date = index
      case Field.payment:
        places.payment = index
        places.amount = -1
        places.invoiceID = -1
      case Field.amount: places.amount = index
      case Field.invoiceID: places.invoiceID = index
      case Field.meta:
        places.meta = index
        places.metaID = -1
        places.part = -1
        places.last = -1
        places.at = -1
      case Field.metaID: places.metaID = index
      case Field.part: places.part = index
      case Field.last: places.last = index
      case Field.at: places.at = index
      default: break
      }
      index &+= 1
    }
    self.places = places
  }

  private mutating func check(_ bytes: Span<UInt8>, _ start: Int) throws(Rejection) {
    let check = NotificationCheck(start: start)
    try check.isObject(bytes, found[0], "")
    let places = self.places
    if places.event < 0 {
      throw Rejection(
        "JSON, but no notification: no \"event\" (billing records go through mrr-detect first)")
    }
    guard let event = Event(bytes, found[places.event]) else {
      throw check.expected(Event.words, "event", bytes, found[places.event])
    }
    self.event = event
    if places.account >= 0 { try check.isStringOrNull(bytes, found[places.account], "account_id") }
    if places.customer >= 0 { try check.isObject(bytes, found[places.customer], "customer") }
    if places.customerID >= 0 {
      try check.isString(bytes, found[places.customerID], "customer.id")
    }
    if event == .failedPayment {
      movements.removeAll(keepingCapacity: true)
      try checkPayment(bytes, check)
    } else {
      try checkMovements(bytes, check)
    }
    if places.meta >= 0 { try checkMeta(bytes, check) }
  }

  private mutating func checkMovements(
    _ bytes: Span<UInt8>, _ check: NotificationCheck
  ) throws(Rejection) {
    if places.movements < 0 { throw Rejection("movements: missing") }
    let list = found[places.movements]
    guard list.kind == .array else {
      throw check.expected("an array", "movements", bytes, list)
    }
    var index = 0
    while index < movements.count {
      var movement = movements[index]
      guard found[movement.object].kind == .object, movement.typeIndex >= 0,
        let type = MovementType(bytes, found[movement.typeIndex]), movement.mrrChangeIndex >= 0,
        let change = JSONValue.integer(bytes, found[movement.mrrChangeIndex])
      else { throw check.refuse(movement, index, bytes, found) }
      movement.type = type
      movement.mrrChange = change
      if movement.currency >= 0, found[movement.currency].kind != .string {
        throw check.expected(
          "a string", "movements[\(index)].currency", bytes, found[movement.currency])
      }
      if movement.date >= 0, found[movement.date].kind != .string {
        throw check.expected("a string", "movements[\(index)].date", bytes, found[movement.date])
      }
      movements[index] = movement
      index &+= 1
    }
    if movements.isEmpty {
      throw Rejection(
        "movements: expected at least one", offset: Int(list.start) - check.start)
    }
  }

  private func checkPayment(
    _ bytes: Span<UInt8>, _ check: NotificationCheck
  ) throws(Rejection) {
    if places.payment < 0 { throw Rejection("payment: missing") }
    try check.isObject(bytes, found[places.payment], "payment")
    if places.amount >= 0 { try check.isInteger(bytes, found[places.amount], "payment.amount") }
    if places.currentMRR >= 0 {
      try check.isInteger(bytes, found[places.currentMRR], "customer.current_mrr")
    }
    if places.timestamp >= 0 {
      try check.isStringOrNull(bytes, found[places.timestamp], "timestamp")
    }
    if places.invoiceID >= 0 {
      try check.isStringOrNull(bytes, found[places.invoiceID], "payment.invoice_id")
    }
  }

  private func checkMeta(_ bytes: Span<UInt8>, _ check: NotificationCheck) throws(Rejection) {
    try check.isObject(bytes, found[places.meta], "meta")
    if places.metaID >= 0 { try check.isString(bytes, found[places.metaID], "meta.id") }
    if places.part >= 0 {
      guard let part = JSONValue.integer(bytes, found[places.part]), part > 0 else {
        throw check.expected("a positive integer", "meta.part", bytes, found[places.part])
      }
    }
    if places.last >= 0 {
      let kind = found[places.last].kind
      guard kind == .true || kind == .false else {
        throw check.expected("true or false", "meta.last", bytes, found[places.last])
      }
    }
    if places.at >= 0 { try check.isStringOrNull(bytes, found[places.at], "meta.at") }
  }
}
