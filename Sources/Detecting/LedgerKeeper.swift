import Billing
import Command
import Database
import JSONText
import Ledger

/// Keeps the engine and the ledger's file in step: brings customers in when a run meets them, and
/// saves those that changed (rules.md, L1).
final class LedgerKeeper {
  /// What is compared to see whether a customer changed, by its place in the engine.
  private struct Saved {
    var number: Int64
    var digest: UInt64
    var booked: [Money]
    /// The first of its subscriptions then: those before it in the list are new.
    var firstSubscription: Int32
  }

  let file: LedgerFile
  let path: String
  /// Whether the file is being made (`--init`).
  let isNew: Bool
  /// The moment up to which everything has happened, when the run began.
  let clock: Int64?
  /// When something is next due to a customer that is not here; nil for never.
  private var nextDue: Int64?

  private var saved: [Int32: Saved] = [:]
  private var askedCustomers: Set<Symbol> = []
  private var askedSubscriptions: Set<Symbol> = []
  private var askedDescriptions: Set<DescribedID> = []
  /// Customers that were brought in and whose sums are still to be looked at.
  private var arrived: [(customer: Int32, mrr: [[Money]])] = []
  /// The periods of invoices of the customers that were brought in.
  private(set) var invoices: [InvoiceHistory.Kept] = []
  /// Customers whose MRR is another one since the descriptions that it comes from changed.
  private(set) var restated = 0
  private var text = LineBuffer()

  /// Takes over an open ledger.
  init(_ file: LedgerFile, at path: String, isNew: Bool) throws(Failure) {
    self.file = file
    self.path = path
    self.isNew = isNew
    do throws(DatabaseError) {
      clock = isNew ? nil : try file.clock()
      if !isNew {
        try file.beginReading()
        nextDue = try file.nextDue()
      }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  // MARK: Bringing in

  /// Brings in the customer of that id, if the ledger knows it and it is not here yet.
  func bringIn(
    customer: Symbol, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(Failure) {
    if isNew || !askedCustomers.insert(customer).inserted { return }
    let row: StoredCustomer?
    do throws(DatabaseError) {
      row = try file.customer(
        memory.symbols.arena.span.extracting(memory.symbols.range(of: customer)))
    } catch {
      throw Failure(ledger: error, at: path)
    }
    if let row { try enter(row, customer, &engine, &memory) }
  }

  /// Brings in the customer that has a subscription, if it is known under another one.
  func bringIn(
    ownerOf subscription: Symbol, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(Failure) {
    if isNew || engine.subscriptionIndex[subscription] != nil { return }
    if !askedSubscriptions.insert(subscription).inserted { return }
    let owner: [UInt8]?
    do throws(DatabaseError) {
      owner = try file.owner(
        ofSubscription: memory.symbols.arena.span.extracting(memory.symbols.range(of: subscription))
      )
    } catch {
      throw Failure(ledger: error, at: path)
    }
    if let owner { try bringIn(customer: memory.symbols.intern(owner), &engine, &memory) }
  }

  /// Brings in the customers to which something happens until `time`.
  func bringInDue(
    until time: Int64, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(Failure) {
    guard let next = nextDue, next <= time else { return }
    do throws(DatabaseError) {
      let rows = try file.customers(dueBy: time)
      nextDue = try file.nextDue(after: time)
      for row in rows { try enterIfNew(row, &engine, &memory) }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// Brings in the customers whose batches are open.
  func bringInOpen(_ engine: inout Engine, _ memory: inout BillingMemory) throws(Failure) {
    if isNew { return }
    do throws(DatabaseError) {
      for row in try file.customersWithOpenBatches() { try enterIfNew(row, &engine, &memory) }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// Brings in a row that was read already.
  func enterIfNew(
    _ row: StoredCustomer, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(DatabaseError) {
    let id = memory.symbols.intern(row.id)
    guard askedCustomers.insert(id).inserted else { return }
    do throws(Failure) {
      try enter(row, id, &engine, &memory)
    } catch {
      throw DatabaseError(.damaged, error.message)
    }
  }

  private func enter(
    _ row: StoredCustomer, _ id: Symbol, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(Failure) {
    let mrr: [[Money]]
    do throws(JSONError) {
      var reader = CustomerTextReader(row.state)
      let kept: [InvoiceHistory.Kept]
      (mrr, kept) = try reader.read(id, into: &engine, &memory)
      invoices += kept
    } catch {
      throw Failure(
        .data,
        "\(path): the row of customer \(memory.symbols.string(of: id)) is damaged"
          + " (\(error.reason), byte \(error.offset + 1))")
    }
    guard let index = engine.customerIndex[id] else { return }
    saved[index] = Saved(
      number: row.number, digest: SymbolTable.hash(row.state.span, 0..<row.state.count),
      booked: engine.customers[Int(index)].booked,
      firstSubscription: engine.customers[Int(index)].firstSubscription)
    arrived.append((index, mrr))
  }

  /// Those who arrived, each with the MRR its subscriptions had when they were saved; they count as
  /// looked at.
  func takeArrived() -> [(customer: Int32, mrr: [[Money]])] {
    defer { arrived.removeAll() }
    return arrived
  }

  /// Forgets who was brought in, for another engine.
  func forgetWhoIsHere() {
    saved.removeAll(keepingCapacity: true)
    askedCustomers.removeAll(keepingCapacity: true)
    askedDescriptions.removeAll(keepingCapacity: true)
    arrived.removeAll()
    invoices.removeAll()
  }

  /// Whether customers were brought in whose sums are still to be looked at.
  var hasArrived: Bool { !arrived.isEmpty }

  /// Those customers, by their place in the engine.
  var arrivedCustomers: [Int32] { arrived.map(\.customer) }

  /// The lines written since that moment (Unix seconds, the wall clock's) behind that number.
  func lines(
    since time: Int64, after number: Int64
  ) throws(Failure) -> [(number: Int64, line: [UInt8])] {
    do throws(DatabaseError) {
      return try file.lines(since: time, after: number, bytes: 256 * 1024)
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// Whether the ledger knows the customer.
  func knows(_ customer: Int32) -> Bool { saved[customer] != nil }

  // MARK: Descriptions

  /// Takes in what the ledger says of these ids.
  func describe(_ ids: [DescribedID], _ memory: inout BillingMemory) throws(Failure) {
    if isNew { return }
    let tracked = memory.catalog.tracksChanges
    memory.catalog.tracksChanges = false
    defer { memory.catalog.tracksChanges = tracked }
    for id in ids where askedDescriptions.insert(id).inserted {
      let stored: StoredDescription?
      do throws(DatabaseError) {
        stored = try file.description(id.kind, of: memory.symbols.bytes(of: id.symbol))
      } catch {
        throw Failure(ledger: error, at: path)
      }
      guard let stored else { continue }
      do throws(JSONError) {
        try memory.describe(id, stored.content, time: stored.time, digest: stored.digest)
      } catch {
        throw Failure(
          .data, "\(path): the description of \(memory.symbols.string(of: id.symbol)) is damaged")
      }
    }
  }

  /// Looks at the sums of those who arrived, once what they refer to is described: a newer
  /// description may have given them another MRR, which is no movement.
  func settleArrived(_ engine: inout Engine, _ memory: borrowing BillingMemory) {
    let clock = clock ?? .min
    for (customer, mrr) in arrived {
      var place = 0
      var isRestated = false
      var index = engine.customers[Int(customer)].firstSubscription
      while index >= 0 {
        engine.subscriptions[Int(index)].settledAt = max(
          engine.subscriptions[Int(index)].settledAt, clock)
        let now = engine.mrr(of: index, memory)
        // Inside an open batch the lines before and after are kept as they were.
        if now != mrr[place] && engine.customers[Int(customer)].batch < 0 {
          isRestated = true
          for money in mrr[place] {
            engine.customers[Int(customer)].book(0 &- money.amount, money.currency)
          }
          for money in now { engine.customers[Int(customer)].book(money.amount, money.currency) }
        }
        engine.schedule(index, after: engine.subscriptions[Int(index)].settledAt, memory)
        place += 1
        index = engine.subscriptions[Int(index)].next
      }
      if isRestated {
        restated += 1
        engine.touch(customer)
      }
    }
    arrived.removeAll()
  }

  // MARK: Saving

  /// Saves what changed since the last time; the transaction stays open.
  ///
  /// `now` is the wall clock.
  func save(
    _ engine: inout Engine, _ memory: inout BillingMemory, history: InvoiceHistory?, now: Int64
  ) throws(Failure) {
    let kept = history?.kept(memory) ?? [:]
    for customer in kept.keys { engine.touch(engine.customer(customer)) }
    var failures: [Int32: [FailedPayment]] = [:]
    for (customer, failure) in engine.queue.failedPayments {
      failures[customer, default: []].append(failure)
    }
    var order = engine.touched
    // In the order of their ids a new ledger is written from its beginning to its end.
    order.sort {
      memory.symbols.precedes(engine.customers[Int($0)].id, engine.customers[Int($1)].id)
    }
    do throws(DatabaseError) {
      for customer in order {
        try save(
          customer, engine, memory, failures: failures[customer] ?? [],
          invoices: kept[engine.customers[Int(customer)].id] ?? [], history: history)
        engine.customers[Int(customer)].isTouched = false
      }
      engine.touched.removeAll(keepingCapacity: true)
      try saveDescriptions(&memory, clock: engine.clock)
      try file.write { (writer) throws(DatabaseError) in
        try writer.save(storedCharges(engine, memory))
        let clock = max(engine.clock, self.clock ?? .min)
        if clock > .min { try writer.set(clock: clock, now: now) }
      }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  private func save(
    _ customer: Int32, _ engine: borrowing Engine, _ memory: borrowing BillingMemory,
    failures: [FailedPayment], invoices: [InvoiceHistory.Kept], history: InvoiceHistory?
  ) throws(DatabaseError) {
    let state = engine.customers[Int(customer)]
    text.removeAll()
    CustomerText.append(
      state, of: engine, failures: failures, invoices: invoices, memory, to: &text)
    let digest = SymbolTable.hash(text.bytes.span, 0..<text.count)
    let known = saved[customer]
    if let known, known.digest == digest { return }
    var due: Int64?
    func consider(_ time: Int64?) { if let time { due = min(due ?? time, time) } }
    var index = state.firstSubscription
    while index >= 0 {
      let subscription = engine.subscriptions[Int(index)]
      let after = max(engine.clock, subscription.settledAt)
      consider(engine.nextDue(of: index, after: after, memory))
      index = subscription.next
    }
    for one in invoices { consider(history?.nextSteps[one.subscription]) }
    var open: Int64? = state.batch >= 0 ? engine.batches[Int(state.batch)].open : nil
    if let failure = failures.first { open = min(open ?? failure.time, failure.time) }
    let id = memory.symbols.bytes(of: state.id)
    let bytes = text.bytes
    let writer = file.writer
    let number = try writer.save(
      customer: id, number: known?.number, state: bytes, due: due, open: open)
    index = state.firstSubscription
    while index >= 0, index != known?.firstSubscription {
      let subscription = engine.subscriptions[Int(index)]
      try writer.save(
        owner: number,
        ofSubscription: memory.symbols.arena.span.extracting(
          memory.symbols.range(of: subscription.id)))
      index = subscription.next
    }
    var change = state.booked
    for money in known?.booked ?? [] { change.add(0 &- money.amount, money.currency) }
    for money in change { try writer.add(money.amount, toTotal: money.currency.letters) }
    // A new ledger is saved once.
    if isNew { return }
    saved[customer] = Saved(
      number: number, digest: digest, booked: state.booked,
      firstSubscription: state.firstSubscription)
  }

  private func saveDescriptions(
    _ memory: inout BillingMemory, clock: Int64
  ) throws(DatabaseError) {
    let changed = memory.catalog.changed.sorted {
      $0.kind != $1.kind
        ? $0.kind.rawValue < $1.kind.rawValue : memory.symbols.precedes($0.symbol, $1.symbol)
    }
    memory.catalog.changed.removeAll()
    for id in changed {
      var text = LineBuffer()
      guard let (time, digest) = memory.append(id, to: &text) else { continue }
      // What nothing dates is as of the export.
      try file.writer.save(
        StoredDescription(
          kind: id.kind, id: memory.symbols.bytes(of: id.symbol), time: min(time, clock),
          digest: digest, content: text.bytes))
    }
  }

  private func storedCharges(
    _ engine: borrowing Engine, _ memory: borrowing BillingMemory
  ) -> [StoredCharge] {
    engine.failures.charges(since: engine.clock).map { charge in
      StoredCharge(
        time: charge.time, customer: memory.symbols.bytes(of: charge.customer),
        invoice: charge.invoice.isNone ? nil : memory.symbols.bytes(of: charge.invoice),
        amount: charge.amount, currency: charge.currency.letters,
        reason: charge.reason.isNone ? nil : memory.symbols.bytes(of: charge.reason),
        digest: charge.digest)
    }
  }

  /// Gives the engine the failed charges that the ledger kept.
  func restoreCharges(_ engine: inout Engine, _ memory: inout BillingMemory) throws(Failure) {
    if isNew { return }
    do throws(DatabaseError) {
      for stored in try file.charges() {
        let currency = Currency(stored.currency.span, 0..<stored.currency.count) ?? .none
        engine.failures.keep(
          ChargeRecord(
            time: stored.time, customer: memory.symbols.intern(stored.customer),
            invoice: stored.invoice.map { memory.symbols.intern($0) } ?? .none,
            amount: stored.amount, currency: currency,
            reason: stored.reason.map { memory.symbols.intern($0) } ?? .none,
            digest: stored.digest))
      }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// How long the lines that were written are kept, in seconds (rules.md, L4).
  static let keptLines: Int64 = 30 * 86_400

  /// Keeps lines that were written, each with its `\n`.
  ///
  /// `now` is the wall clock.
  func keep(_ lines: [UInt8], now: Int64) throws(Failure) {
    do throws(DatabaseError) {
      var start = 0
      while let end = lines[start...].firstIndex(of: UInt8(ascii: "\n")) {
        try file.writer.keep(line: lines.span.extracting(start..<end), writtenAt: now)
        start = end + 1
      }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// Makes everything permanent, and goes on.
  func commit(now: Int64) throws(Failure) {
    do throws(DatabaseError) {
      if !isNew { try file.writer.forgetLines(writtenBefore: now - Self.keptLines) }
      try file.commit()
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// Leaves the ledger as it was.
  func abandon() { file.abandon() }

  /// Begins the next transaction after a commit.
  func goOn() throws(Failure) {
    do throws(DatabaseError) {
      try file.beginReading()
      nextDue = try file.nextDue()
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }
}

extension DescribedID {
  /// What the ledger's file calls it.
  var kind: StoredDescription.Kind {
    switch self {
    case .product: .product
    case .nickname: .nickname
    case .coupon: .coupon
    case .discount: .discount
    case .tiers: .tiers
    case .rhythm: .rhythm
    }
  }
}

extension Failure {
  /// A ledger that cannot be used, with what to do.
  init(ledger error: DatabaseError, at path: String) {
    let status: ExitStatus
    var advice = ""
    switch error.kind {
    case .foreign, .damaged, .newer: status = .data
    case .cannotOpen: status = .noInput
    case .readOnly:
      status = .noInput
      advice = "; the ledger and its folder must be writable"
    case .busy:
      status = .unavailable
      advice = "; another program has it open"
    case .inputOutput:
      status = .io
      advice = "; the ledger is as it was: mend it and run again"
    case .constraint, .other: status = .software
    }
    self.init(status, "\(path): \(error)\(advice)")
  }
}
