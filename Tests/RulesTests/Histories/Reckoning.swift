import Foundation

/// The MRR of a customer at any moment, reckoned from the snapshots alone with the naive arithmetic.
struct Reckoning {
  private let history: History

  init(_ history: History) { self.history = history }

  /// What a customer has, by currency; a currency without MRR is left out.
  func mrr(at time: Instant) -> [String: Int] {
    var sums: [String: Int] = [:]
    let goneAt = history.steps.compactMap { step in
      if case .gone(let at) = step { at } else { nil }
    }.first
    if let goneAt, goneAt <= time { return [:] }
    let own = customerDiscount(at: time)
    for sub in subscriptions(at: time) {
      let value = Self.mrr(of: sub, at: time, own)
      if value > 0 { sums[sub.currency, default: 0] += value }
    }
    return sums
  }

  /// What the customer had before the first records of its subscriptions, of those met by `time`.
  func opening(by time: Instant, _ dialect: History.Dialect) -> [String: Int] {
    var sums: [String: Int] = [:]
    for (at, sub, was) in firstRecords where at <= time {
      guard let was else { continue }
      let before = Self.putBack(sub, was, at, dialect)
      sums[sub.currency, default: 0] += Self.mrr(of: before, at: at, customerDiscount(at: at))
    }
    return sums.filter { $0.value > 0 }
  }

  /// What a first record, not of a creation, says that the subscription was before it.
  static func putBack(_ sub: Sub, _ was: Sub, _ at: Instant, _ dialect: History.Dialect) -> Sub {
    guard sub.status == "canceled" else { return dialect == .native ? sub : was }
    // Of an ended one nothing tells what it was before but its own lines.
    let isTrial = sub.trialEnd.map { $0 > (sub.ended ?? at) } ?? false
    return sub.with { $0.status = isTrial ? "trialing" : "active" }
  }

  /// Every moment at which the customer's MRR may change.
  var moments: [Instant] {
    var moments: Set<Instant> = []
    for step in history.steps {
      moments.insert(step.at)
      switch step {
      case .sub(_, let sub, _):
        for discount in sub.discounts + sub.items.flatMap(\.discounts) {
          if let end = discount.end { moments.insert(end) }
        }
      case .discount(_, let discount, _):
        if let end = discount?.end { moments.insert(end) }
      default: break
      }
    }
    return moments.filter { $0 <= HistoryGenerator.end }.sorted()
  }

  private func subscriptions(at time: Instant) -> [Sub] {
    var last: [String: Sub] = [:]
    for case .sub(let at, let sub, _) in history.steps where at <= time { last[sub.id] = sub }
    return Array(last.values)
  }

  private var firstRecords: [(at: Instant, sub: Sub, was: Sub?)] {
    var seen: Set<String> = []
    var first: [(at: Instant, sub: Sub, was: Sub?)] = []
    for case .sub(let at, let sub, let was) in history.steps where seen.insert(sub.id).inserted {
      first.append((at, sub, was))
    }
    return first
  }

  func customerDiscount(at time: Instant) -> Discount? {
    var current: Discount?
    for case .discount(let at, let discount, _) in history.steps where at <= time {
      current = discount
    }
    return current
  }

  private static func counts(_ discount: Discount, at time: Instant) -> Bool {
    discount.duration == "forever"
      || (discount.duration == "repeating" && (discount.end ?? .init(seconds: .max)) > time)
  }

  private static func cells(_ discounts: [Discount], at time: Instant) -> String {
    discounts.filter { counts($0, at: time) }.map { discount in
      discount.percent.map { " discount=percent:\($0)" }
        ?? " discount=amount:\(discount.amount ?? 0)"
    }.joined()
  }

  /// The sum of the lines of a subscription.
  static func mrr(of sub: Sub, at time: Instant, _ own: Discount?) -> Int {
    lines(of: sub, at: time, own).reduce(0) { $0 + $1.mrr }
  }

  /// What the arithmetic gave for a table before: the same subscription is looked at many times.
  private static let memory = Memory()

  /// Behind a lock of which ThreadSanitizer knows, unlike the standard library's.
  private final class Memory: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String: [NaiveArithmetic.Value]] = [:]

    func values(of table: String) -> [NaiveArithmetic.Value]? {
      lock.withLock { values[table] }
    }

    func keep(_ known: [NaiveArithmetic.Value], of table: String) {
      lock.withLock { values[table] = known }
    }
  }

  /// The lines of a subscription, through the plain table; `own` is its customer's discount.
  static func lines(of sub: Sub, at time: Instant, _ own: Discount?) -> [NaiveArithmetic.Value] {
    guard sub.status == "active" || sub.status == "past_due" else { return [] }
    var cells = Self.cells(sub.discounts, at: time)
    if cells.isEmpty, let own, own.amount == nil || own.currency == sub.currency {
      cells = Self.cells([own], at: time)
    }
    var table = "sub x\(cells)\n"
    for item in sub.items {
      var row = "item \(item.plan ?? "-") quantity=\(item.quantity ?? 1)"
      row += " per=\(item.interval)/\(item.count)"
      if let amount = item.amount { row += " unit=\(amount)" }
      if let tiers = item.tiers {
        row += " tiers=\(item.tiersMode ?? ""):"
        row += tiers.map { tier in
          "\(tier.upTo.map { "\($0)" } ?? "-"),\(tier.unit),\(tier.flat ?? 0)"
        }.joined(separator: ";")
      }
      table += row + Self.cells(item.discounts, at: time) + "\n"
    }
    table += "end\n"
    if let known = memory.values(of: table) { return known }
    let values = NaiveArithmetic(table: table).result["x"] ?? []
    memory.keep(values, of: table)
    return values
  }
}
