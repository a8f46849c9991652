// Stripe's invoices and charges.

/// One line of an invoice.
struct InvoiceLine: Sendable {
  var plan = "Pro"
  var amount: Int
  var start: Instant = "03-15"
  var end: Instant = "04-15"
  var isProration = false
  var isRecurring = true
  var interval = "month"
  var count = 1
  var tax = 0
  var sub = "sub_1"
}

/// An invoice whole.
struct Invoice: Sendable {
  var id = "in_1"
  var customer = "cus_1"
  var sub: String? = "sub_1"
  var amount = 4900
  var currency = "usd"
  var status = "open"
  var attempt = 1
  var created: Instant = "03-15"
  var paidAt: Instant?
  var lines: [InvoiceLine] = []

  init(
    _ id: String = "in_1", _ amount: Int = 4900, customer: String = "cus_1",
    sub: String? = "sub_1", currency: String = "usd", attempt: Int = 1, lines: [InvoiceLine] = []
  ) {
    self.id = id
    self.amount = amount
    self.customer = customer
    self.sub = sub
    self.currency = currency
    self.attempt = attempt
    self.lines = lines
  }

  func with(_ change: (inout Invoice) -> Void) -> Invoice {
    var copy = self
    change(&copy)
    return copy
  }
}

/// `invoice.paid`, or the twin event of the same payment.
func paid(_ at: Instant, _ invoice: Invoice, type: String = "invoice.paid") -> Line {
  Line(stripe: { api in
    let whole = invoice.with {
      $0.status = "paid"
      $0.paidAt = at
      $0.created = at + -3600
    }
    return stripeEvent(type, at, stripeInvoice(whole, api), api)
  })
}

/// `invoice.payment_failed`.
func failed(_ at: Instant, _ invoice: Invoice) -> Line {
  Line(stripe: { api in
    let whole = invoice.with { $0.created = at + -3600 }
    return stripeEvent("invoice.payment_failed", at, stripeInvoice(whole, api), api)
  })
}

func stripeInvoice(_ invoice: Invoice, _ api: API) -> JSON {
  let isPaid = invoice.status == "paid"
  var record: [JSON.Member] = []
  func put(_ key: String, _ value: JSON) { record.append(.init(key: key, value: value)) }
  put("id", .text(invoice.id))
  put("object", "invoice")
  put("amount_due", .int(invoice.amount))
  put("amount_paid", .int(isPaid ? invoice.amount : 0))
  put("amount_remaining", .int(isPaid ? 0 : invoice.amount))
  put("attempt_count", .int(invoice.attempt))
  put("attempted", true)
  put("billing_reason", "subscription_cycle")
  if api == .old { put("charge", .text("ch_\(invoice.id)_\(invoice.attempt)")) }
  put("collection_method", "charge_automatically")
  put("created", .int(invoice.created.seconds))
  put("currency", .text(invoice.currency))
  put("customer", .text(invoice.customer))
  put("last_finalization_error", nil)
  let lines = invoice.lines.map { stripeInvoiceLine($0, invoice.currency, api) }
  put("lines", ["object": "list", "data": .array(lines), "has_more": false])
  put("livemode", true)
  put("metadata", [:])
  switch api {
  case .old:
    put("paid", .bool(isPaid))
    put("payment_intent", .text("pi_\(invoice.id)"))
    put("subscription", .text(invoice.sub))
  case .new:
    put(
      "parent",
      invoice.sub.map {
        ["type": "subscription_details", "subscription_details": ["subscription": .text($0)]]
      } ?? nil)
  }
  put("status", .text(invoice.status))
  put("status_transitions", ["paid_at": .int(invoice.paidAt?.seconds), "voided_at": nil])
  put("subtotal", .int(invoice.amount))
  put("total", .int(invoice.amount))
  return .object(record)
}

private func stripeInvoiceLine(_ line: InvoiceLine, _ currency: String, _ api: API) -> JSON {
  let item = Item(line.plan, line.amount, per: line.interval, count: line.count, currency: currency)
  let record: JSON = [
    "id": .text("il_\(line.plan)_\(line.start.seconds)_\(line.amount)"), "object": "line_item",
    "amount": .int(line.amount), "currency": .text(currency), "discount_amounts": [],
    "period": ["start": .int(line.start.seconds), "end": .int(line.end.seconds)], "quantity": 1,
  ]
  switch api {
  case .old:
    return
      record
      .setting("price", line.isRecurring ? stripePrice(item) : oneOffPrice(line, currency))
      .setting("proration", .bool(line.isProration))
      .setting("subscription", line.isRecurring ? .text(line.sub) : nil)
      .setting("type", line.isRecurring ? "subscription" : "invoiceitem")
  case .new:
    let details: JSON = [
      "proration": .bool(line.isProration),
      "subscription": line.isRecurring ? .text(line.sub) : nil,
    ]
    let name = line.isRecurring ? "subscription_item_details" : "invoice_item_details"
    return
      record
      .setting(
        "parent",
        .object([
          .init(key: "type", value: .text(name)),
          .init(key: name, value: details),
        ])
      )
      .setting(
        "pricing",
        [
          "type": "price_details",
          "price_details": ["price": .text(item.price), "product": .text(item.product)],
        ])
  }
}

private func oneOffPrice(_ line: InvoiceLine, _ currency: String) -> JSON {
  [
    "id": "price_once", "object": "price", "currency": .text(currency), "nickname": "Set-up",
    "recurring": nil, "type": "one_time", "unit_amount": .int(line.amount),
  ]
}

/// `charge.failed`; only the old shape names the invoice.
func chargeFailed(
  _ at: Instant, _ invoice: Invoice, code: String?, reason: String? = nil
) -> Line {
  Line(stripe: { api in
    stripeEvent("charge.failed", at, charge(at, invoice, code: code, reason: reason, api), api)
  })
}

/// `charge.refunded`, which never makes a movement.
func chargeRefunded(_ at: Instant, _ invoice: Invoice) -> Line {
  Line(stripe: { api in
    let whole = charge(at, invoice, code: nil, reason: nil, api)
      .setting("refunded", true).setting("status", "succeeded")
      .setting("amount_refunded", .int(invoice.amount))
    return stripeEvent("charge.refunded", at, whole, api)
  })
}

private func charge(
  _ at: Instant, _ invoice: Invoice, code: String?, reason: String?, _ api: API
) -> JSON {
  let record: JSON = [
    "id": .text("ch_\(invoice.id)_\(invoice.attempt)"), "object": "charge",
    "amount": .int(invoice.amount), "amount_refunded": 0, "created": .int(at.seconds),
    "currency": .text(invoice.currency), "customer": .text(invoice.customer),
    "failure_code": .text(code), "failure_message": "Your card was declined.", "livemode": true,
    "outcome": ["network_status": "declined_by_network", "reason": .text(reason)],
    "paid": false, "refunded": false, "status": "failed",
  ]
  return api == .old ? record.setting("invoice", .text(invoice.id)) : record
}
