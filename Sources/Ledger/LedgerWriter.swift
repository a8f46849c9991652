package import Database

/// What a run writes into the ledger, inside its transaction.
package final class LedgerWriter {
  private let database: Database
  private let settings: Statement
  private let insertCustomer: Statement
  private let updateCustomer: Statement
  private let insertOwner: Statement
  private let describe: Statement
  private let insertCharge: Statement
  private let addTotal: Statement
  private let insertLine: Statement

  init(_ database: Database) throws(DatabaseError) {
    self.database = database
    settings = try database.prepare(
      "INSERT INTO setting(name, value) VALUES(?1, ?2)"
        + " ON CONFLICT(name) DO UPDATE SET value = excluded.value")
    insertCustomer = try database.prepare(
      "INSERT INTO customer(id, state, digest, due, open) VALUES(?1, ?2, ?3, ?4, ?5)")
    updateCustomer = try database.prepare(
      "UPDATE customer SET state = ?2, digest = ?3, due = ?4, open = ?5 WHERE number = ?1")
    insertOwner = try database.prepare(
      "INSERT INTO subscription_owner(id, customer) VALUES(?1, ?2) ON CONFLICT(id) DO NOTHING")
    describe = try database.prepare(
      "INSERT INTO description(kind, id, time, digest, content) VALUES(?1, ?2, ?3, ?4, ?5)"
        + " ON CONFLICT(kind, id) DO UPDATE SET time = excluded.time, digest = excluded.digest,"
        + " content = excluded.content")
    insertCharge = try database.prepare(
      "INSERT INTO failed_charge(time, customer, invoice, amount, currency, reason, digest)"
        + " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    addTotal = try database.prepare(
      "INSERT INTO total(currency, mrr) VALUES(?1, ?2)"
        + " ON CONFLICT(currency) DO UPDATE SET mrr = mrr + excluded.mrr")
    insertLine = try database.prepare("INSERT INTO written_line(written_at, line) VALUES(?1, ?2)")
  }

  /// Sets what ``LedgerFile/settings()`` and its like read.
  func set(_ name: String, _ value: String?) throws(DatabaseError) {
    settings.bind(1, name)
    settings.bind(2, value)
    try settings.run()
  }

  /// Notes up to which moment everything has happened, and when this is written; Unix seconds.
  package func set(clock: Int64, now: Int64) throws(DatabaseError) {
    try set("clock", String(clock))
    try set("last_run", String(now))
  }

  /// Saves a customer: a new one where `number` is nil.
  ///
  /// Gives its number. `due` is when something happens to it without a record, `open` when its open
  /// batch began.
  package func save(
    customer id: [UInt8], number: Int64?, state: [UInt8], due: Int64?, open: Int64?
  ) throws(DatabaseError) -> Int64 {
    let statement = number == nil ? insertCustomer : updateCustomer
    if let number { statement.bind(1, number) } else { statement.bind(1, text: id) }
    statement.bind(2, text: state)
    statement.bind(3, StateDigest.of(state))
    statement.bind(4, due)
    statement.bind(5, open)
    try statement.run()
    return number ?? database.lastRowID
  }

  /// Notes whose a subscription is; the first owner stays.
  package func save(
    owner customer: Int64, ofSubscription id: Span<UInt8>
  ) throws(DatabaseError) {
    insertOwner.bind(1, text: id)
    insertOwner.bind(2, customer)
    try insertOwner.run()
  }

  /// Saves what is said of an id, in place of what was.
  package func save(_ description: StoredDescription) throws(DatabaseError) {
    describe.bind(1, description.kind.rawValue)
    describe.bind(2, text: description.id)
    describe.bind(3, description.time)
    describe.bind(4, Int64(bitPattern: description.digest))
    describe.bind(5, text: description.content)
    try describe.run()
  }

  /// Keeps these failed charges and forgets all others.
  package func save(_ charges: [StoredCharge]) throws(DatabaseError) {
    try database.execute("DELETE FROM failed_charge")
    for charge in charges {
      insertCharge.bind(1, charge.time)
      insertCharge.bind(2, text: charge.customer)
      insertCharge.bind(3, text: charge.invoice)
      insertCharge.bind(4, charge.amount)
      insertCharge.bind(5, text: charge.currency)
      insertCharge.bind(6, text: charge.reason)
      insertCharge.bind(7, Int64(bitPattern: charge.digest))
      try insertCharge.run()
    }
  }

  /// Adds to the MRR of all customers in one currency, in minor units.
  package func add(_ amount: Int64, toTotal currency: [UInt8]) throws(DatabaseError) {
    addTotal.bind(1, text: currency)
    addTotal.bind(2, amount)
    try addTotal.run()
  }

  /// Keeps a line that was written at `time` (Unix seconds, the wall clock's).
  package func keep(line: Span<UInt8>, writtenAt time: Int64) throws(DatabaseError) {
    insertLine.bind(1, time)
    insertLine.bind(2, text: line)
    try insertLine.run()
  }

  /// Forgets the lines written before `time`.
  package func forgetLines(writtenBefore time: Int64) throws(DatabaseError) {
    let statement = try database.prepare("DELETE FROM written_line WHERE written_at < ?1")
    statement.bind(1, time)
    try statement.run()
  }
}
