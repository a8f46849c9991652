// Notification lines as inputs of mrr-filter and mrr-group.

/// A movement of a notification.
func movement(
  _ type: String, _ change: Int, _ date: String = "2025-04-02", _ plan: String = "Pro",
  currency: String = "usd", sub: String = "sub_1", isFuture: Bool = false
) -> Notice.Movement {
  Notice.Movement(
    type: type, mrr_change: change, currency: currency, date: date, plan_name: plan,
    subscription_id: sub, description: "what moved \(plan)", is_future: isFuture)
}

/// The lines of one payload, one movement each, as mrr-detect writes them.
func payload(
  _ movements: Notice.Movement..., event: String = "mrr_movement", customer: String = "cus_1",
  account: String? = nil, at: Instant = "04-02", statuses: [String] = ["active"]
) -> Line {
  var lines: [String] = []
  for (index, movement) in movements.enumerated() {
    var notice = Notice(event: event, customer: customer, account: account, at: at)
    notice.customer.status = statuses[min(index, statuses.count - 1)]
    notice.movements = [movement]
    notice.meta?.part = index + 1
    notice.meta?.last = index == movements.count - 1
    lines.append(notice.canonical)
  }
  return Line(lines.joined(separator: "\n"))
}

/// The one line into which mrr-group joins a payload.
func joined(
  _ movements: Notice.Movement..., event: String = "mrr_movement", customer: String = "cus_1",
  account: String? = nil, at: Instant = "04-02", status: String = "active"
) -> Line {
  var notice = Notice(event: event, customer: customer, account: account, at: at)
  notice.customer.status = status
  notice.movements = movements
  return Line(notice.canonical)
}

/// A line without `meta`, as another system may write it.
func plain(
  _ movements: Notice.Movement..., customer: String, account: String? = nil,
  event: String = "mrr_movement"
) -> Line {
  var notice = Notice(event: event, customer: customer, account: account, at: "04-02")
  notice.movements = movements
  notice.meta = nil
  return Line(notice.canonical)
}

/// A failed payment's line.
func failedPayment(
  _ amount: Int, at: Instant = "04-02", invoice: String = "in_1", customer: String = "cus_1"
) -> Line {
  var notice = Notice(event: "failed_payment", customer: customer, account: nil, at: at)
  notice.customer.status = "past_due"
  notice.customer.current_mrr = amount
  notice.customer.currency = "usd"
  notice.timestamp = at.rfc3339
  notice.payment = Notice.Payment(
    invoice_id: invoice, amount: amount, currency: "usd", failure_reason: "card_declined",
    attempt_count: 1, date: at.date)
  let facts = "\n\(customer)\nfailed_payment\n\(at.seconds)\n\(invoice)\n"
  notice.meta = Notice.Meta(
    id: WellFormed.paymentID(facts), part: 1, last: true, at: at.rfc3339)
  return Line(notice.canonical)
}

extension Notice {
  init(event: String, customer: String, account: String?, at: Instant) {
    self.event = event
    account_id = account
    self.customer = Customer(
      id: customer, name: "Acme Corp", email: "billing@acme.example", status: "active")
    let facts = "\(account ?? "")\n\(customer)\n\(event)\n\(at.seconds)\n\n"
    meta = Meta(id: WellFormed.paymentID(facts), at: at.rfc3339)
  }
}
