package import Command
internal import Database

extension Queue {
  /// Writes a batch in one transaction; when it returns, all of it is in the file for good.
  ///
  /// Where the disk failed, the file is closed, opened anew and read, and what is not in it yet is
  /// written once more. What is thrown after that leaves the batch undone, or done.
  package func apply(_ batch: Batch, now: Int64) throws(Failure) -> BatchResult {
    try writing { () throws(DatabaseError) in try write(batch, now) }
  }

  private func write(_ batch: Batch, _ now: Int64) throws(DatabaseError) -> BatchResult {
    let database = try open().database
    do throws(DatabaseError) {
      return try database.write { () throws(DatabaseError) in
        // Others write, too: what they counted is read under the lock.
        try readHeader()
        var result = BatchResult()
        result.clockWasSetBack = try turnClock(to: now)
        var change = Change()
        for line in batch.lines { try accept(line, now, &change, &result) }
        result.stands = try finish(batch.outcomes, now, &change)
        if let endpoint = batch.endpoint { try write(endpoint) }
        if let error = batch.lastError { try write(error) }
        try account(change, now)
        return result
      }
    } catch {
      // What was counted in memory is undone with the rest.
      if error.kind != .inputOutput { try? readHeader() }
      throw error
    }
  }

  /// What a transaction does to the counts.
  struct Change {
    var pending = 0
    var bytes = 0
    var dead = 0
    var deliveredAt: Int64?
  }

  func account(_ change: Change, _ now: Int64) throws(DatabaseError) {
    let statement = try open().statements.account
    statement.bind(1, Int64(change.pending))
    statement.bind(2, Int64(change.bytes))
    statement.bind(3, Int64(change.dead))
    statement.bind(4, now)
    statement.bind(5, change.deliveredAt)
    try statement.run()
    pending += change.pending
    pendingBytes += change.bytes
    dead += change.dead
    clock = max(clock, now)
  }

  // MARK: Lines

  private func accept(
    _ line: IncomingLine, _ now: Int64, _ change: inout Change, _ result: inout BatchResult
  ) throws(DatabaseError) {
    let hash = Self.hash(of: line.body)
    var row = try insert(line, hash, now)
    if row == nil {
      if let acceptance = try known(line, hash, now) {
        result.acceptances.append(acceptance)
        if acceptance == .accepted { result.hasOthers = true }
        return
      }
      row = try insert(line, hash, now)
    }
    change.pending += 1
    change.bytes += line.body.count
    result.acceptances.append(.accepted)
    if let row, !row.isHeld { result.rows.append(QueuedRow(row.seq, of: line)) }
  }

  /// The key of the new row, and whether it waits for another one; nil where the id is there already.
  private func insert(
    _ line: IncomingLine, _ hash: [UInt8], _ now: Int64
  ) throws(DatabaseError) -> (seq: Int64, isHeld: Bool)? {
    let connection = try open()
    let insert = connection.statements.insert
    let isHeld = try isHeld(line.customer)
    insert.bind(1, line.id)
    insert.bind(2, blob: hash)
    insert.bind(3, line.customer)
    insert.bind(4, isHeld ? 1 : 0)
    insert.bind(5, now)
    insert.bind(6, run)
    insert.bind(7, Int64(line.source))
    insert.bind(8, Int64(line.line))
    try insert.run()
    guard connection.database.changes == 1 else { return nil }
    let seq = connection.database.lastRowID
    let body = connection.statements.insertBody
    body.bind(1, seq)
    body.bind(2, blob: line.body)
    try body.run()
    return (seq, isHeld)
  }

  func isHeld(_ customer: Int64?) throws(DatabaseError) -> Bool {
    guard isOrdered, let customer else { return false }
    let statement = try open().statements.isCustomerPending
    defer { statement.reset() }
    statement.bind(1, customer)
    return try statement.step()
  }

  /// What is to be said of a line whose id is known; nil where that was forgotten by now.
  private func known(
    _ line: IncomingLine, _ hash: [UInt8], _ now: Int64
  ) throws(DatabaseError) -> Acceptance? {
    let statement = try open().statements.known
    defer { statement.reset() }
    statement.bind(1, line.id)
    guard try statement.step() else { return nil }
    let state = statement.text(0)
    let isRemembered = state == "pending" || state == "dead"
    if !isRemembered, let finished = statement.optionalInteger(2),
      finished < now - Int64(limits.remember)
    {
      let forget = try open().statements.forget
      forget.bind(1, statement.integer(6))
      statement.reset()
      try forget.run()
      return nil
    }
    // A transaction whose end was not heard of had been written after all.
    let isThisLine =
      statement.optionalInteger(3) == run && statement.optionalInteger(4) == Int64(line.source)
      && statement.optionalInteger(5) == Int64(line.line)
    if isThisLine { return .accepted }
    return .duplicate(isSame: statement.bytes(1) == hash, isDead: state == "dead")
  }

  // MARK: The endpoint

  func write(_ record: EndpointRecord) throws(DatabaseError) {
    let statement = try open().statements.endpoint
    statement.bind(1, record.isGone ? 1 : 0)
    statement.bind(2, record.pausedUntil)
    statement.bind(3, Int64(record.breaker.failures))
    statement.bind(4, Int64(record.breaker.pause))
    statement.bind(5, record.breaker.until)
    statement.bind(6, record.reason)
    statement.bind(7, record.message)
    try statement.run()
  }

  private func write(_ error: QueueStatus.LastError) throws(DatabaseError) {
    let statement = try open().statements.error
    statement.bind(1, error.time)
    statement.bind(2, error.reason)
    statement.bind(3, error.message)
    try statement.run()
  }

  func readEndpoint() throws(DatabaseError) -> EndpointRecord {
    let statement = try open().database.prepare(
      """
      SELECT gone, paused_until, breaker_failures, breaker_pause, breaker_until, endpoint_reason,
        endpoint_message FROM queue
      """)
    guard try statement.step() else { return EndpointRecord() }
    var record = EndpointRecord()
    record.isGone = statement.integer(0) != 0
    record.pausedUntil = statement.integer(1)
    record.breaker = Breaker(
      failures: Int(statement.integer(2)), pause: Int(statement.integer(3)),
      until: statement.integer(4))
    record.reason = statement.text(5)
    record.message = statement.text(6)
    return record
  }

  // MARK: The clock

  /// How far the clock may go back without a word, in milliseconds: as much as it is corrected.
  private static let tolerance: Int64 = 1000

  /// Where the clock was set back, moves everything that waits for a time by as much; whether it
  /// had to.
  func turnClock(to now: Int64) throws(DatabaseError) -> Bool {
    let lead = clock - now
    guard lead > Self.tolerance else { return false }
    let database = try open().database
    for sql in [
      "UPDATE notification SET due = due - ?1 WHERE state = 'pending'",
      """
      UPDATE queue SET clock = clock - ?1, paused_until = max(0, paused_until - ?1),
        breaker_until = max(0, breaker_until - ?1)
      """,
    ] {
      let statement = try database.prepare(sql)
      statement.bind(1, lead)
      try statement.run()
    }
    clock = now
    return true
  }
}
