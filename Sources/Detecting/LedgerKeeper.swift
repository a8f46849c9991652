import Billing
import Command
import Database
import JSONText
import Ledger

/// Keeps the engine and the ledger's file in step: brings customers in when a run meets them, and
/// saves those that changed (rules.md, L1).
final class LedgerKeeper {
  /// What is compared to see whether a customer changed, by its place in the engine.
  struct Saved {
    var number: Int64
    var digest: UInt64
    /// When something next happens to it without a record.
    var due: Int64?
    var booked: Sums
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
  var nextDue: Int64?

  var saved: [Int32: Saved] = [:]
  private var askedCustomers: Set<Symbol> = []
  private var askedSubscriptions: Set<Symbol> = []
  private var askedDescriptions: Set<DescribedID> = []
  /// Customers that were brought in and whose sums are still to be looked at.
  private var arrived: [(customer: Int32, mrr: [Sums])] = []
  /// The periods of invoices of the customers that were brought in.
  private(set) var invoices: [InvoiceHistory.Kept] = []
  /// Customers whose MRR is another one since the descriptions that it comes from changed.
  var restated = 0
  /// Whether that holds of customers whose batches were open.
  private(set) var restatesWhenClosed = false
  var text = LineBuffer()

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
    let id = memory.symbols.bytes(of: customer)
    do throws(DatabaseError) {
      row = try file.customer(id.span)
    } catch {
      throw Failure(ledger: error, at: path)
    }
    if let row { try enter(row, customer, &engine, &memory) }
  }

  /// Brings in the customer that has a subscription, if it is known under another one.
  func bringIn(
    ownerOf subscription: Symbol, _ engine: inout Engine, _ memory: inout BillingMemory
  ) throws(Failure) {
    if isNew || engine.entities.subscription(subscription) != nil { return }
    if !askedSubscriptions.insert(subscription).inserted { return }
    let owner: [UInt8]?
    let id = memory.symbols.bytes(of: subscription)
    do throws(DatabaseError) {
      owner = try file.owner(ofSubscription: id.span)
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
    let mrr: [Sums]
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
    guard let index = engine.entities.customer(id) else { return }
    saved[index] = Saved(
      number: row.number, digest: SymbolTable.hash(row.state.span, 0..<row.state.count),
      due: row.due,
      booked: engine.customers[Int(index)].booked,
      firstSubscription: engine.customers[packed: Int(index)].firstSubscription)
    arrived.append((index, mrr))
  }

  /// Those who arrived, each with the MRR its subscriptions had when they were saved; they count as
  /// looked at.
  func takeArrived() -> [(customer: Int32, mrr: [Sums])] {
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

  /// Keeps little of the file in memory, for a run without end.
  func holdLittle() throws(Failure) {
    do throws(DatabaseError) {
      try file.holdLittle()
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
      let isOpen = engine.customers.batch(of: Int(customer)) >= 0
      var index = engine.customers[packed: Int(customer)].firstSubscription
      while index >= 0 {
        engine.subscriptions[Int(index)].settledAt = max(
          engine.subscriptions[Int(index)].settledAt, clock)
        // What was free by an older description may no longer be.
        if !isOpen { engine.subscriptions[packed: Int(index)].hasMRR = true }
        let now = engine.mrr(of: index, memory)
        if !isOpen { engine.subscriptions[packed: Int(index)].hasMRR = !now.isEmpty }
        // Inside an open batch the lines before and after are kept as they were.
        if isOpen && now != mrr[place] { restatesWhenClosed = true }
        if now != mrr[place] && !isOpen {
          isRestated = true
          for money in mrr[place] {
            engine.customers.book(0 &- money.amount, money.currency, of: Int(customer))
          }
          for money in now {
            engine.customers.book(money.amount, money.currency, of: Int(customer))
          }
        }
        engine.schedule(index, after: engine.subscriptions[Int(index)].settledAt, memory)
        place += 1
        index = engine.subscriptions[packed: Int(index)].next
      }
      if isRestated {
        restated += 1
        engine.touch(customer)
      }
    }
    arrived.removeAll()
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
