import Command
package import JSONText

/// Writes notifications: the keys of the documented payload in its order, then `meta`
/// (lines.md, section 1).
///
/// All texts of a line are ranges of one span of UTF-8 (`text`); what JSON wants escaped is
/// escaped here. Each call appends one line with its `\n`.
package enum NotificationWriter {
  /// Writes one movement under `event`, which is not ``Event/failedPayment``.
  package static func write(
    _ movement: Movement, under event: Event, account: Range<Int>?, customer: Customer, meta: Meta,
    text: Span<UInt8>, into lines: inout LineBuffer
  ) {
    let texts =
      length(account) + length(customer) + movement.currency.count + movement.planName.count
      + movement.subscriptionID.count + movement.description.count + length(meta.why)
    lines.append(upTo: most(texts)) { line in
      write(movement, under: event, account: account, customer, meta, text, to: &line)
    }
  }

  private static func write(
    _ movement: Movement, under event: Event, account: Range<Int>?, _ customer: Customer,
    _ meta: Meta, _ text: Span<UInt8>, to lines: inout OutputSpan<UInt8>
  ) {
    lines.append(literal: opening(event))
    lines.append(text, orNull: account)
    lines.append(literal: ",\"customer\":{")
    append(customer, text, to: &lines)
    lines.append(literal: "},\"movements\":[{\"type\":")
    lines.append(literal: member(movement.type))
    lines.append(integer: movement.mrrChange)
    lines.append(literal: ",\"currency\":")
    lines.append(string: text, movement.currency)
    lines.append(literal: ",\"date\":\"")
    lines.append(movement.date.written.span, 0..<10)
    lines.append(literal: "\",\"plan_name\":")
    lines.append(string: text, movement.planName)
    lines.append(literal: ",\"subscription_id\":")
    lines.append(string: text, movement.subscriptionID)
    lines.append(literal: ",\"description\":")
    lines.append(string: text, movement.description)
    lines.append(literal: movement.isFuture ? ",\"is_future\":true}]" : ",\"is_future\":false}]")
    append(meta, text, to: &lines)
  }

  /// Writes a failed payment.
  package static func write(
    _ payment: Payment, customer: Customer, meta: Meta, text: Span<UInt8>,
    into lines: inout LineBuffer
  ) {
    let texts =
      length(customer) + 2 * payment.currency.count + payment.invoiceID.count
      + payment.failureReason.count + length(meta.why)
    lines.append(upTo: most(texts)) { line in write(payment, customer, meta, text, to: &line) }
  }

  private static func write(
    _ payment: Payment, _ customer: Customer, _ meta: Meta, _ text: Span<UInt8>,
    to lines: inout OutputSpan<UInt8>
  ) {
    lines.append(literal: "{\"event\":\"")
    lines.append(literal: Event.failedPayment.word)
    lines.append(literal: "\",\"timestamp\":\"")
    lines.append(payment.time.written.span, 0..<20)
    lines.append(literal: "\",\"customer\":{")
    append(customer, text, to: &lines)
    lines.append(literal: ",\"current_mrr\":")
    lines.append(integer: payment.currentMRR)
    lines.append(literal: ",\"currency\":")
    lines.append(string: text, payment.currency)
    lines.append(literal: "},\"payment\":{\"invoice_id\":")
    lines.append(string: text, payment.invoiceID)
    lines.append(literal: ",\"amount\":")
    lines.append(integer: payment.amount)
    lines.append(literal: ",\"currency\":")
    lines.append(string: text, payment.currency)
    lines.append(literal: ",\"failure_reason\":")
    lines.append(string: text, payment.failureReason)
    lines.append(literal: ",\"attempt_count\":")
    lines.append(integer: payment.attemptCount)
    lines.append(literal: ",\"date\":\"")
    lines.append(payment.date.written.span, 0..<10)
    lines.append(literal: "\"}")
    append(meta, text, to: &lines)
  }

  /// How many bytes a line takes at most whose texts have so many: its keys, numbers and times, and
  /// each byte of a text as an escape.
  private static func most(_ texts: Int) -> Int { 1024 + 6 * texts }

  private static func length(_ text: Range<Int>?) -> Int { text?.count ?? 0 }

  private static func length(_ customer: Customer) -> Int {
    customer.id.count + length(customer.name) + length(customer.email)
  }

  /// The customer's keys without the braces, since a failed payment has two more.
  private static func append(
    _ customer: Customer, _ text: Span<UInt8>, to lines: inout OutputSpan<UInt8>
  ) {
    lines.append(literal: "\"id\":")
    lines.append(string: text, customer.id)
    lines.append(literal: ",\"name\":")
    lines.append(text, orNull: customer.name)
    lines.append(literal: ",\"email\":")
    lines.append(text, orNull: customer.email)
    lines.append(literal: member(customer.status))
  }

  // Text that is written in one go, for each of a few words.

  private static func opening(_ event: Event) -> StaticString {
    switch event {
    case .mrrMovement: "{\"event\":\"mrr_movement\",\"account_id\":"
    case .scheduledCancellation: "{\"event\":\"scheduled_cancellation\",\"account_id\":"
    case .failedPayment: preconditionFailure("a failed payment holds no movement")
    }
  }

  private static func member(_ type: MovementType) -> StaticString {
    switch type {
    case .new: "\"new\",\"mrr_change\":"
    case .expansion: "\"expansion\",\"mrr_change\":"
    case .contraction: "\"contraction\",\"mrr_change\":"
    case .churn: "\"churn\",\"mrr_change\":"
    case .reactivation: "\"reactivation\",\"mrr_change\":"
    }
  }

  private static func member(_ status: CustomerStatus) -> StaticString {
    switch status {
    case .active: ",\"status\":\"active\""
    case .trialing: ",\"status\":\"trialing\""
    case .pastDue: ",\"status\":\"past_due\""
    case .canceled: ",\"status\":\"canceled\""
    }
  }

  private static func append(
    _ meta: Meta, _ text: Span<UInt8>, to lines: inout OutputSpan<UInt8>
  ) {
    lines.append(literal: ",\"meta\":{\"id\":\"")
    lines.append(meta.id)
    lines.append(literal: "\",\"part\":")
    lines.append(integer: Int64(meta.part))
    lines.append(literal: meta.isLast ? ",\"last\":true,\"at\":\"" : ",\"last\":false,\"at\":\"")
    lines.append(meta.at.written.span, 0..<20)
    lines.append(literal: "\"")
    if let why = meta.why {
      lines.append(literal: ",\"why\":")
      lines.append(text, why)
    }
    lines.append(literal: "}}\n")
  }
}
