package import Command
package import JSONText

/// Reads notification lines: what a stage needs of them, as places in the bytes that are lent.
///
/// Everything is an index into ``found``, -1 for what the line does not hold. A key that is there
/// has the kind of value that lines.md gives it, or the line is refused; what must be there is said
/// at ``read(_:_:)``. Where a line repeats a key, the last one counts.
package struct NotificationReader {
  /// What the scan picked out of the last line: the first ``count`` of it; `found[0]` is the line's
  /// object.
  package private(set) var found: [JSONFound] = []
  /// How many values of ``found`` are of the last line.
  package private(set) var count = 0
  package private(set) var event = Event.mrrMovement
  /// The movements of the last line; none for a failed payment.
  package private(set) var movements: [FoundMovement] = []
  /// The other members of the last line.
  package private(set) var places = Places()
  // Stored, for to compute them in another module would copy the reader.
  /// Whether `meta.last` is true.
  package private(set) var isLast = false
  /// Whether it is a part of a payload whose rest stands right behind it: `meta.last` is false.
  package private(set) var isUnfinished = false

  private let scanner: JSONScanner
  private var trail: JSONTrail
  /// The shape of the line that ``places`` and ``movements`` were found in.
  private var shape = JSONShape()
  private let types = JSONWords(MovementType.allCases.map(\.word))
  private let events = JSONWords(Event.allCases.map(\.word))

  /// Makes a reader of events, types and changes; with `amounts` it also finds movements'
  /// currencies and dates; with `identity` it finds dates, whom a line is about, and keys it does
  /// not know.
  package init(amounts: Bool = false, identity: Bool = false) {
    scanner = JSONScanner(NotificationField.selection(amounts: amounts, identity: identity))
    trail = scanner.trail
    movements.reserveCapacity(8)
  }

  /// Reads a line to find out whether it is such a part; false where it would be refused.
  package mutating func readUnfinished(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    do throws(Rejection) {
      try read(bytes, line)
    } catch {
      return false
    }
    return isUnfinished
  }

  /// The number of the line within its payload (`meta.part`), where it has one; the last line is
  /// lent again.
  package func part(_ bytes: Span<UInt8>) -> Int64? {
    places.part < 0 ? nil : JSONValue.integer(bytes, found[places.part])
  }

  /// By how many minor units of its currency a movement of the last line, which is lent again,
  /// changes the MRR.
  package func mrrChange(of movement: FoundMovement, _ bytes: Span<UInt8>) -> Int64 {
    guard let change = JSONValue.integer(bytes, found[movement.mrrChangeIndex]) else {
      preconditionFailure("a movement was taken up whose change is no integer")
    }
    return change
  }

  /// Reads the notification `bytes[line]`.
  ///
  /// Refused are: what is no JSON object; an event that is none; a movement without a type or with
  /// an `mrr_change` that is no integer of 64 bits; a line without movements (or, of a failed
  /// payment, without a payment); values of another kind than documented.
  package mutating func read(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Rejection) {
    do throws(JSONError) {
      count = try scanner.scan(bytes, line, over: &found, from: 0, learning: &trail)
    } catch {
      throw Rejection(error, recordStart: line.lowerBound)
    }
    if !readAlike(bytes) { try readAnew(bytes, line) }
    isLast = false
    isUnfinished = false
    if places.last < 0 { return }
    if case .true = found[places.last].kind {
      isLast = true
    } else {
      isUnfinished = places.part >= 0 && places.metaID >= 0 && event != .failedPayment
    }
  }

  // MARK: A line like the one before

  /// Takes up a line of movements that has the shape of one that was read before: what stood where
  /// there stands there here, and only the values have to be looked at.
  ///
  /// False, with nothing of use done, for every other line, and for one with something wrong.
  @inline(__always)
  private mutating func readAlike(_ bytes: Span<UInt8>) -> Bool {
    guard shape.isShared(by: found, count),
      let name = events.index(bytes, plain: Self.content(found[places.event])),
      let event = Event(rawValue: UInt8(name)), event != .failedPayment
    else { return false }
    for index in 0..<movements.count {
      // That the change is an integer, its shape says.
      guard let name = types.index(bytes, plain: Self.content(found[movements[index].typeIndex])),
        let type = MovementType(rawValue: UInt8(name))
      else { return false }
      movements[index].type = type
    }
    if places.part >= 0 && bytes[Int(found[places.part].start)] == UInt8(ascii: "-") {
      return false
    }
    self.event = event
    return true
  }

  /// ``JSONFound/content``, here so that no call is made to another module.
  @inline(__always)
  private static func content(_ found: JSONFound) -> Range<Int> {
    let start = Int(found.start) &+ 1
    return start..<Int(found.end) &- 1
  }

  // MARK: Any line

  @inline(never)
  private mutating func readAnew(
    _ bytes: Span<UInt8>, _ line: Range<Int>
  ) throws(Rejection) {
    shape.forget()
    collect(bytes)
    try check(bytes, NotificationCheck(start: line.lowerBound))
    // Of a value that is not plain more has to be checked than its shape.
    if event != .failedPayment && found.prefix(count).allSatisfy(\.isPlain) {
      shape.take(found, count)
    }
  }

  /// Notes where everything is, and reads the movements.
  private mutating func collect(_ bytes: Span<UInt8>) {
    typealias Field = NotificationField
    places = Places()
    movements.removeAll(keepingCapacity: true)
    for index in 0..<count {
      let field = found[index].field
      let last = movements.count - 1
      switch field {
      case Field.movement: movements.append(FoundMovement(object: index))
      case Field.type: movements[last].typeIndex = index
      case Field.mrrChange: movements[last].mrrChangeIndex = index
      case Field.currency: movements[last].currency = index
      case Field.date: movements[last].date = index
      case Field.movements:
        // Of a repeated key the last one counts.
        movements.removeAll(keepingCapacity: true)
        places.note(field, at: index)
      default: places.note(field, at: index)
      }
    }
    for index in movements.indices {
      // Taken out: read in place, all of them would be copied for each.
      var movement = movements[index]
      read(&movement, bytes)
      movements[index] = movement
    }
  }

  /// Reads a movement's values; what is wrong with it is told later.
  private func read(_ movement: inout FoundMovement, _ bytes: Span<UInt8>) {
    if movement.typeIndex >= 0, movement.mrrChangeIndex >= 0,
      let type = types.index(bytes, found[movement.typeIndex]),
      JSONValue.integer(bytes, found[movement.mrrChangeIndex]) != nil
    {
      movement.type = MovementType.allCases[type]
    } else {
      movement.isBad = true
    }
    if movement.currency >= 0 && !found[movement.currency].isString { movement.isBad = true }
    if movement.date >= 0 && !found[movement.date].isString { movement.isBad = true }
  }

  private mutating func check(
    _ bytes: Span<UInt8>, _ check: NotificationCheck
  ) throws(Rejection) {
    try check.isObject(bytes, found[0], "")
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

  private func checkMovements(
    _ bytes: Span<UInt8>, _ check: NotificationCheck
  ) throws(Rejection) {
    if places.movements < 0 { throw Rejection("movements: missing") }
    let list = found[places.movements]
    guard case .array = list.kind else {
      throw check.expected("an array", "movements", bytes, list)
    }
    var index = 0
    while index < movements.count {
      if movements[index].isBad { throw check.refuse(movements[index], index, bytes, found) }
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
      switch found[places.last].kind {
      case .true, .false: break
      default: throw check.expected("true or false", "meta.last", bytes, found[places.last])
      }
    }
    if places.at >= 0 { try check.isStringOrNull(bytes, found[places.at], "meta.at") }
  }
}

extension JSONFound {
  @inline(__always)
  var isString: Bool {
    if case .string = kind { true } else { false }
  }
}
