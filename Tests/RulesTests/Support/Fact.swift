/// One movement or failed payment of an output, and what a table says of it.
struct Fact {
  /// Whether it belongs to the same payload as the one before it.
  var isJoined: Bool
  /// What it is, in the table's words: `scheduled: churn -4900 usd 2025-04-15 Pro`.
  var head: String
  /// More about it: its description, and `status`, `sub`, `customer`, `name`, `email`, `at`,
  /// `mrr`, `invoice` each with its value.
  var details: [String]

  var isMovement: Bool { !head.hasPrefix("failed:") }
}

extension Fact: CustomStringConvertible {
  var description: String {
    (isJoined ? "& " : "") + ([head] + details).joined(separator: " | ")
  }

  /// Everything of an output, in its order.
  static func facts(in lines: [String]) throws -> [Fact] {
    var facts: [Fact] = []
    var last: String?
    for (index, line) in lines.enumerated() {
      let notice = try Notice(line)
      let payload = notice.meta?.id ?? "line \(index)"
      let more = [
        "status \(notice.customer.status)", "customer \(notice.customer.id)",
        "name \(notice.customer.name ?? "null")", "email \(notice.customer.email ?? "null")",
        "at \(notice.meta?.at ?? "?")", "account \(notice.account_id ?? "null")",
      ]
      if let payment = notice.payment {
        facts.append(
          Fact(
            isJoined: payload == last,
            head: "failed: \(payment.amount) \(payment.currency) \(payment.date)"
              + " \(payment.failure_reason) attempt \(payment.attempt_count)",
            details: more + [
              "invoice \(payment.invoice_id)",
              "mrr \(notice.customer.current_mrr ?? -1) \(notice.customer.currency ?? "?")",
            ]))
      }
      for (place, movement) in (notice.movements ?? []).enumerated() {
        let change = movement.mrr_change > 0 ? "+\(movement.mrr_change)" : "\(movement.mrr_change)"
        let event = notice.event == "mrr_movement" ? "" : "scheduled: "
        facts.append(
          Fact(
            isJoined: payload == last || place > 0,
            head: "\(event)\(movement.type) \(change) \(movement.currency) \(movement.date)"
              + " \(movement.plan_name)",
            details: [movement.description] + more + ["sub \(movement.subscription_id)"]))
      }
      last = payload
    }
    return facts
  }

  /// What a table's row says; a currency that is left out is usd.
  static func expected(_ text: String) -> Fact {
    var parts = text.split(separator: " | ").map { String($0) }
    var words = parts.removeFirst().split(separator: " ").map { String($0) }
    let isJoined = words.first == "&"
    if isJoined { words.removeFirst() }
    let prefix = words.first?.hasSuffix(":") == true ? 1 : 0
    let currencyAt = words.first == "failed:" ? 2 : prefix + 2
    if currencyAt < words.count, words[currencyAt].contains("-") {
      words.insert("usd", at: currencyAt)
    }
    return Fact(isJoined: isJoined, head: words.joined(separator: " "), details: parts)
  }

  /// Whether this, of an output, is what a row expects.
  func fulfils(_ expected: Fact) -> Bool {
    isJoined == expected.isJoined && head == expected.head
      && expected.details.allSatisfy { details.contains($0) }
  }
}
