package import Command
internal import Database

/// The operator's hand on a queue, beside whoever sends from it.
extension Queue {
  /// Which rows are meant.
  package enum Selection: Equatable, Sendable {
    case pending, dead, delivered, all
    /// The one with that `webhook-id`.
    case id(String)
  }

  /// One row as `--list` shows it; times are Unix time in milliseconds.
  package struct Listed: Equatable, Sendable {
    /// Its key in the file, and what `--list` says of it.
    package var seq: Int64
    package var id: String
    package var state: String
    package var attempts: Int
    package var due: Int64?
    package var status: Int?
    package var reason: String?
    package var message: String?
    package var acceptedAt: Int64
    /// The customer's id, as long as the body is kept.
    package var customer: String?
  }

  /// Up to `count` rows behind row `seq`, in the order in which they were accepted.
  package func list(
    _ selection: Selection, after seq: Int64, count: Int
  ) throws(Failure) -> [Listed] {
    try calling { () throws(DatabaseError) in try rows(selection, after: seq, count) }
  }

  private func rows(
    _ selection: Selection, after seq: Int64, _ count: Int
  ) throws(DatabaseError) -> [Listed] {
    let statement = try open().database.prepare(
      """
      SELECT notification.seq, id, state, attempts, due, status, reason, message, accepted_at,
        iif(json_valid(CAST(bytes AS TEXT)), CAST(bytes AS TEXT) ->> '$.customer.id', NULL)
      FROM notification LEFT JOIN body ON body.seq = notification.seq
      WHERE notification.seq > ?1 AND \(Self.condition(selection))
      ORDER BY notification.seq LIMIT ?2
      """)
    statement.bind(1, seq)
    statement.bind(2, Int64(count))
    if case .id(let id) = selection { statement.bind(3, id) }
    var rows: [Listed] = []
    var last = seq
    while try statement.step() {
      // Who goes on behind the last row must not go round in circles.
      guard statement.integer(0) > last else {
        throw DatabaseError(.damaged, "its rows are out of order")
      }
      last = statement.integer(0)
      rows.append(
        Listed(
          seq: statement.integer(0), id: statement.text(1) ?? "", state: statement.text(2) ?? "",
          attempts: Int(statement.integer(3)), due: statement.optionalInteger(4),
          status: statement.optionalInteger(5).map { Int($0) }, reason: statement.text(6),
          message: statement.text(7), acceptedAt: statement.integer(8),
          customer: statement.text(9)))
    }
    return rows
  }

  private static func condition(_ selection: Selection) -> String {
    switch selection {
    case .pending: "state = 'pending'"
    case .dead: "state = 'dead'"
    case .delivered: "state = 'delivered'"
    case .all: "1"
    case .id: "id = ?3"
    }
  }

  // MARK: Dropping

  /// How many rows are changed in one transaction, so that a sender is not kept waiting.
  private static let portion = 1000

  /// Drops rows that wait or are dead: nothing is sent of them any more, and their ids stay known.
  ///
  /// Returns how many there were.
  package func drop(_ selection: Selection, at now: Int64) throws(Failure) -> Int {
    try inPortions(of: selection, in: ["pending", "dead"]) {
      (seq, state, change) throws(DatabaseError) in
      try drop(seq, state, now, &change)
    }
  }

  private func drop(
    _ seq: Int64, _ state: String, _ now: Int64, _ change: inout Change
  ) throws(DatabaseError) {
    let database = try open().database
    let (customer, bytes) = try facts(of: seq)
    let statement = try database.prepare(
      """
      UPDATE notification SET state = 'dropped', due = NULL, held = 0, finished_at = ?2
      WHERE seq = ?1
      """)
    statement.bind(1, seq)
    statement.bind(2, now)
    try statement.run()
    try removeBody(seq)
    if state == "dead" {
      change.dead -= 1
    } else {
      change.pending -= 1
      change.bytes -= bytes
      try release(customer)
    }
  }

  // MARK: Requeuing

  /// What came of ``requeue(_:at:)``.
  package struct Requeued: Equatable, Sendable {
    /// How many rows wait again.
    package var count = 0
    /// Dead rows whose bodies are no longer kept.
    package var withoutBody = 0

    package init(count: Int = 0, withoutBody: Int = 0) {
      self.count = count
      self.withoutBody = withoutBody
    }
  }

  /// Makes dead rows wait again, with the same id, due at once and their attempts from the start.
  ///
  /// They stand behind all that were accepted by now.
  package func requeue(_ selection: Selection, at now: Int64) throws(Failure) -> Requeued {
    var result = Requeued()
    _ = try inPortions(of: selection, in: ["dead"]) {
      (seq, _, change) throws(DatabaseError) in
      if try requeue(seq, now, &change) { result.count += 1 } else { result.withoutBody += 1 }
    }
    return result
  }

  private func requeue(
    _ seq: Int64, _ now: Int64, _ change: inout Change
  ) throws(DatabaseError) -> Bool {
    let database = try open().database
    let (customer, bytes) = try facts(of: seq)
    guard bytes > 0 else { return false }
    let held = try isHeld(customer)
    let next = (try database.integer("SELECT max(seq) FROM notification") ?? 0) + 1
    let statement = try database.prepare(
      """
      UPDATE notification SET seq = ?2, state = 'pending', held = ?3, due = ?4, attempts = 0,
        status = NULL, reason = NULL, message = NULL, finished_at = NULL, run = NULL
      WHERE seq = ?1
      """)
    statement.bind(1, seq)
    statement.bind(2, next)
    statement.bind(3, held ? 1 : 0)
    statement.bind(4, now)
    try statement.run()
    let body = try database.prepare("UPDATE body SET seq = ?2 WHERE seq = ?1")
    body.bind(1, seq)
    body.bind(2, next)
    try body.run()
    change.pending += 1
    change.bytes += bytes
    change.dead -= 1
    return true
  }

  /// The customer of a row and the length of its body, 0 where that is not kept.
  private func facts(of seq: Int64) throws(DatabaseError) -> (customer: Int64?, bytes: Int) {
    let statement = try open().database.prepare(
      """
      SELECT n.customer, length(b.bytes) FROM notification AS n
      LEFT JOIN body AS b ON b.seq = n.seq WHERE n.seq = ?1
      """)
    statement.bind(1, seq)
    guard try statement.step() else { return (nil, 0) }
    return (statement.optionalInteger(0), Int(statement.integer(1)))
  }

  /// Goes through the rows that were there at the beginning, some in each transaction; returns how
  /// many there were.
  private func inPortions(
    of selection: Selection, in states: Set<String>,
    _ body: (Int64, String, inout Change) throws(DatabaseError) -> Void
  ) throws(Failure) -> Int {
    try calling { () throws(DatabaseError) in
      let database = try open().database
      let last = try database.integer("SELECT max(seq) FROM notification") ?? 0
      var seq: Int64 = 0
      var count = 0
      while seq < last {
        let rows = try rows(selection, after: seq, Self.portion)
        guard let end = rows.last?.seq else { break }
        try database.write { () throws(DatabaseError) in
          try readHeader()
          var change = Change()
          for row in rows where row.seq <= last {
            let (state, _) = try state(of: row.seq)
            guard states.contains(state) else { continue }
            try body(row.seq, state, &change)
            count += 1
          }
          try account(change, clock)
        }
        seq = end
      }
      return count
    }
  }

  // MARK: Resuming

  /// Makes the endpoint active again, whatever stood in the way, and what waits for another attempt
  /// due at `now`; the attempts made count as before.
  package func resume(at now: Int64) throws(Failure) {
    try writing { () throws(DatabaseError) in
      let database = try open().database
      try database.write { () throws(DatabaseError) in
        try write(EndpointRecord())
        let statement = try database.prepare(
          "UPDATE notification SET due = ?1 WHERE state = 'pending' AND due > ?1")
        statement.bind(1, now)
        try statement.run()
      }
    }
  }
}
