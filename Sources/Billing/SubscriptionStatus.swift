package import JSONText

/// A subscription's status, in Stripe's words.
package enum SubscriptionStatus: UInt8, Sendable {
  case incomplete, incompleteExpired, trialing, active, pastDue, unpaid, canceled, paused

  /// Whether the subscription's lines count as MRR (rules.md, R4).
  package var counts: Bool { self == .active || self == .pastDue }

  /// Whether the subscription has come to its end.
  package var isEnded: Bool { self == .canceled || self == .incompleteExpired }

  /// Reads the value; nil for an unknown status, which rejects the record.
  package init?(_ bytes: Span<UInt8>, _ value: JSONFound) {
    if JSONValue.equals(bytes, value, "active") {
      self = .active
    } else if JSONValue.equals(bytes, value, "trialing") {
      self = .trialing
    } else if JSONValue.equals(bytes, value, "canceled") {
      self = .canceled
    } else if JSONValue.equals(bytes, value, "past_due") {
      self = .pastDue
    } else if JSONValue.equals(bytes, value, "incomplete") {
      self = .incomplete
    } else if JSONValue.equals(bytes, value, "incomplete_expired") {
      self = .incompleteExpired
    } else if JSONValue.equals(bytes, value, "unpaid") {
      self = .unpaid
    } else if JSONValue.equals(bytes, value, "paused") {
      self = .paused
    } else {
      return nil
    }
  }
}
