package import Database
package import Streams

/// The file that remembers customers between runs.
///
/// One transaction is open from the first reading to ``commit()``: a run sees the ledger as it was,
/// and leaves it as it was unless it commits.
package final class LedgerFile {
  let database: Database
  /// What a new ledger has until it gets its name.
  private var unfinished: UnfinishedFile?
  /// Held as long as the file is open.
  private var lock: HolderLock?

  private var customerByID: Statement
  private var owner: Statement
  private var dueCustomers: Statement
  private var openCustomers: Statement
  private var descriptions: Statement
  private var isReading = false
  /// What a run writes; between ``beginReading()`` and ``commit()`` only.
  package let writer: LedgerWriter

  /// Opens a ledger; `lock` is held until it is closed.
  ///
  /// Throws `foreign`, `damaged`, `newer`, `cannotOpen`, or `readOnly` where its folder or file
  /// cannot be written: better now than after the output was.
  package convenience init(
    opening path: String, holding lock: consuming HolderLock
  ) throws(DatabaseError) {
    let database = try Database(opening: path, as: .ledger, journal: .delete)
    try database.begin()
    try database.execute("UPDATE setting SET value = value WHERE name = 'clock'")
    database.rollback()
    try self.init(database, nil, lock)
  }

  /// Opens a ledger to look at it, beside whoever writes.
  package convenience init(reading path: String) throws(DatabaseError) {
    try self.init(try Database(reading: path, as: .ledger), nil, nil)
  }

  /// Makes a ledger, which is there only after ``commit()``.
  package convenience init(
    making path: String, holding lock: consuming HolderLock, _ settings: LedgerSettings
  ) throws(DatabaseError) {
    let unfinished = try FileFormat.ledger.begin(at: path)
    let database = unfinished.database
    try self.init(database, unfinished, lock)
    isReading = true
    for (name, value) in settings.values { try writer.set(name, value) }
  }

  private init(
    _ database: Database, _ unfinished: consuming UnfinishedFile?, _ lock: consuming HolderLock?
  ) throws(DatabaseError) {
    self.database = database
    self.unfinished = unfinished
    self.lock = lock
    // In pages: what a night reads is still there when it is written. (Given in KiB, SQLite 3.40
    // reckons with pages of 4 KiB, keeps a fourth of them, and reads the rest twice.)
    // A new ledger is written from its beginning to its end, and needs less.
    try database.execute("PRAGMA cache_size=\(self.unfinished == nil ? 200_000 : 40_000)")
    customerByID = try database.prepare(
      "SELECT number, id, state, digest, due FROM customer WHERE id = ?1")
    owner = try database.prepare(
      "SELECT customer.id FROM subscription_owner JOIN customer"
        + " ON customer.number = subscription_owner.customer WHERE subscription_owner.id = ?1")
    dueCustomers = try database.prepare(
      "SELECT number, id, state, digest, due FROM customer WHERE due <= ?1 ORDER BY due")
    openCustomers = try database.prepare(
      "SELECT number, id, state, digest, due FROM customer WHERE open IS NOT NULL ORDER BY open")
    descriptions = try database.prepare(
      "SELECT time, digest, content FROM description WHERE kind = ?1 AND id = ?2")
    writer = try LedgerWriter(database)
  }

  /// What was fixed when the ledger was made.
  package func settings() throws(DatabaseError) -> LedgerSettings {
    var values: [String: String] = [:]
    for name in LedgerSettings.names { values[name] = try setting(name) }
    return LedgerSettings(values)
  }

  /// The moment up to which everything has happened, in Unix seconds; nil while nothing has.
  package func clock() throws(DatabaseError) -> Int64? {
    try setting("clock").flatMap { Int64($0) }
  }

  /// When it was last written, in Unix seconds; nil if never.
  package func lastRun() throws(DatabaseError) -> Int64? {
    try setting("last_run").flatMap { Int64($0) }
  }

  private func setting(_ name: String) throws(DatabaseError) -> String? {
    let statement = try database.prepare("SELECT value FROM setting WHERE name = ?1")
    statement.bind(1, name)
    return try statement.step() ? statement.text(0) : nil
  }

  // MARK: Reading

  /// Keeps few of the file's pages in memory: for a run without end, which would come to hold all
  /// that it ever wrote.
  package func holdLittle() throws(DatabaseError) {
    try database.execute("PRAGMA cache_size=8000")
  }

  /// Begins to see the ledger as it is now, if that is not so already.
  package func beginReading() throws(DatabaseError) {
    if isReading { return }
    try database.execute("BEGIN")
    isReading = true
  }

  /// The customer of that id.
  package func customer(_ id: Span<UInt8>) throws(DatabaseError) -> StoredCustomer? {
    customerByID.bind(1, text: id)
    return try rows(of: customerByID).first
  }

  /// The id of the customer that has a subscription.
  package func owner(ofSubscription id: Span<UInt8>) throws(DatabaseError) -> [UInt8]? {
    owner.bind(1, text: id)
    defer { owner.reset() }
    return try owner.step() ? owner.bytes(0) : nil
  }

  /// The customers to which something happens until `time`, that moment included.
  package func customers(dueBy time: Int64) throws(DatabaseError) -> [StoredCustomer] {
    dueCustomers.bind(1, time)
    return try rows(of: dueCustomers)
  }

  /// When something is next due; nil for never.
  package func nextDue() throws(DatabaseError) -> Int64? {
    try database.integer("SELECT min(due) FROM customer WHERE due IS NOT NULL")
  }

  /// When something is next due after `time`; nil for never.
  package func nextDue(after time: Int64) throws(DatabaseError) -> Int64? {
    try database.integer("SELECT min(due) FROM customer WHERE due > \(time)")
  }

  /// The customers whose batches are open.
  package func customersWithOpenBatches() throws(DatabaseError) -> [StoredCustomer] {
    try rows(of: openCustomers)
  }

  /// The next customers behind that id, in the order of their ids; empty after the last.
  package func customers(
    after id: [UInt8], atMost limit: Int
  ) throws(DatabaseError) -> [StoredCustomer] {
    let some = try database.prepare(
      "SELECT number, id, state, digest, due FROM customer WHERE id > ?1 ORDER BY id LIMIT ?2")
    some.bind(1, text: id)
    some.bind(2, Int64(limit))
    return try rows(of: some)
  }

  /// What is said of an id; nil where nothing is.
  package func description(
    _ kind: StoredDescription.Kind, of id: [UInt8]
  ) throws(DatabaseError) -> StoredDescription? {
    descriptions.bind(1, kind.rawValue)
    descriptions.bind(2, text: id)
    defer { descriptions.reset() }
    guard try descriptions.step() else { return nil }
    return StoredDescription(
      kind: kind, id: id, time: descriptions.integer(0),
      digest: UInt64(bitPattern: descriptions.integer(1)), content: descriptions.bytes(2) ?? [])
  }

  /// The failed charges that are kept.
  package func charges() throws(DatabaseError) -> [StoredCharge] {
    let all = try database.prepare(
      "SELECT time, customer, invoice, amount, currency, reason, digest FROM failed_charge"
        + " ORDER BY time, digest")
    var charges: [StoredCharge] = []
    while try all.step() {
      charges.append(
        StoredCharge(
          time: all.integer(0), customer: all.bytes(1) ?? [], invoice: all.bytes(2),
          amount: all.integer(3), currency: all.bytes(4) ?? [], reason: all.bytes(5),
          digest: UInt64(bitPattern: all.integer(6))))
    }
    return charges
  }

  /// How many customers with a subscription it has; reads the whole file.
  package func customerCount() throws(DatabaseError) -> Int {
    Int(
      try database.integer(
        "SELECT count(*) FROM customer WHERE state->'$.subscriptions[0]' IS NOT NULL") ?? 0)
  }

  /// The MRR of all customers, by currency, in minor units.
  package func totals() throws(DatabaseError) -> [(currency: String, mrr: Int64)] {
    let all = try database.prepare("SELECT currency, mrr FROM total ORDER BY currency")
    var totals: [(currency: String, mrr: Int64)] = []
    while try all.step() { totals.append((all.text(0) ?? "", all.integer(1))) }
    return totals
  }

  /// The lines written after `time` (Unix seconds) whose number is above `number`, in the order in
  /// which they were written, about `bytes` of them; each with its number.
  package func lines(
    since time: Int64, after number: Int64, bytes: Int
  ) throws(DatabaseError) -> [(number: Int64, line: [UInt8])] {
    let some = try database.prepare(
      "SELECT number, line FROM written_line WHERE number > ?1 AND written_at > ?2"
        + " ORDER BY number")
    some.bind(1, number)
    some.bind(2, time)
    var lines: [(number: Int64, line: [UInt8])] = []
    var size = 0
    while size < bytes, try some.step() {
      let line = some.bytes(1) ?? []
      size += line.count + 1
      lines.append((some.integer(0), line))
    }
    return lines
  }

  /// Looks for inner faults of the whole file; throws `damaged` with the first.
  package func checkQuickly() throws(DatabaseError) { try database.checkQuickly() }

  private func rows(of statement: Statement) throws(DatabaseError) -> [StoredCustomer] {
    defer { statement.reset() }
    var rows: [StoredCustomer] = []
    while try statement.step() { rows.append(try row(of: statement)) }
    return rows
  }

  private func row(of statement: Statement) throws(DatabaseError) -> StoredCustomer {
    let id = statement.bytes(1) ?? []
    let state = statement.bytes(2) ?? []
    guard StateDigest.of(state) == statement.integer(3) else {
      throw DatabaseError(
        .damaged,
        "the row of customer \(String(decoding: id, as: UTF8.self)) was changed or damaged")
    }
    return StoredCustomer(
      number: statement.integer(0), id: id, state: state, due: statement.optionalInteger(4))
  }

  // MARK: Writing

  /// What is written before ``commit()``.
  package func write(_ body: (LedgerWriter) throws(DatabaseError) -> Void) throws(DatabaseError) {
    try beginReading()
    try body(writer)
  }

  /// Makes everything that was written permanent; a new ledger is there from now on.
  package func commit() throws(DatabaseError) {
    if let file = unfinished.take() {
      try FileFormat.ledger.finish(file)
    } else if isReading {
      try database.commit()
    }
    isReading = false
  }

  /// Leaves the ledger as it was; of a new one nothing stays.
  package func abandon() {
    if let file = unfinished.take() {
      FileFormat.ledger.abandon(file)
      lock.take()?.discard()
    } else {
      database.rollback()
    }
    isReading = false
  }
}
