import Billing
import Command
import Database
import JSONText
import Ledger

// What a run leaves in the ledger.
extension LedgerKeeper {
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
      memory.symbols.precedes(
        engine.customers[packed: Int($0)].id, engine.customers[packed: Int($1)].id)
    }
    do throws(DatabaseError) {
      for customer in order {
        if restatesWhenClosed || memory.catalog.hasRedescribed {
          restate(customer, &engine, memory)
        }
        try save(
          customer, engine, memory, failures: failures[customer] ?? [],
          invoices: kept[engine.customers[packed: Int(customer)].id] ?? [], history: history)
        engine.customers[packed: Int(customer)].isTouched = false
      }
      engine.touched.removeAll(keepingCapacity: true)
      try saveDescriptions(&memory, clock: engine.clock)
      try file.write { (writer) throws(DatabaseError) in
        try writer.save(storedCharges(engine, memory))
        engine.failures.isUnsaved = false
        let clock = max(engine.clock, self.clock ?? .min)
        if clock > .min { try writer.set(clock: clock, now: now) }
      }
    } catch {
      throw Failure(ledger: error, at: path)
    }
  }

  /// Books what a customer's subscriptions cost by descriptions that changed while it was here; an
  /// open batch is left to its close.
  private func restate(
    _ customer: Int32, _ engine: inout Engine, _ memory: borrowing BillingMemory
  ) {
    guard engine.customers.batch(of: Int(customer)) < 0 else { return }
    var sum = Sums()
    var index = engine.customers[packed: Int(customer)].firstSubscription
    while index >= 0 {
      engine.subscriptions[packed: Int(index)].hasMRR = true
      let now = engine.mrr(of: index, memory)
      engine.subscriptions[packed: Int(index)].hasMRR = !now.isEmpty
      for money in now { sum.add(money.amount, money.currency) }
      index = engine.subscriptions[packed: Int(index)].next
    }
    if sum == engine.customers[Int(customer)].booked { return }
    engine.customers[Int(customer)].booked = sum
    restated += 1
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
    // What is due may pass and change nothing else.
    if let known, known.digest == digest, known.due == due { return }
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
      let id = memory.symbols.bytes(of: subscription.id)
      try writer.save(owner: number, ofSubscription: id.span)
      index = subscription.next
    }
    var change = state.booked
    for money in known?.booked ?? Sums() { change.add(0 &- money.amount, money.currency) }
    for money in change { try writer.add(money.amount, toTotal: money.currency.letters) }
    // A new ledger is saved once.
    if isNew { return }
    saved[customer] = Saved(
      number: number, digest: digest, due: due, booked: state.booked,
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
    let asOf = max(clock, self.clock ?? .min)
    for id in changed {
      var text = LineBuffer()
      guard let described = memory.append(id, to: &text) else { continue }
      // What nothing dates is as of the export.
      let time = described.time == .max ? asOf : described.time
      let name = memory.symbols.bytes(of: id.symbol)
      if !isNew, let known = try file.description(id.kind, of: name),
        (known.time, known.digest) >= (time, described.digest)
      {
        continue
      }
      try file.writer.save(
        StoredDescription(
          kind: id.kind, id: name, time: time, digest: described.digest, content: text.bytes))
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
      engine.failures.isUnsaved = false
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
