import Billing
import Command
import Database
import JSONText
import Ledger
import Streams

/// Says what a ledger knows (`--show`), and whether its sums agree (`--check`).
struct LedgerReport {
  private let keeper: LedgerKeeper
  private let settings: DetectSettings
  private let session: Session
  private var output = Output()

  /// Customers that are looked at together.
  private static let pageSize = 1000

  static func run(_ session: Session, _ options: DetectOptions) throws(Ending) {
    var options = options
    let keeper = try options.openToLook()
    if options.settings.usesLocalZone { setLocalZone(options.zone) }
    var report = LedgerReport(keeper: keeper, settings: options.settings, session: session)
    try session.open(reading: [])
    if options.isChecked {
      try report.check()
    } else if session.inputOperands.isEmpty {
      try report.showAll()
    } else {
      try report.show(session.inputOperands)
    }
    try session.flush(&report.output)
  }

  private init(keeper: LedgerKeeper, settings: DetectSettings, session: Session) {
    self.keeper = keeper
    self.settings = settings
    self.session = session
  }

  // MARK: Show

  /// A line about the ledger, then one for each customer.
  private mutating func showAll() throws(Ending) {
    try showLedger()
    try eachPage { (rows, report) throws(Ending) in try report.show(rows) }
  }

  private mutating func show(_ ids: [String]) throws(Ending) {
    for id in ids {
      let row: StoredCustomer?
      do throws(DatabaseError) {
        row = try keeper.file.customer([UInt8](id.utf8).span)
      } catch {
        throw .failed(Failure(ledger: error, at: keeper.path))
      }
      guard let row else {
        session.diagnostics.tell("no customer \(id) in \(keeper.path)")
        session.summary.isIncomplete = true
        continue
      }
      try show([row])
    }
  }

  private mutating func showLedger() throws(Ending) {
    do throws(DatabaseError) {
      var text = LineBuffer()
      text.append(literal: "{\"customers\":")
      text.append(integer: Int64(try keeper.file.customerCount()))
      text.append(literal: ",\"mrr\":{")
      for (place, total) in try keeper.file.totals().filter({ $0.mrr != 0 }).enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        text.append(string: total.currency)
        text.append(UInt8(ascii: ":"))
        text.append(integer: total.mrr)
      }
      text.append(literal: "},\"as_of\":")
      Self.append(keeper.clock, to: &text)
      text.append(literal: ",\"last_run\":")
      Self.append(try keeper.file.lastRun(), to: &text)
      text.append(literal: ",\"settings\":{")
      for (place, one) in try keeper.file.settings().values.enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        text.append(string: one.name)
        text.append(UInt8(ascii: ":"))
        if let value = one.value { text.append(string: value) } else { text.append("null") }
      }
      text.append(literal: "}}\n")
      output.lines.append(text.bytes)
      output.written += 1
    } catch {
      throw .failed(Failure(ledger: error, at: keeper.path))
    }
  }

  private mutating func show(_ rows: [StoredCustomer]) throws(Ending) {
    var engine = Engine(settings)
    var memory = BillingMemory()
    try load(rows, &engine, &memory)
    keeper.settleArrived(&engine, memory)
    for customer in engine.customers.indices {
      append(customer: engine.customers[customer], engine, memory)
    }
    if output.lines.count >= 256 * 1024 { try session.flush(&output) }
  }

  private mutating func append(
    customer: CustomerState, _ engine: borrowing Engine, _ memory: borrowing BillingMemory
  ) {
    var text = LineBuffer()
    text.append(literal: "{\"id\":")
    StoredText.append(customer.id, memory.symbols, to: &text)
    text.append(literal: ",\"name\":")
    StoredText.append(customer.name, memory.symbols, to: &text)
    text.append(literal: ",\"email\":")
    StoredText.append(customer.email, memory.symbols, to: &text)
    text.append(literal: ",\"mrr\":")
    Self.append(customer.booked, to: &text)
    text.append(literal: ",\"ever_had_mrr\":")
    text.append(customer.everHadMRR ? "true" : "false")
    text.append(literal: ",\"last_payment\":")
    text.append(customer.payment == .none ? "null" : "\"\(customer.payment.name)\"")
    text.append(literal: ",\"subscriptions\":[")
    var index = customer.firstSubscription
    while index >= 0 {
      let state = engine.subscriptions[Int(index)]
      text.append(literal: "{\"id\":")
      StoredText.append(state.id, memory.symbols, to: &text)
      text.append(literal: ",\"status\":\"")
      text.append(state.content.status.name)
      text.append(literal: "\",\"since\":")
      Self.append(state.since, to: &text)
      text.append(literal: ",\"last_record\":")
      Self.append(state.time, to: &text)
      text.append(literal: ",\"ends\":")
      Self.append(state.content.effectiveEnd, to: &text)
      text.append(literal: ",\"mrr\":")
      Self.append(engine.mrr(of: index, memory), to: &text)
      text.append(UInt8(ascii: "}"))
      index = state.next
      if index >= 0 { text.append(UInt8(ascii: ",")) }
    }
    text.append(literal: "]}\n")
    output.lines.append(text.bytes)
    output.written += 1
  }

  private static func append(_ amounts: Sums, to text: inout LineBuffer) {
    text.append(UInt8(ascii: "{"))
    for (place, money) in amounts.enumerated() {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      text.append(string: money.currency.string)
      text.append(UInt8(ascii: ":"))
      text.append(integer: money.amount)
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func append(_ time: Int64?, to text: inout LineBuffer) {
    guard let time, Timestamp.range.contains(time) else {
      text.append(literal: "null")
      return
    }
    text.append(UInt8(ascii: "\""))
    Timestamp(seconds: time).append(to: &text)
    text.append(UInt8(ascii: "\""))
  }

  // MARK: Check

  /// Says what does not agree: the file itself, what was booked against what subscriptions have,
  /// and the sums of all customers against the totals (rules.md, R13).
  private mutating func check() throws(Ending) {
    do throws(DatabaseError) {
      try keeper.file.checkQuickly()
    } catch {
      throw .failed(Failure(ledger: error, at: keeper.path))
    }
    var sums = Sums()
    var faults: [String] = []
    try eachPage { (rows, report) throws(Ending) in
      var engine = Engine(report.settings)
      var memory = BillingMemory()
      try report.load(rows, &engine, &memory)
      let arrived = report.keeper.takeArrived()
      for (customer, mrr) in arrived {
        let state = engine.customers[Int(customer)]
        for money in state.booked { sums.add(money.amount, money.currency) }
        // What is inside an open batch is not booked yet.
        if state.batch >= 0 { continue }
        var recorded = Sums()
        for money in mrr.joined() { recorded.add(money.amount, money.currency) }
        if recorded != state.booked {
          faults.append(
            "customer \(memory.symbols.string(of: state.id)):"
              + " entered and moved \(Self.text(state.booked)), has \(Self.text(recorded))")
        }
      }
    }
    let totals: [(currency: String, mrr: Int64)]
    do throws(DatabaseError) {
      totals = try keeper.file.totals().filter { $0.mrr != 0 }
    } catch {
      throw .failed(Failure(ledger: error, at: keeper.path))
    }
    let isSame =
      totals.count == sums.count
      && zip(totals, sums).allSatisfy { $0.currency == $1.currency.string && $0.mrr == $1.amount }
    if !isSame {
      let recorded = totals.map { "\($0.currency) \($0.mrr)" }.joined(separator: ", ")
      faults.append("all customers: the total is \(recorded), their sum \(Self.text(sums))")
    }
    guard let first = faults.first else { return }
    for fault in faults.dropFirst().prefix(19) {
      session.diagnostics.tell("\(keeper.path): \(fault)")
    }
    throw .failed(
      Failure(
        .software,
        "\(keeper.path): \(first); sums that do not agree: \(faults.count); please report it"))
  }

  private static func text(_ amounts: Sums) -> String {
    amounts.isEmpty
      ? "nothing"
      : amounts.map { "\($0.currency.string) \($0.amount)" }.joined(separator: ", ")
  }

  // MARK: Reading

  private mutating func eachPage(
    _ body: ([StoredCustomer], inout LedgerReport) throws(Ending) -> Void
  ) throws(Ending) {
    var last: [UInt8] = []
    while true {
      let rows: [StoredCustomer]
      do throws(DatabaseError) {
        rows = try keeper.file.customers(after: last, atMost: Self.pageSize)
      } catch {
        throw .failed(Failure(ledger: error, at: keeper.path))
      }
      guard let end = rows.last else { return }
      last = end.id
      try body(rows, &self)
      session.takeSignals()
      if let signal = session.stopSignal { throw .signalled(signal) }
    }
  }

  /// Lets an engine know just these customers, with what describes them.
  private func load(
    _ rows: [StoredCustomer], _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(Ending) {
    keeper.forgetWhoIsHere()
    do throws(DatabaseError) {
      for row in rows { try keeper.enterIfNew(row, &engine, &memory) }
    } catch {
      throw .failed(Failure(ledger: error, at: keeper.path))
    }
    engine.clock = keeper.clock ?? .min
    do throws(Failure) {
      for _ in 0..<2 { try keeper.describe(memory.references, &memory) }
    } catch {
      throw .failed(error)
    }
    memory.resolveTiers()
  }
}
