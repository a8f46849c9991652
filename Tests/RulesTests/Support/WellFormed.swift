/// What holds for every output of `mrr-detect`, whatever its input was.
enum WellFormed {
  /// What is wrong with the lines; empty when nothing is.
  static func faults(in lines: [String], account: String = "") -> [String] {
    var faults: [String] = []
    var notices: [Notice] = []
    for line in lines {
      guard let notice = try? Notice(line) else {
        faults.append("not a notification: \(line)")
        continue
      }
      if notice.canonical != line { faults.append("keys, order or spacing: \(line)") }
      faults += shapeFaults(notice).map { "\($0): \(line)" }
      faults += idFaults(notice, account).map { "\($0): \(line)" }
      notices.append(notice)
    }
    return faults + payloadFaults(notices) + orderFaults(notices)
  }

  private static func shapeFaults(_ notice: Notice) -> [String] {
    var faults: [String] = []
    if !["active", "trialing", "past_due", "canceled"].contains(notice.customer.status) {
      faults.append("unknown customer status")
    }
    if notice.event == "failed_payment" {
      if notice.movements != nil { faults.append("movements in a failed payment") }
      guard let payment = notice.payment else { return faults + ["no payment"] }
      if notice.customer.status != "past_due" { faults.append("status is not past_due") }
      if payment.attempt_count < 1 { faults.append("attempt_count below 1") }
      if notice.timestamp != notice.meta?.at { faults.append("timestamp is not meta.at") }
      return faults
    }
    guard let movement = notice.movements?.first, notice.movements?.count == 1 else {
      return faults + ["not exactly one movement"]
    }
    if movement.mrr_change == 0 { faults.append("mrr_change 0") }
    let rises = ["new", "expansion", "reactivation"].contains(movement.type)
    if rises != (movement.mrr_change > 0) { faults.append("sign and type disagree") }
    let isScheduled = notice.event == "scheduled_cancellation"
    if movement.is_future != isScheduled { faults.append("is_future and event disagree") }
    if isScheduled && rises { faults.append("a scheduled cancellation that rises") }
    return faults
  }

  /// The id is a pure function of the facts (128-bit FNV-1a); a second batch of one opening time
  /// has a number appended.
  private static func idFaults(_ notice: Notice, _ account: String) -> [String] {
    guard let meta = notice.meta, let at = notice.openingSeconds else { return ["no meta"] }
    let facts =
      "\(account)\n\(notice.customer.id)\n\(notice.event)\n\(at)\n"
      + "\(notice.payment?.invoice_id ?? "")\n"
    let allowed = [facts, facts + "2\n", facts + "3\n"].map(paymentID)
    return allowed.contains(meta.id) ? [] : ["id is not \(allowed[0])"]
  }

  static func paymentID(_ facts: String) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in facts.utf8 {
      hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    let digits = String(hash, radix: 16)
    return "mrr_" + String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The lines of a payload stand together, are numbered from 1, and only the last says so.
  private static func payloadFaults(_ notices: [Notice]) -> [String] {
    var faults: [String] = []
    var seen: Set<String> = []
    var start = 0
    while start < notices.count {
      let id = notices[start].meta?.id
      var end = start
      while end < notices.count, notices[end].meta?.id == id { end += 1 }
      if let id, !seen.insert(id).inserted { faults.append("payload \(id) stands apart") }
      for index in start..<end {
        let meta = notices[index].meta
        if meta?.part != index - start + 1 { faults.append("part of line \(index + 1)") }
        if meta?.last != (index == end - 1) { faults.append("last of line \(index + 1)") }
        if notices[index].customer != notices[start].customer {
          faults.append("customer differs inside payload, line \(index + 1)")
        }
      }
      start = end
    }
    return faults
  }

  /// By opening time, customer, event; inside a payload negative before positive, then by
  /// subscription, plan.
  private static func orderFaults(_ notices: [Notice]) -> [String] {
    let rank = ["mrr_movement": 0, "scheduled_cancellation": 1, "failed_payment": 2]
    var faults: [String] = []
    for (index, (a, b)) in zip(notices, notices.dropFirst()).enumerated() {
      let line = index + 2
      if a.meta?.id == b.meta?.id, let one = a.movements?.first, let two = b.movements?.first {
        let key = { (m: Notice.Movement) in (m.mrr_change > 0 ? 1 : 0, m.subscription_id) }
        if key(two) < key(one) { faults.append("order inside a payload, line \(line)") }
        if key(two) == key(one),
          Array(two.plan_name.utf8).lexicographicallyPrecedes(
            Array(one.plan_name.utf8))
        {
          faults.append("order of plans inside a payload, line \(line)")
        }
        continue
      }
      let first = (a.openingSeconds ?? 0, a.customer.id, rank[a.event] ?? 9)
      let second = (b.openingSeconds ?? 0, b.customer.id, rank[b.event] ?? 9)
      if second < first { faults.append("order of payloads, line \(line)") }
    }
    return faults
  }
}
