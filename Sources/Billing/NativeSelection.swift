import JSONText

/// What is picked out of native records; unknown keys are reported, since a misspelt one would
/// change the numbers (lines.md, section 2).
enum NativeSelection {
  static let selection: JSONSelection = {
    var selection = JSONSelection()
    let root = selection.root
    for (key, field) in [
      ("record", .record), ("id", .id), ("at", .at), ("event_id", .eventID),
      ("livemode", .livemode), ("start", .start), ("status", .status), ("currency", .currency),
      ("cancel_at", .cancelAt), ("cancel_at_period_end", .cancelAtPeriodEnd),
      ("current_period_end", .currentPeriodEnd), ("ended_at", .endedAt), ("trial_end", .trialEnd),
      ("pause_collection", .pauseCollection), ("name", .name), ("email", .email),
      ("deleted", .deleted), ("subscription_id", .subscriptionID), ("invoice_id", .invoiceID),
      ("amount", .amount), ("failure_reason", .failureReason), ("attempt_count", .attemptCount),
    ] as [(String, Field)] { selection.pick(key, field, in: root) }
    selection.reportUnknown(in: root)

    let discounts = selection.pick("discounts", .discounts, in: root)
    let discount = selection.pickElements(as: Field.element.rawValue, in: discounts)
    for (key, field) in [
      ("id", .id), ("coupon", .coupon), ("percent_off", .percentOff), ("amount_off", .amountOff),
      ("currency", .currency), ("duration", .duration), ("start", .start), ("end", .end),
      ("duration_in_months", .durationInMonths),
    ] as [(String, Field)] { selection.pick(key, field, in: discount) }
    selection.reportUnknown(in: discount)

    let customer = selection.pick("customer", .customer, in: root)
    for (key, field) in [("id", .id), ("name", .name), ("email", .email)] as [(String, Field)] {
      selection.pick(key, field, in: customer)
    }
    selection.pick("discounts", .discounts, in: customer, inside: discounts)
    selection.reportUnknown(in: customer)

    let items = selection.pick("items", .items, in: root)
    let item = selection.pickElements(as: Field.element.rawValue, in: items)
    for (key, field) in [
      ("id", .id), ("plan_id", .planID), ("plan_name", .planName), ("product_id", .productID),
      ("unit_amount", .unitAmount), ("quantity", .quantity), ("interval", .interval),
      ("interval_count", .intervalCount), ("currency", .currency), ("usage_type", .usageType),
      ("tiers_mode", .tiersMode), ("current_period_end", .currentPeriodEnd),
    ] as [(String, Field)] { selection.pick(key, field, in: item) }
    selection.pick("discounts", .discounts, in: item, inside: discounts)
    let tiers = selection.pick("tiers", .tiers, in: item)
    let tier = selection.pickElements(as: Field.element.rawValue, in: tiers)
    for (key, field) in [
      ("up_to", .upTo), ("unit_amount", .unitAmount), ("flat_amount", .flatAmount),
    ] as [(String, Field)] { selection.pick(key, field, in: tier) }
    selection.reportUnknown(in: tier)
    let transform = selection.pick("transform_quantity", .transformQuantity, in: item)
    selection.pick("divide_by", .divideBy, in: transform)
    selection.pick("round", .round, in: transform)
    selection.reportUnknown(in: item)

    addInvoiceLines(to: &selection)
    return selection
  }()

  private static func addInvoiceLines(to selection: inout JSONSelection) {
    let lines = selection.pick("lines", .lines, in: selection.root)
    let line = selection.pickElements(as: Field.element.rawValue, in: lines)
    for (key, field) in [
      ("subscription_id", .subscriptionID), ("plan_id", .planID), ("plan_name", .planName),
      ("amount", .amount), ("tax", .tax), ("discount", .discount), ("quantity", .quantity),
      ("interval", .interval), ("interval_count", .intervalCount),
      ("period_start", .periodStart), ("period_end", .periodEnd), ("proration", .proration),
      ("recurring", .recurring),
    ] as [(String, Field)] { selection.pick(key, field, in: line) }
    selection.reportUnknown(in: line)
  }
}
