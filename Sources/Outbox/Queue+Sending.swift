package import Command
internal import Database
internal import Notifications

/// What the one process does that sends from a queue.
extension Queue {
  /// What a sender finds when it begins.
  package struct Takeover: Equatable, Sendable {
    /// The URL that the queue was for, where that was another one.
    package var formerURL: String?
    /// Whether the one before did not come to its end.
    package var wasInUse = false
    package var endpoint = EndpointRecord()
  }

  /// Begins to send to `url`; to be done by who holds the lock.
  ///
  /// Another URL takes over the rows that wait, and its endpoint is active. After an unclean end
  /// the whole file is looked through first: throws `data` where it is damaged.
  package func begin(url: String, isOrdered: Bool, now: Int64) throws(Failure) -> Takeover {
    try writing { () throws(DatabaseError) in
      FileFormat.removeDraft(of: path)
      let database = try open().database
      var takeover = Takeover()
      takeover.wasInUse = try database.integer("SELECT in_use FROM queue") != 0
      if takeover.wasInUse { try database.checkQuickly() }
      try database.write { () throws(DatabaseError) in
        let former = try database.text("SELECT url FROM queue") ?? ""
        takeover.endpoint = try readEndpoint()
        if former != url {
          takeover.formerURL = former
          takeover.endpoint = EndpointRecord()
          try write(takeover.endpoint)
        }
        let statement = try database.prepare("UPDATE queue SET url = ?1, in_use = 1, ordered = ?2")
        statement.bind(1, url)
        statement.bind(2, isOrdered ? 1 : 0)
        try statement.run()
        if isOrdered != self.isOrdered { try holdBack(isOrdered) }
        _ = try turnClock(to: now)
      }
      try readHeader()
      if takeover.formerURL == nil { takeover.endpoint = try readEndpoint() }
      return takeover
    }
  }

  /// Says that the sender came to its end.
  package func leave() throws(Failure) {
    try writing { () throws(DatabaseError) in
      let database = try open().database
      try database.write { () throws(DatabaseError) in
        try database.execute("UPDATE queue SET in_use = 0")
      }
    }
  }

  /// The URL that the rows are for.
  package func url() throws(Failure) -> String {
    try calling { () throws(DatabaseError) in
      try open().database.text("SELECT url FROM queue") ?? ""
    }
  }

  /// What the file says of the endpoint now.
  package func endpoint() throws(Failure) -> EndpointRecord {
    try calling { () throws(DatabaseError) in
      try readHeader()
      return try readEndpoint()
    }
  }

  // MARK: Rows to send

  /// How far back what became due counts as recent, in milliseconds.
  package static let recent: Int64 = 5000

  /// Up to `count` rows that are due at `now`, but for those in `held`: every other one of those
  /// that are due the longest, between them those that became due in the last five seconds.
  ///
  /// So a long backlog keeps nobody waiting who came just now, and neither is it kept waiting. Of
  /// large bodies there are fewer.
  package func due(
    _ count: Int, at now: Int64, besides held: Set<Int64>
  ) throws(Failure) -> [QueuedRow] {
    try reading { () throws(DatabaseError) in
      let recently = now - Self.recent
      let oldest = try due(after: Int64.min, to: now, count, besides: held)
      guard let first = oldest.first, first.due <= recently else {
        return try rows(oldest.map(\.seq))
      }
      let recent = try due(after: recently, to: now, count, besides: held)
      var taken: Set<Int64> = []
      var order: [Int64] = []
      for index in 0..<max(oldest.count, recent.count) {
        for lane in [oldest, recent] where index < lane.count && order.count < count {
          if taken.insert(lane[index].seq).inserted { order.append(lane[index].seq) }
        }
      }
      return try rows(order)
    }
  }

  /// Reads in one transaction, and writes nothing.
  private func reading<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(Failure) -> Result {
    try calling { () throws(DatabaseError) in
      let statements = try open().statements
      try statements.begin.run()
      defer { try? statements.commit.run() }
      return try body()
    }
  }

  private func due(
    after start: Int64, to now: Int64, _ count: Int, besides held: Set<Int64>
  ) throws(DatabaseError) -> [(seq: Int64, due: Int64)] {
    let statement = try open().statements.due
    defer { statement.reset() }
    statement.bind(1, start)
    statement.bind(2, now)
    statement.bind(3, Int64(count + held.count))
    var found: [(seq: Int64, due: Int64)] = []
    while found.count < count, try statement.step() {
      let seq = statement.integer(0)
      if !held.contains(seq) { found.append((seq, statement.integer(1))) }
    }
    return found
  }

  /// The row that was accepted first, due or not, but for those in `held`.
  package func oldest(besides held: Set<Int64>) throws(Failure) -> QueuedRow? {
    try reading { () throws(DatabaseError) in
      let statement = try open().statements.oldest
      defer { statement.reset() }
      statement.bind(1, Int64(held.count + 1))
      while try statement.step() {
        let seq = statement.integer(0)
        if !held.contains(seq) { return try rows([seq]).first }
      }
      return nil
    }
  }

  /// When the next row comes due after `now`; nil for never.
  package func nextDue(after now: Int64) throws(Failure) -> Int64? {
    try calling { () throws(DatabaseError) in
      let statement = try open().statements.nextDue
      defer { statement.reset() }
      statement.bind(1, now)
      return try statement.step() ? statement.integer(0) : nil
    }
  }

  private func rows(_ numbers: [Int64]) throws(DatabaseError) -> [QueuedRow] {
    let statement = try open().statements.row
    var rows: [QueuedRow] = []
    var bytes = 0
    for seq in numbers where bytes < QueueLimits.batchBytes {
      defer { statement.reset() }
      statement.bind(1, seq)
      guard try statement.step() else { continue }
      let isOurs = statement.optionalInteger(4) == run
      let body = statement.bytes(7)
      bytes += body?.count ?? 0
      rows.append(
        QueuedRow(
          seq: seq, id: statement.text(0) ?? "", body: body ?? [], bodyCount: body?.count ?? 0,
          attempts: Int(statement.integer(2)), customer: statement.optionalInteger(3),
          source: isOurs ? statement.optionalInteger(5).map { Int($0) } : nil,
          line: isOurs ? statement.optionalInteger(6).map { Int($0) } : nil,
          isSound: body.map { Self.hash(of: $0) == statement.bytes(1) } ?? false))
    }
    return rows
  }

  /// A digest of a body, 16 bytes.
  static func hash(of body: [UInt8]) -> [UInt8] {
    var digest = PayloadDigest()
    digest.add(body.span, 0..<body.count)
    let number = digest.id.hash
    return (0..<16).map { UInt8(truncatingIfNeeded: number >> UInt128(8 * (15 - $0))) }
  }

  // MARK: Order

  /// Marks the rows that are not the first of their customer, or takes the marks away.
  private func holdBack(_ isOrdered: Bool) throws(DatabaseError) {
    // The index that keeping order needs would cost the others time.
    try open().database.execute(
      isOrdered
        ? """
        CREATE INDEX notification_customer ON notification (customer)
          WHERE state = 'pending' AND customer IS NOT NULL;
        UPDATE notification SET held = 1
        WHERE state = 'pending' AND customer IS NOT NULL AND seq >
          (SELECT min(e.seq) FROM notification AS e
           WHERE e.state = 'pending' AND e.customer = notification.customer);
        """
        : """
        DROP INDEX IF EXISTS notification_customer;
        UPDATE notification SET held = 0 WHERE state = 'pending' AND held = 1;
        """)
    self.isOrdered = isOrdered
  }
}
