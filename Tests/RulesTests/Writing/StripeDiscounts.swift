// Stripe's coupons, discounts and customers.

/// A coupon whole.
func coupon(_ discount: Discount) -> JSON {
  var record: JSON = [
    "id": .text(discount.coupon), "object": "coupon", "amount_off": .int(discount.amount),
    "created": 1_700_000_000,
    "currency": discount.amount == nil ? nil : .text(discount.currency),
    "duration": .text(discount.duration), "duration_in_months": .int(discount.months),
    "livemode": true, "metadata": [:], "name": "Coupon",
    "percent_off": discount.percent.map { .number($0) } ?? nil, "valid": true,
  ]
  if !discount.otherCurrencies.isEmpty {
    let options = discount.otherCurrencies.sorted { $0.key < $1.key }
      .map { JSON.Member(key: $0.key, value: ["amount_off": .int($0.value)]) }
    record = record.setting("currency_options", .object(options))
  }
  return record
}

/// A discount that stands whole: with its coupon in the old shape, with the coupon's id in the new.
func expanded(
  _ discount: Discount, customer: String, sub: String? = nil, item: String? = nil, _ api: API
) -> JSON {
  let record: JSON = [
    "id": .text(discount.id), "object": "discount", "customer": .text(customer),
    "end": .int(discount.end?.seconds), "promotion_code": nil,
    "start": .int((discount.start ?? "03-15").seconds), "subscription": .text(sub),
    "subscription_item": .text(item),
  ]
  return api == .old
    ? record.setting("coupon", coupon(discount))
    : record.setting("source", ["type": "coupon", "coupon": .text(discount.coupon)])
}

func expanded(_ discount: Discount, of sub: Sub, item: String? = nil, _ api: API) -> JSON {
  expanded(discount, customer: sub.customer, sub: sub.id, item: item, api)
}

/// A bare coupon object.
func couponObject(_ discount: Discount) -> Line { Line(coupon(discount).rendered) }

/// What an export holds of a discount: its coupon as an object, and the event of its coming.
func described(_ at: Instant, _ discount: Discount, of sub: Sub, item: String? = nil) -> Line {
  Line(stripe: { api in
    coupon(discount).rendered + "\n"
      + stripeEvent(
        "customer.discount.created", at, expanded(discount, of: sub, item: item, api), api)
  })
}

/// A `customer.discount.created`, `updated` or `deleted` event of a customer's own discount.
func customerDiscount(
  _ kind: String, _ at: Instant, _ discount: Discount, customer: String = "cus_1"
) -> Line {
  Line(stripe: { api in
    coupon(discount).rendered + "\n"
      + stripeEvent(
        "customer.discount.\(kind)", at, expanded(discount, customer: customer, api), api)
  })
}

func stripeCustomer(
  _ id: String, name: String?, email: String?, discount: Discount? = nil, _ at: Instant, _ api: API
) -> JSON {
  [
    "id": .text(id), "object": "customer", "address": nil, "balance": 0,
    "created": .int(at.seconds), "currency": nil, "delinquent": false, "description": nil,
    "discount": discount.map { expanded($0, customer: id, api) } ?? nil, "email": .text(email),
    "livemode": true, "metadata": [:], "name": .text(name), "phone": nil,
  ]
}

/// A `customer.created`, `updated` or `deleted` event.
func customerEvent(
  _ kind: String, _ at: Instant, _ id: String = "cus_1", name: String? = nil,
  email: String? = nil, discount: Discount? = nil
) -> Line {
  Line(stripe: { api in
    let record = stripeCustomer(id, name: name, email: email, discount: discount, at, api)
    let previous: JSON? = kind == "updated" ? ["name": "Before", "email": "before@a.example"] : nil
    let event = stripeEvent("customer.\(kind)", at, record, previous: previous, api)
    return discount.map { coupon($0).rendered + "\n" + event } ?? event
  })
}
