package import Command
internal import Database

extension Queue {
  /// What it holds, and how its endpoint is at `now`.
  package func status(at now: Int64) throws(Failure) -> QueueStatus {
    try calling { () throws(DatabaseError) in
      let database = try open().database
      // One statement sees one state of the file.
      let statement = try database.prepare(
        """
        SELECT url, pending, dead, delivered_at, error_at, error_reason, error_message,
          (SELECT n.accepted_at FROM body AS b CROSS JOIN notification AS n ON n.seq = b.seq
           WHERE n.state = 'pending' ORDER BY b.seq LIMIT 1)
        FROM queue
        """)
      guard try statement.step() else {
        throw DatabaseError(.damaged, "its row of counts is missing")
      }
      let record = try readEndpoint()
      var status = QueueStatus(
        url: statement.text(0) ?? "", pending: Int(statement.integer(1)),
        oldestPending: statement.optionalInteger(7), dead: Int(statement.integer(2)),
        lastDelivery: statement.optionalInteger(3), endpoint: record.state(at: now))
      if status.endpoint != .active { status.endpointMessage = record.message }
      if let time = statement.optionalInteger(4) {
        status.lastError = QueueStatus.LastError(
          reason: statement.text(5) ?? "", message: statement.text(6) ?? "", time: time)
      }
      return status
    }
  }
}
