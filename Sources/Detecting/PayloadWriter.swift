import Billing
import Command
import JSONText
import Notifications

/// Writes payloads as notification lines, one movement each.
struct PayloadWriter {
  /// What all lines of a payload share.
  struct Heading {
    var customer: Symbol
    var name: Symbol
    var email: Symbol
    var status: SubscriptionStatus
    /// When the batch opened, and which of the customer's batches of that time it is.
    var open: Int64
    var opening: Int64
  }

  let zone: Zone
  private let account: [UInt8]?
  private let since: Int64?
  private let explains: Bool
  private let sources: [String]
  private let remembers: Bool
  /// Whether nothing is written at all (`--init`).
  private let isSilent: Bool
  /// What was written, where there is a ledger to keep it; whoever keeps it empties it.
  var kept = LineBuffer()
  /// The texts of the line that is being written, all in one buffer as the writer wants them.
  private var text = LineBuffer()

  init(_ settings: DetectSettings) {
    zone = settings.usesLocalZone ? .local : .utc
    account = settings.account
    since = settings.since
    explains = settings.explains
    remembers = settings.remembers
    isSilent = settings.isSilent
    sources = settings.sourceNames
  }

  /// Writes the movements of one payload, which are in their order.
  mutating func write(
    _ movements: [ClassifiedMovement], under event: Event, _ heading: Heading,
    _ memory: borrowing BillingMemory, into output: inout Output
  ) {
    if movements.isEmpty || isSilent || heading.open < since ?? .min { return }
    let begin = output.lines.count
    let id = id(
      of: event, customer: heading.customer, at: heading.open, invoice: .none,
      opening: heading.opening, memory.symbols)
    for place in movements.indices {
      text.removeAll()
      let account = add(account)
      let customer = Customer(
        id: add(heading.customer, memory.symbols), name: addOptional(heading.name, memory.symbols),
        email: addOptional(heading.email, memory.symbols), status: Self.word(heading.status))
      let currencyStart = text.count
      movements[place].key.currency.append(to: &text)
      let currency = currencyStart..<text.count
      let plan = add(movements[place].key.name, memory.symbols)
      let subscription = add(movements[place].subscription, memory.symbols)
      let start = text.count
      Descriptions.append(movements[place], memory.symbols, to: &text)
      let description = start..<text.count
      var meta = Meta(
        id: id, part: place + 1, isLast: place + 1 == movements.count,
        at: Timestamp(seconds: heading.open))
      if explains {
        let start = text.count
        Explanation.append(movements[place], sources: sources, memory, to: &text)
        meta.why = start..<text.count
      }
      if place > 0 { output.lines.noteJoint() }
      NotificationWriter.write(
        Movement(
          type: movements[place].type, mrrChange: movements[place].change, currency: currency,
          date: movements[place].date, planName: plan, subscriptionID: subscription,
          description: description, isFuture: movements[place].isFuture),
        under: event, account: account, customer: customer, meta: meta, text: text.bytes.span,
        into: &output.lines)
      output.written += 1
    }
    if remembers { kept.append(output.lines.bytes.span, begin..<output.lines.count) }
  }

  /// Writes a failed payment.
  mutating func write(
    _ failure: FailedPayment, _ memory: borrowing BillingMemory, into output: inout Output
  ) {
    if isSilent || failure.time < since ?? .min { return }
    let begin = output.lines.count
    text.removeAll()
    let id = id(
      of: .failedPayment, customer: failure.customerID, at: failure.time,
      invoice: failure.invoice, opening: 1, memory.symbols)
    let customer = Customer(
      id: add(failure.customerID, memory.symbols), name: addOptional(failure.name, memory.symbols),
      email: addOptional(failure.email, memory.symbols), status: .pastDue)
    let reason =
      failure.reason.isNone ? add([UInt8]("unknown".utf8)) : add(failure.reason, memory.symbols)
    let payment = Payment(
      time: Timestamp(seconds: failure.time), invoiceID: add(failure.invoice, memory.symbols),
      amount: failure.amount, currency: add(failure.currency.letters), failureReason: reason,
      attemptCount: failure.attempts, date: zone.date(of: failure.time),
      currentMRR: failure.currentMRR)
    let meta = Meta(id: id, part: 1, isLast: true, at: Timestamp(seconds: failure.time))
    NotificationWriter.write(
      payment, customer: customer, meta: meta, text: text.bytes.span, into: &output.lines)
    output.written += 1
    if remembers { kept.append(output.lines.bytes.span, begin..<output.lines.count) }
  }

  private func id(
    of event: Event, customer: Symbol, at time: Int64, invoice: Symbol, opening: Int64,
    _ symbols: borrowing SymbolTable
  ) -> PayloadID {
    var hash = PayloadHash()
    if let account {
      hash.add(line: account.span, 0..<account.count)
    } else {
      hash.addEmptyLine()
    }
    symbols.withBytes(of: customer) { hash.add(line: $0, $1) }
    hash.add(line: event)
    hash.add(line: time)
    if invoice.isNone {
      hash.addEmptyLine()
    } else {
      symbols.withBytes(of: invoice) { hash.add(line: $0, $1) }
    }
    if opening > 1 { hash.add(line: opening) }
    return hash.id
  }

  private mutating func add(_ symbol: Symbol, _ symbols: borrowing SymbolTable) -> Range<Int> {
    let start = text.count
    symbols.append(symbol, to: &text)
    return start..<text.count
  }

  private mutating func addOptional(_ symbol: Symbol, _ symbols: borrowing SymbolTable) -> Range<
    Int
  >? {
    symbol.isNone ? nil : add(symbol, symbols)
  }

  private mutating func add(_ bytes: [UInt8]) -> Range<Int> {
    let start = text.count
    text.append(bytes)
    return start..<text.count
  }

  private mutating func add(_ bytes: [UInt8]?) -> Range<Int>? {
    guard let bytes else { return nil }
    let range: Range<Int> = add(bytes)
    return range
  }

  private static func word(_ status: SubscriptionStatus) -> CustomerStatus {
    switch status {
    case .active: .active
    case .pastDue: .pastDue
    case .trialing: .trialing
    default: .canceled
    }
  }
}
