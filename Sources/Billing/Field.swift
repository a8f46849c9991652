/// The members that are picked out of billing records; one number a key name, whatever the place.
enum Field: UInt16 {
  case element = 1  // An element of an array.
  case amounts, eventName, finalizedAt, inclusive, itemDetails, markedUncollectibleAt, period
  case priceDetails, pricing, taxAmounts, voidedAt
  case account, amount, amountDecimal, amountDue, amountOff, amountPaid, at, attemptCount
  case billingScheme, cancelAt, cancelAtPeriodEnd, canceledAt, charge, code, coupon, created
  case currency, currencyOptions, currentPeriodEnd, customer, customerEmail, customerName
  case data, declineCode, deleted, discount, discounts, divideBy, duration, durationInMonths
  case email, end, endedAt, eventID, failureCode, failureReason, flatAmount, flatAmountDecimal
  case hasMore, id, interval, intervalCount, invoice, invoiceID, items, lastPaymentError, lines
  case livemode, name, nickname, object, outcome, paidAt, parent, pauseCollection
  case paymentIntent, percentOff, periodEnd, periodStart, plan, planID, planName, previous
  case price, product, productID, proration, quantity, reason, record, recurring, round, source
  case start, startDate, status, statusTransitions, subscription, subscriptionDetails
  case subscriptionID, tax, tiers, tiersMode, transformQuantity, trialEnd, type, unitAmount
  case unitAmountDecimal, upTo, usageType
}

extension Field {
  /// What the number of a found value stands for; nil for a key without a name here.
  @inline(__always)
  static func of(_ number: UInt16) -> Field? { Field(rawValue: number) }
}
