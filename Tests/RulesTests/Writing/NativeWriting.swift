// Native records: the plain form of `lines.md`.

/// A native subscription record: the whole subscription as of `at`.
func native(_ at: Instant, _ sub: Sub, event: String? = nil) -> Line {
  Line(nativeRecord(at, sub, event: event).rendered)
}

func nativeRecord(_ at: Instant, _ sub: Sub, event: String? = nil) -> JSON {
  var record: [JSON.Member] = []
  func put(_ key: String, _ value: JSON) { record.append(.init(key: key, value: value)) }
  func time(_ instant: Instant) -> JSON { .text(instant.rfc3339) }
  put("record", "subscription")
  put("id", .text(sub.id))
  if let event { put("event_id", .text(event)) }
  put("at", time(at))
  if let start = sub.start { put("start", time(start)) }
  put("customer", nativeCustomer(sub.customer, name: sub.name, email: sub.email))
  put("status", .text(sub.status))
  put("currency", .text(sub.currency))
  put("items", .array(sub.items.map { nativeItem($0, of: sub) }))
  if !sub.discounts.isEmpty { put("discounts", .array(sub.discounts.map(nativeDiscount))) }
  if let trialEnd = sub.trialEnd { put("trial_end", time(trialEnd)) }
  if let cancelAt = sub.cancelAt { put("cancel_at", time(cancelAt)) }
  if sub.cancelAtPeriodEnd { put("cancel_at_period_end", true) }
  if let periodEnd = sub.periodEnd { put("current_period_end", time(periodEnd)) }
  if sub.isCollectionPaused { put("pause_collection", ["behavior": "keep_as_draft"]) }
  if let ended = sub.ended { put("ended_at", time(ended)) }
  if let livemode = sub.livemode { put("livemode", .bool(livemode)) }
  return .object(record)
}

private func nativeCustomer(_ id: String, name: String?, email: String?) -> JSON {
  var customer: JSON = ["id": .text(id)]
  if let name { customer = customer.setting("name", .text(name)) }
  if let email { customer = customer.setting("email", .text(email)) }
  return customer
}

private func nativeItem(_ item: Item, of sub: Sub) -> JSON {
  var record: [JSON.Member] = []
  func put(_ key: String, _ value: JSON) { record.append(.init(key: key, value: value)) }
  put("id", .text(item.id))
  put("plan_id", .text(item.price))
  if let plan = item.plan { put("plan_name", .text(plan)) }
  if let decimal = item.decimal {
    put("unit_amount", .text(decimal))
  } else if let amount = item.amount {
    put("unit_amount", .int(amount))
  }
  if let quantity = item.quantity { put("quantity", .int(quantity)) }
  put("interval", .text(item.interval))
  put("interval_count", .int(item.count))
  if item.currency != sub.currency { put("currency", .text(item.currency)) }
  if item.isMetered { put("usage_type", "metered") }
  if let tiers = item.tiers { put("tiers", .array(tiers.map(tierRecord))) }
  if let mode = item.tiersMode { put("tiers_mode", .text(mode)) }
  if let transform = item.transform {
    put(
      "transform_quantity",
      ["divide_by": .int(transform.divideBy), "round": .text(transform.round)])
  }
  if !item.discounts.isEmpty { put("discounts", .array(item.discounts.map(nativeDiscount))) }
  if let end = item.periodEnd { put("current_period_end", .text(end.rfc3339)) }
  return .object(record)
}

/// A tier as both dialects write it; Stripe's has the same names.
func tierRecord(_ tier: Tier) -> JSON {
  var record: JSON = ["up_to": .int(tier.upTo), "unit_amount": .int(tier.unit)]
  if let flat = tier.flat { record = record.setting("flat_amount", .int(flat)) }
  return record
}

func nativeDiscount(_ discount: Discount) -> JSON {
  var record: [JSON.Member] = []
  func put(_ key: String, _ value: JSON) { record.append(.init(key: key, value: value)) }
  if let percent = discount.percent { put("percent_off", .number(percent)) }
  if let amount = discount.amount {
    put("amount_off", .int(amount))
    put("currency", .text(discount.currency))
  }
  put("duration", .text(discount.duration))
  if let months = discount.months { put("duration_in_months", .int(months)) }
  if let start = discount.start { put("start", .text(start.rfc3339)) }
  if let end = discount.end { put("end", .text(end.rfc3339)) }
  return .object(record)
}

/// A native customer record.
func nativeCustomer(
  _ at: Instant, _ id: String = "cus_1", name: String? = nil, email: String? = nil,
  discounts: [Discount]? = nil, deleted: Bool = false
) -> Line {
  var record: JSON = ["record": "customer", "id": .text(id), "at": .text(at.rfc3339)]
  if let name { record = record.setting("name", .text(name)) }
  if let email { record = record.setting("email", .text(email)) }
  if let discounts {
    record = record.setting("discounts", .array(discounts.map(nativeDiscount)))
  }
  if deleted { record = record.setting("deleted", true) }
  return Line(record.rendered)
}

/// A native payment record: `succeeded` unless a reason for its failure is given.
func payment(
  _ at: Instant, _ invoice: String = "in_1", _ amount: Int = 4900, failed reason: String? = nil,
  attempt: Int? = nil, customer: String = "cus_1", sub: String = "sub_1",
  currency: String = "usd"
) -> Line {
  Line(
    nativePayment(
      at, invoice, amount, failed: reason, attempt: attempt, customer: customer, sub: sub,
      currency: currency
    ).rendered)
}

func nativePayment(
  _ at: Instant, _ invoice: String, _ amount: Int, failed reason: String?, attempt: Int?,
  customer: String, sub: String, currency: String
) -> JSON {
  var record: JSON = [
    "record": "payment",
    "id": .text("pay_\(invoice)_\(at.seconds)_\(reason == nil ? "ok" : "failed")"),
    "at": .text(at.rfc3339), "customer": ["id": .text(customer)],
    "subscription_id": .text(sub), "invoice_id": .text(invoice), "amount": .int(amount),
    "currency": .text(currency), "status": reason == nil ? "succeeded" : "failed",
  ]
  if let reason { record = record.setting("failure_reason", .text(reason)) }
  if let attempt { record = record.setting("attempt_count", .int(attempt)) }
  return record
}

/// A native invoice record.
func nativeInvoice(
  _ at: Instant, _ id: String, _ status: String, _ lines: [InvoiceLine],
  customer: String = "cus_1", currency: String = "usd"
) -> Line {
  let lines: [JSON] = lines.map { line in
    [
      "subscription_id": line.isRecurring ? .text(line.sub) : nil, "plan_id": .text(line.plan),
      "plan_name": .text(line.plan), "amount": .int(line.amount), "tax": .int(line.tax),
      "quantity": 1, "interval": .text(line.interval), "interval_count": .int(line.count),
      "period_start": .text(line.start.rfc3339), "period_end": .text(line.end.rfc3339),
      "proration": .bool(line.isProration), "recurring": .bool(line.isRecurring),
    ]
  }
  let record: JSON = [
    "record": "invoice", "id": .text(id), "at": .text(at.rfc3339),
    "customer": ["id": .text(customer)], "status": .text(status), "currency": .text(currency),
    "lines": .array(lines),
  ]
  return Line(record.rendered)
}
