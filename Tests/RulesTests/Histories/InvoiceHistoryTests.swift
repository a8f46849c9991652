import TestSupport
import Testing

/// Random histories of invoices alone (`--basis invoices`).
@Suite("Random invoices")
struct InvoiceHistoryTests {
  private static let options = ["-q", "--basis", "invoices", "--as-of", "2025-09-01"]
  private static let asOf = Instant("2025-09-01 00:00")

  /// The bills of some customers, and what each has in the end.
  struct Bills {
    /// In the order in which they were made, a customer after the other.
    var moments: [LedgerLawTests.Moment] = []
    var mrr: [String: Int] = [:]

    var lines: [String] { moments.flatMap(\.lines) }
  }

  /// Makes bills; with `opensFirst` each renewal is told of when its period begins.
  static func bills(_ count: Int, _ seed: UInt64, opensFirst: Bool = false) -> Bills {
    var random = SplitMix64(movable: seed)
    var bills = Bills()
    for number in 1...count {
      let customer = "cus_\(number)"
      var start = Instant("2025-01-01 00:00") + random.below(60 * 86400)
      var has = 0
      var reach: Instant?
      for month in 1...random.between(1, 9) where start < asOf {
        let isYear = random.chance(10)
        let end = start + (isYear ? 365 : 31) * 86400
        let amount = random.pick([4900, 9900, 1900, 12_000])
        let line = InvoiceLine(
          plan: random.pick(["Pro", "Biz"]), amount: amount, start: start, end: end,
          interval: isYear ? "year" : "month", sub: "sub_\(number)")
        let id = "in_\(number)_\(month)"
        // A bill may be open for a while, and is paid within the period.
        if random.chance(30) || opensFirst {
          let text = nativeInvoice(start, id, "open", [line], customer: customer).text(.new)
          bills.moments.append(LedgerLawTests.Moment(at: start, lines: [text]))
          // A renewal that is open extends what is there.
          if let before = reach, start <= before + 3 * 86400 { reach = end }
        }
        let paid = start + random.pick([0, 0, 3600, 5 * 86400])
        if paid < asOf {
          let text = nativeInvoice(paid, id, "paid", [line], customer: customer).text(.new)
          bills.moments.append(LedgerLawTests.Moment(at: paid, lines: [text]))
          has = isYear ? amount / 12 : amount
          reach = end
        }
        start = end + random.pick([0, 0, 0, 2 * 86400, 3 * 86400, 20 * 86400])
      }
      bills.mrr[customer] = (reach.map { $0 + 3 * 86400 > asOf } ?? false) ? has : 0
    }
    return bills
  }

  private func detect(_ lines: [String]) throws -> [String] {
    let result = try Program.inFolder {
      try Program.run(
        "mrr-detect", Self.options, Array(lines.joined(separator: "\n").utf8), in: $0)
    }
    #expect(result.status == 0)
    return result.lines
  }

  @Test("The movements add up to the MRR of the last period that was paid")
  func sums() throws {
    let bills = Self.bills(400, 61)
    let mrr = bills.mrr
    let output = try detect(bills.lines)
    let faults = WellFormed.faults(in: output)
    #expect(faults.isEmpty)
    var sums = mrr.mapValues { _ in 0 }
    for notice in try output.map(Notice.init) {
      for movement in notice.movements ?? [] {
        sums[notice.customer.id, default: 0] += movement.mrr_change
        #expect(sums[notice.customer.id, default: 0] >= 0)
      }
    }
    let wrong = mrr.keys.filter { sums[$0] != mrr[$0] }.sorted()
    #expect(
      wrong.isEmpty,
      "\(wrong.prefix(3).map { "\($0): \(sums[$0] ?? 0), not \(mrr[$0] ?? 0)" })")
  }

  @Test("Neither the order of the invoices nor their repetition matters")
  func order() throws {
    let lines = Self.bills(60, 62).lines
    let wanted = try detect(lines)
    #expect(wanted.count > 100)
    #expect(try detect(lines.reversed()) == wanted)
    #expect(try detect(lines + lines) == wanted)
    var random = SplitMix64(movable: 63)
    for _ in 1...20 { #expect(try detect(random.shuffled(lines)) == wanted) }
  }
}
