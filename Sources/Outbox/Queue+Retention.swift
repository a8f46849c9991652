package import Command
internal import Database

extension Queue {
  /// How many rows one sweep forgets at most, so that nobody is kept waiting.
  private static let sweepRows = 1000

  /// Forgets what was delivered or dropped longer ago than it is remembered, and the bodies of what
  /// died longer ago than they are kept; some of it at a time.
  ///
  /// Returns whether there is more. Rows that wait, and the ids of dead ones, stay.
  package func sweep(at now: Int64) throws(Failure) -> Bool {
    try writing { () throws(DatabaseError) in
      let database = try open().database
      let forgotten = now - Int64(limits.remember)
      let faded = now - Int64(limits.keepDead)
      let isNeeded = try database.prepare(
        """
        SELECT EXISTS (SELECT 1 FROM notification
            WHERE state <> 'pending' AND state IN ('delivered', 'dropped') AND finished_at < ?1)
          OR EXISTS (SELECT 1 FROM notification AS n JOIN body AS b ON b.seq = n.seq
            WHERE n.state <> 'pending' AND n.state = 'dead' AND n.finished_at < ?2)
        """)
      isNeeded.bind(1, forgotten)
      isNeeded.bind(2, faded)
      guard try isNeeded.step(), isNeeded.integer(0) == 1 else { return false }
      isNeeded.reset()
      return try database.write { () throws(DatabaseError) in
        let ids = try remove(
          "notification",
          """
          SELECT seq FROM notification WHERE state <> 'pending'
            AND state IN ('delivered', 'dropped') AND finished_at < ?1 LIMIT \(Self.sweepRows)
          """, before: forgotten)
        let bodies = try remove(
          "body",
          """
          SELECT b.seq FROM notification AS n JOIN body AS b ON b.seq = n.seq
          WHERE n.state <> 'pending' AND n.state = 'dead' AND n.finished_at < ?1
            LIMIT \(Self.sweepRows)
          """, before: faded)
        return ids == Self.sweepRows || bodies == Self.sweepRows
      }
    }
  }

  private func remove(
    _ table: String, _ selection: String, before moment: Int64
  ) throws(DatabaseError) -> Int {
    let database = try open().database
    let statement = try database.prepare("DELETE FROM \(table) WHERE seq IN (\(selection))")
    statement.bind(1, moment)
    try statement.run()
    return database.changes
  }
}
