internal import Database

/// What becomes of rows whose attempts ended.
extension Queue {
  /// For each outcome whether it stands.
  ///
  /// Most are deliveries of rows that follow one another: such a run is written as one, which is half
  /// the work.
  func finish(
    _ outcomes: [FinishedAttempt], _ now: Int64, _ change: inout Change
  ) throws(DatabaseError) -> [Bool] {
    var stands = [Bool](repeating: true, count: outcomes.count)
    let order = outcomes.indices.sorted { outcomes[$0].row.seq < outcomes[$1].row.seq }
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, outcomes[order[end]].follows(outcomes[order[end - 1]]) { end += 1 }
      let run = order[start..<end].map { outcomes[$0] }
      if try !deliver(run, now, &change) {
        for index in order[start..<end] {
          stands[index] = try finish(outcomes[index], now, &change)
        }
      }
      start = end
    }
    return stands
  }

  /// Writes a run of deliveries as one; whether that could be done.
  private func deliver(
    _ run: [FinishedAttempt], _ now: Int64, _ change: inout Change
  ) throws(DatabaseError) -> Bool {
    guard run.count > 1, let first = run.first, let last = run.last,
      case .delivered(let status) = first.result,
      try countPending(first.row.seq, last.row.seq) == run.count
    else { return false }
    let statements = try open().statements
    let update = statements.deliveredRun
    update.bind(1, first.row.seq)
    update.bind(2, last.row.seq)
    update.bind(3, Int64(first.row.attempts + 1))
    update.bind(4, Int64(status))
    update.bind(5, now)
    try update.run()
    let bodies = statements.removeBodies
    bodies.bind(1, first.row.seq)
    bodies.bind(2, last.row.seq)
    try bodies.run()
    change.deliveredAt = now
    for one in run { try settle(one.row, &change) }
    return true
  }

  private func countPending(_ first: Int64, _ last: Int64) throws(DatabaseError) -> Int {
    let statement = try open().statements.countPending
    defer { statement.reset() }
    statement.bind(1, first)
    statement.bind(2, last)
    return try statement.step() ? Int(statement.integer(0)) : 0
  }

  /// Whether the outcome stands.
  private func finish(
    _ outcome: FinishedAttempt, _ now: Int64, _ change: inout Change
  ) throws(DatabaseError) -> Bool {
    let row = outcome.row
    let connection = try open()
    switch outcome.result {
    case .delivered(let status):
      change.deliveredAt = now
      func run(_ statement: Statement) throws(DatabaseError) {
        statement.bind(1, row.seq)
        statement.bind(2, Int64(row.attempts + 1))
        statement.bind(3, Int64(status))
        statement.bind(4, now)
        try statement.run()
      }
      try run(connection.statements.delivered)
      if connection.database.changes == 0 {
        try run(connection.statements.deliveredThoughDropped)
        return true
      }
      try removeBody(row.seq)
      try settle(row, &change)
      return true
    case .retry(let due, let status, let reason, let message):
      let retry = connection.statements.retry
      retry.bind(1, row.seq)
      retry.bind(2, Int64(row.attempts + 1))
      retry.bind(3, due)
      retry.bind(4, status.map { Int64($0) })
      retry.bind(5, reason)
      retry.bind(6, message)
      try retry.run()
      if connection.database.changes == 1 { return true }
      return try state(of: row.seq) == ("pending", row.attempts + 1)
    case .dead(let status, let reason, let message, let isCharged):
      let dead = connection.statements.dead
      dead.bind(1, row.seq)
      dead.bind(2, Int64(row.attempts + (isCharged ? 1 : 0)))
      dead.bind(3, status.map { Int64($0) })
      dead.bind(4, reason)
      dead.bind(5, message)
      dead.bind(6, now)
      try dead.run()
      if connection.database.changes == 0 {
        return try state(of: row.seq).0 == "dead"
      }
      change.dead += 1
      try settle(row, &change)
      return true
    }
  }

  /// Takes a row that waits no longer out of the counts, and lets its customer's next one go.
  private func settle(_ row: QueuedRow, _ change: inout Change) throws(DatabaseError) {
    change.pending -= 1
    change.bytes -= row.bodyCount
    try release(row.customer)
  }

  func release(_ customer: Int64?) throws(DatabaseError) {
    guard isOrdered, let customer else { return }
    let statement = try open().statements.release
    statement.bind(1, customer)
    try statement.run()
  }

  func removeBody(_ seq: Int64) throws(DatabaseError) {
    let statement = try open().statements.removeBody
    statement.bind(1, seq)
    try statement.run()
  }

  func state(of seq: Int64) throws(DatabaseError) -> (String, Int) {
    let statement = try open().statements.state
    defer { statement.reset() }
    statement.bind(1, seq)
    guard try statement.step() else { return ("", 0) }
    return (statement.text(0) ?? "", Int(statement.integer(1)))
  }
}

extension FinishedAttempt {
  /// Whether it is a delivery as `other` is one, of the row behind it.
  fileprivate func follows(_ other: FinishedAttempt) -> Bool {
    guard case .delivered(let status) = result, case .delivered(status) = other.result else {
      return false
    }
    return row.seq == other.row.seq + 1 && row.attempts == other.row.attempts
  }
}
