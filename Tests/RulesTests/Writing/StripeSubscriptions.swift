// Stripe's subscriptions, as events and as bare objects, in the older and the newer API shape.

/// A Stripe event around an object.
func stripeEvent(
  _ type: String, _ at: Instant, _ object: JSON, previous: JSON? = nil, id: String? = nil,
  livemode: Bool = true, _ api: API
) -> String {
  var data: JSON = ["object": object]
  if let previous { data = data.setting("previous_attributes", previous) }
  let event: JSON = [
    "id": .text(id ?? eventID(type, at, data)), "object": "event",
    "api_version": .text(api.version), "created": .int(at.seconds), "data": data,
    "livemode": .bool(livemode), "pending_webhooks": 1,
    "request": ["id": nil, "idempotency_key": nil], "type": .text(type),
  ]
  return event.rendered
}

/// An id that depends on the event's type, time and content alone.
private func eventID(_ type: String, _ at: Instant, _ data: JSON) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in "\(type) \(at.seconds) \(data.rendered)".utf8 {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }
  return "evt_" + String(hash, radix: 36)
}

func created(_ at: Instant, _ sub: Sub, id: String? = nil) -> Line {
  Line(stripe: { api in
    let whole = sub.with { $0.start = $0.start ?? at }
    return stripeEvent(
      "customer.subscription.created", at, stripeSubscription(whole, at, api), id: id,
      livemode: sub.livemode ?? true, api)
  })
}

/// An `updated` event whose `previous_attributes` are what differs from `was`.
func updated(
  _ at: Instant, _ sub: Sub, was: Sub, id: String? = nil,
  type: String = "customer.subscription.updated"
) -> Line {
  Line(stripe: { api in
    let object = stripeSubscription(sub, at, api)
    let previous = JSON.previousAttributes(from: stripeSubscription(was, at, api), to: object)
    return stripeEvent(
      type, at, object, previous: previous, id: id, livemode: sub.livemode ?? true, api)
  })
}

/// A `deleted` event: the subscription as it was, ended.
func deleted(_ at: Instant, _ sub: Sub, id: String? = nil) -> Line {
  Line(stripe: { api in
    let ended = sub.with {
      $0.status = "canceled"
      $0.ended = $0.ended ?? at
    }
    return stripeEvent(
      "customer.subscription.deleted", at, stripeSubscription(ended, at, api), id: id,
      livemode: sub.livemode ?? true, api)
  })
}

/// A bare subscription object, as the list endpoint gives it: discounts and coupons expanded.
func object(_ sub: Sub) -> Line {
  Line(stripe: { api in
    let bare = stripeSubscription(sub, sub.start ?? "03-15", api)
    guard api == .new else { return bare.rendered }
    return bare.setting("discounts", .array(sub.discounts.map { expanded($0, of: sub, api) }))
      .rendered
  })
}

func stripeSubscription(_ sub: Sub, _ at: Instant, _ api: API) -> JSON {
  let start = sub.start ?? min(at, "03-15")
  let periodStart = sub.periodStart ?? start
  let periodEnd = sub.periodEnd ?? start + 31 * 86400
  var record: [JSON.Member] = []
  func put(_ key: String, _ value: JSON) { record.append(.init(key: key, value: value)) }
  put("id", .text(sub.id))
  put("object", "subscription")
  put("application", nil)
  put("automatic_tax", ["enabled": false])
  put("billing_cycle_anchor", .int(start.seconds))
  put("cancel_at", .int(sub.cancelAt?.seconds))
  put("cancel_at_period_end", .bool(sub.cancelAtPeriodEnd))
  let isEnding = sub.ended != nil || sub.cancelAt != nil || sub.cancelAtPeriodEnd
  put("canceled_at", isEnding ? .int(at.seconds) : nil)
  put("collection_method", sub.sendsInvoices ? "send_invoice" : "charge_automatically")
  put("created", .int(start.seconds))
  put("currency", .text(sub.currency))
  if api == .old {
    put("current_period_end", .int(periodEnd.seconds))
    put("current_period_start", .int(periodStart.seconds))
  }
  put("customer", .text(sub.customer))
  put("days_until_due", sub.sendsInvoices ? 30 : nil)
  putDiscounts()
  put("ended_at", .int(sub.ended?.seconds))
  let items = sub.items.map { stripeItem($0, of: sub, (periodStart, periodEnd), api) }
  let url = "/v1/subscription_items?subscription=\(sub.id)"
  put("items", ["object": "list", "data": .array(items), "has_more": false, "url": .text(url)])
  put("livemode", .bool(sub.livemode ?? true))
  put("metadata", ["crm": .text(sub.note)])
  put("pause_collection", sub.isCollectionPaused ? ["behavior": "void", "resumes_at": nil] : nil)
  if api == .old, let item = sub.items.first, items.count == 1 {
    put("plan", stripePlan(item))
    put("quantity", item.quantity.map { .int($0) } ?? nil)
  }
  put("schedule", nil)
  put("start_date", .int(start.seconds))
  put("status", .text(sub.status))
  put("trial_end", .int(sub.trialEnd?.seconds))
  put("trial_start", sub.trialEnd == nil ? nil : .int(start.seconds))
  return .object(record)

  /// The old shape holds one discount whole; more of them stand expanded in a list.
  func putDiscounts() {
    switch api {
    case .old where sub.discounts.count < 2:
      put("discount", sub.discounts.first.map { expanded($0, of: sub, api) } ?? nil)
    case .old:
      put("discount", nil)
      put("discounts", .array(sub.discounts.map { expanded($0, of: sub, api) }))
    case .new:
      put("discounts", .array(sub.discounts.map { .text($0.id) }))
    }
  }
}

private func stripeItem(
  _ item: Item, of sub: Sub, _ period: (start: Instant, end: Instant), _ api: API
) -> JSON {
  var record: [JSON.Member] = []
  func put(_ key: String, _ value: JSON) { record.append(.init(key: key, value: value)) }
  put("id", .text(item.id))
  put("object", "subscription_item")
  put("created", .int((sub.start ?? "03-15").seconds))
  if api == .new {
    put("current_period_end", .int((item.periodEnd ?? period.end).seconds))
    put("current_period_start", .int(period.start.seconds))
    put("discounts", .array(item.discounts.map { .text($0.id) }))
  } else if !item.discounts.isEmpty {
    put("discounts", .array(item.discounts.map { expanded($0, of: sub, item: item.id, api) }))
  }
  put("metadata", [:])
  put("plan", stripePlan(item))
  put("price", stripePrice(item))
  if let quantity = item.quantity { put("quantity", .int(quantity)) }
  put("subscription", .text(sub.id))
  put("tax_rates", [])
  return .object(record)
}

func stripePrice(_ item: Item) -> JSON {
  [
    "id": .text(item.price), "object": "price", "active": true,
    "billing_scheme": item.tiersMode == nil ? "per_unit" : "tiered", "created": 1_700_000_000,
    "currency": .text(item.currency), "livemode": true, "lookup_key": nil, "metadata": [:],
    "nickname": .text(item.plan), "product": .text(item.product),
    "recurring": [
      "interval": .text(item.interval), "interval_count": .int(item.count),
      "trial_period_days": nil, "usage_type": item.isMetered ? "metered" : "licensed",
    ],
    "tax_behavior": "unspecified", "tiers": tiers(item), "tiers_mode": .text(item.tiersMode),
    "transform_quantity": transform(item), "type": "recurring",
    "unit_amount": .int(item.amount),
    "unit_amount_decimal": .text(item.decimal ?? item.amount.map { String($0) }),
  ]
}

/// The item's price in the form that came before prices, which Stripe still sends beside it.
private func stripePlan(_ item: Item) -> JSON {
  [
    "id": .text(item.price), "object": "plan", "active": true, "amount": .int(item.amount),
    "amount_decimal": .text(item.decimal ?? item.amount.map { String($0) }),
    "billing_scheme": item.tiersMode == nil ? "per_unit" : "tiered", "created": 1_700_000_000,
    "currency": .text(item.currency), "interval": .text(item.interval),
    "interval_count": .int(item.count), "livemode": true, "metadata": [:],
    "nickname": .text(item.plan), "product": .text(item.product),
    "tiers": tiers(item), "tiers_mode": .text(item.tiersMode),
    "transform_usage": transform(item), "trial_period_days": nil,
    "usage_type": item.isMetered ? "metered" : "licensed",
  ]
}

private func tiers(_ item: Item) -> JSON { item.tiers.map { .array($0.map(tierRecord)) } ?? nil }

private func transform(_ item: Item) -> JSON {
  guard let transform = item.transform else { return nil }
  return ["divide_by": .int(transform.divideBy), "round": .text(transform.round)]
}
