import Testing

/// The movements of an output held against what the customers had.
struct Ledgers {
  private let histories: [History]
  private let notices: [String: [Notice]]
  private let dialect: History.Dialect

  init(_ histories: [History], _ notices: [Notice], _ dialect: History.Dialect) {
    self.histories = histories
    self.notices = Dictionary(grouping: notices.filter { $0.event == "mrr_movement" }) {
      $0.customer.id
    }
    self.dialect = dialect
  }

  /// With a window of 0: whenever something may have changed, the sum is the MRR.
  func momentFaults() -> [String] {
    histories.flatMap { history -> [String] in
      let reckoning = Reckoning(history)
      let rows = notices[history.customer] ?? []
      return reckoning.moments.flatMap { moment -> [String] in
        let sum = sum(rows.filter { ($0.openingSeconds ?? 0) <= moment.seconds }, reckoning, moment)
        return fault(history, sum, reckoning.mrr(at: moment), moment) ?? []
      }
    }
  }

  /// With a window: at the close of every batch that wrote, and at the end.
  func batchFaults(_ window: Int) -> [String] {
    var faults: [String] = []
    for history in histories {
      let reckoning = Reckoning(history)
      let rows = notices[history.customer] ?? []
      var hadMRR = false
      for (index, row) in rows.enumerated() where row.meta?.last == true {
        let close = min(
          Instant(seconds: (row.openingSeconds ?? 0) + window - 1), HistoryGenerator.end)
        let after = reckoning.mrr(at: close)
        let first = rows.firstIndex { $0.meta?.id == row.meta?.id } ?? index
        let before = sum(Array(rows[..<first]), reckoning, close)
        faults += fault(history, sum(Array(rows[...index]), reckoning, close), after, close) ?? []
        hadMRR = hadMRR || !reckoning.opening(by: close, dialect).isEmpty || !before.isEmpty
        let types = Set(rows[first...index].compactMap { $0.movements?.first?.type })
        let wanted: Set<String> =
          before.isEmpty
          ? [hadMRR ? "reactivation" : "new"]
          : after.isEmpty ? ["churn"] : ["expansion", "contraction"]
        if !types.isSubset(of: wanted) {
          faults.append("\(history.customer) at \(row.meta?.at ?? ""): \(types) for \(wanted)")
        }
      }
      let end = HistoryGenerator.end
      faults += fault(history, sum(rows, reckoning, end), reckoning.mrr(at: end), end) ?? []
    }
    return faults
  }

  /// Reports the faults, with the records of the first one's customer.
  func report(_ faults: [String], _ when: String) {
    guard let first = faults.first else { return }
    let customer = first.prefix { $0 != " " }
    let input = histories.filter { $0.customer == customer }.flatMap { $0.lines(dialect) }
    let got = (notices[String(customer)] ?? []).map(\.canonical)
    Issue.record(
      """
      \(when): \(faults.count) faults, such as
      \(faults.prefix(3).joined(separator: "\n"))
      input:
      \(input.joined(separator: "\n"))
      got:
      \(got.joined(separator: "\n"))
      """)
  }

  /// Opening balance and movements, by currency, without the zeros.
  private func sum(_ rows: [Notice], _ reckoning: Reckoning, _ time: Instant) -> [String: Int] {
    var sums = reckoning.opening(by: time, dialect)
    for movement in rows.flatMap({ $0.movements ?? [] }) {
      sums[movement.currency, default: 0] += movement.mrr_change
    }
    return sums.filter { $0.value != 0 }
  }

  private func fault(
    _ history: History, _ sum: [String: Int], _ mrr: [String: Int], _ time: Instant
  ) -> [String]? {
    guard sum != mrr else { return nil }
    return ["\(history.customer) at \(time.rfc3339): the sum is \(sum), the MRR \(mrr)"]
  }
}
