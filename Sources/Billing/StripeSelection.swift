import JSONText

/// What is picked out of Stripe's events, objects and list pages, in all API versions.
enum StripeSelection {
  static let selection: JSONSelection = {
    var selection = JSONSelection()
    let root = selection.root
    let object = Builder.object(&selection)
    Builder.addMembers(ofObject: root, &selection)
    selection.pickElements(as: Field.element.rawValue, in: root, inside: object)
    selection.pick("record", .record, in: root)
    selection.pick("type", .type, in: root)
    selection.pick("event", .eventName, in: root)
    let data = selection.pick("data", .data, in: root)
    selection.pick("object", .object, in: data, inside: object)
    selection.pick("previous_attributes", .previous, in: data, inside: object)
    selection.pickElements(as: Field.element.rawValue, in: data, inside: object)
    return selection
  }()

  /// Whether the object is what mrr-detect itself writes.
  static func isNotification(_ found: Span<JSONFound>) -> Bool {
    for index in 1..<max(1, found.count) {
      let value = found[index]
      if value.field == Field.eventName.rawValue && value.parent == 0 { return true }
    }
    return false
  }

  private enum Builder {
    typealias Node = JSONSelection.Node

    static func object(_ selection: inout JSONSelection) -> Node {
      // A node of its own, reached through a member that never stands for anything.
      let node = selection.detachedNode()
      addMembers(ofObject: node, &selection)
      return node
    }

    /// The members of subscriptions, invoices, customers, coupons, products, prices, charges and
    /// discounts: one node for all, since what an object is may be said behind its members.
    static func addMembers(ofObject node: Node, _ selection: inout JSONSelection) {
      for (key, field) in [
        ("id", .id), ("object", .object), ("created", .created), ("livemode", .livemode),
        ("status", .status), ("currency", .currency), ("start_date", .startDate),
        ("ended_at", .endedAt), ("canceled_at", .canceledAt), ("cancel_at", .cancelAt),
        ("cancel_at_period_end", .cancelAtPeriodEnd), ("current_period_end", .currentPeriodEnd),
        ("trial_end", .trialEnd), ("quantity", .quantity),
        ("amount_due", .amountDue), ("amount_paid", .amountPaid), ("amount", .amount),
        ("attempt_count", .attemptCount), ("customer_name", .customerName),
        ("customer_email", .customerEmail), ("name", .name), ("email", .email),
        ("deleted", .deleted), ("percent_off", .percentOff), ("amount_off", .amountOff),
        ("duration", .duration), ("duration_in_months", .durationInMonths),
        ("nickname", .nickname), ("failure_code", .failureCode), ("invoice", .invoice),
        ("start", .start), ("end", .end),
      ] as [(String, Field)] { selection.pick(key, field, in: node) }
      // Of one shape, but their members come in other orders.
      let price = price(&selection)
      let plan = self.price(&selection)
      let discount = discount(&selection)
      addItems(in: node, price: price, plan: plan, discount: discount, &selection)
      selection.pick("plan", .plan, in: node, inside: plan)
      addPriceMembers(in: node, &selection)
      selection.pick("discount", .discount, in: node, inside: discount)
      let discounts = selection.pick("discounts", .discounts, in: node)
      selection.pickElements(as: Field.element.rawValue, in: discounts, inside: discount)
      addCouponPlaces(in: node, coupon: coupon(&selection), &selection)
      let options = selection.pick("currency_options", .currencyOptions, in: node)
      selection.reportUnknown(in: options)
      let customer = selection.pick("customer", .customer, in: node)
      for (key, field) in [("id", .id), ("name", .name), ("email", .email)] as [(String, Field)] {
        selection.pick(key, field, in: customer)
      }
      addPaymentMembers(in: node, &selection)
      addInvoiceLines(in: node, price: price, &selection)
    }

    /// The lines of invoices, in the older (`price`, `plan`) and the newer (`pricing`, `parent`)
    /// shapes.
    static func addInvoiceLines(
      in node: Node, price: Node, _ selection: inout JSONSelection
    ) {
      let lines = selection.pick("lines", .lines, in: node)
      selection.pick("has_more", .hasMore, in: lines)
      let data = selection.pick("data", .data, in: lines)
      let line = selection.pickElements(as: Field.element.rawValue, in: data)
      for (key, field) in [
        ("amount", .amount), ("quantity", .quantity), ("currency", .currency),
        ("proration", .proration), ("type", .type), ("subscription", .subscription),
        ("subscription_item", .id),
      ] as [(String, Field)] { selection.pick(key, field, in: line) }
      selection.pick("price", .price, in: line, inside: price)
      selection.pick("plan", .plan, in: line, inside: price)
      let period = selection.pick("period", .period, in: line)
      selection.pick("start", .start, in: period)
      selection.pick("end", .end, in: period)
      let pricing = selection.pick("pricing", .pricing, in: line)
      let details = selection.pick("price_details", .priceDetails, in: pricing)
      selection.pick("price", .price, in: details)
      selection.pick("product", .product, in: details)
      let parent = selection.pick("parent", .parent, in: line)
      for key in ["subscription_item_details", "invoice_item_details"] {
        let item = selection.pick(key, .itemDetails, in: parent)
        selection.pick("subscription", .subscription, in: item)
        selection.pick("subscription_item", .id, in: item)
        selection.pick("proration", .proration, in: item)
      }
      for (key, field) in [
        ("discount_amounts", .amounts), ("tax_amounts", .taxAmounts), ("taxes", .taxAmounts),
      ] as [(String, Field)] {
        let amounts = selection.pick(key, field, in: line)
        let one = selection.pickElements(as: Field.element.rawValue, in: amounts)
        selection.pick("amount", .amount, in: one)
        selection.pick("inclusive", .inclusive, in: one)
        selection.pick("tax_behavior", .inclusive, in: one)
      }
    }

    static func addItems(
      in node: Node, price: Node, plan: Node, discount: Node,
      _ selection: inout JSONSelection
    ) {
      let items = selection.pick("items", .items, in: node)
      selection.pick("has_more", .hasMore, in: items)
      let data = selection.pick("data", .data, in: items)
      let item = selection.pickElements(as: Field.element.rawValue, in: data)
      selection.pick("id", .id, in: item)
      selection.pick("quantity", .quantity, in: item)
      selection.pick("current_period_end", .currentPeriodEnd, in: item)
      selection.pick("deleted", .deleted, in: item)
      selection.pick("price", .price, in: item, inside: price)
      selection.pick("plan", .plan, in: item, inside: plan)
      let discounts = selection.pick("discounts", .discounts, in: item)
      selection.pickElements(as: Field.element.rawValue, in: discounts, inside: discount)
    }

    /// A price, or a plan of the older API versions.
    static func price(_ selection: inout JSONSelection) -> Node {
      let node = selection.detachedNode()
      for (key, field) in [
        ("id", .id), ("nickname", .nickname), ("currency", .currency), ("amount", .amount),
        ("amount_decimal", .amountDecimal), ("type", .type),
      ] as [(String, Field)] { selection.pick(key, field, in: node) }
      addPriceMembers(in: node, &selection)
      return node
    }

    /// The members of a price that no other object has.
    static func addPriceMembers(in node: Node, _ selection: inout JSONSelection) {
      for (key, field) in [
        ("unit_amount", .unitAmount), ("unit_amount_decimal", .unitAmountDecimal),
        ("billing_scheme", .billingScheme), ("tiers_mode", .tiersMode),
        ("interval", .interval), ("interval_count", .intervalCount), ("usage_type", .usageType),
      ] as [(String, Field)] { selection.pick(key, field, in: node) }
      let product = selection.pick("product", .product, in: node)
      selection.pick("id", .id, in: product)
      selection.pick("name", .name, in: product)
      let recurring = selection.pick("recurring", .recurring, in: node)
      selection.pick("interval", .interval, in: recurring)
      selection.pick("interval_count", .intervalCount, in: recurring)
      selection.pick("usage_type", .usageType, in: recurring)
      let tiers = selection.pick("tiers", .tiers, in: node)
      let tier = selection.pickElements(as: Field.element.rawValue, in: tiers)
      for (key, field) in [
        ("up_to", .upTo), ("unit_amount", .unitAmount), ("amount", .amount),
        ("unit_amount_decimal", .unitAmountDecimal), ("flat_amount", .flatAmount),
        ("flat_amount_decimal", .flatAmountDecimal),
      ] as [(String, Field)] { selection.pick(key, field, in: tier) }
      let transform = selection.pick("transform_quantity", .transformQuantity, in: node)
      selection.pick("divide_by", .divideBy, in: transform)
      selection.pick("round", .round, in: transform)
      selection.pick("transform_usage", .transformQuantity, in: node, inside: transform)
    }

    static func discount(_ selection: inout JSONSelection) -> Node {
      let node = selection.detachedNode()
      for (key, field) in [("id", .id), ("start", .start), ("end", .end)] as [(String, Field)] {
        selection.pick(key, field, in: node)
      }
      addCouponPlaces(in: node, coupon: coupon(&selection), &selection)
      return node
    }

    /// A discount names its coupon as `coupon`, or, from 2025-09-30 on, as `source.coupon`.
    static func addCouponPlaces(
      in node: Node, coupon: Node, _ selection: inout JSONSelection
    ) {
      selection.pick("coupon", .coupon, in: node, inside: coupon)
      let source = selection.pick("source", .source, in: node)
      selection.pick("coupon", .coupon, in: source, inside: coupon)
    }

    static func coupon(_ selection: inout JSONSelection) -> Node {
      let node = selection.detachedNode()
      for (key, field) in [
        ("id", .id), ("percent_off", .percentOff), ("amount_off", .amountOff),
        ("currency", .currency), ("duration", .duration),
        ("duration_in_months", .durationInMonths), ("created", .created),
      ] as [(String, Field)] { selection.pick(key, field, in: node) }
      let options = selection.pick("currency_options", .currencyOptions, in: node)
      selection.reportUnknown(in: options)
      return node
    }

    /// What invoices and charges say of payments, in the older and the newer shapes.
    static func addPaymentMembers(in node: Node, _ selection: inout JSONSelection) {
      let subscription = selection.pick("subscription", .subscription, in: node)
      selection.pick("id", .id, in: subscription)
      let parent = selection.pick("parent", .parent, in: node)
      let details = selection.pick("subscription_details", .subscriptionDetails, in: parent)
      selection.pick("subscription", .subscription, in: details, inside: subscription)
      let transitions = selection.pick("status_transitions", .statusTransitions, in: node)
      for (key, field) in [
        ("paid_at", .paidAt), ("finalized_at", .finalizedAt), ("voided_at", .voidedAt),
        ("marked_uncollectible_at", .markedUncollectibleAt),
      ] as [(String, Field)] { selection.pick(key, field, in: transitions) }
      let outcome = selection.pick("outcome", .outcome, in: node)
      selection.pick("reason", .reason, in: outcome)
      let charge = selection.pick("charge", .charge, in: node)
      selection.pick("failure_code", .failureCode, in: charge)
      selection.pick("outcome", .outcome, in: charge, inside: outcome)
      let intent = selection.pick("payment_intent", .paymentIntent, in: node)
      let error = selection.pick("last_payment_error", .lastPaymentError, in: intent)
      selection.pick("code", .code, in: error)
      selection.pick("decline_code", .declineCode, in: error)
    }
  }
}

extension JSONSelection {
  /// Picks a member under a billing field.
  @discardableResult
  mutating func pick(_ key: String, _ field: Field, in node: Node, inside: Node? = nil) -> Node {
    pick(key, as: field.rawValue, in: node, inside: inside)
  }
}
