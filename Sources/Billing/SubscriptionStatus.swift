package import JSONText

/// A subscription's status, in Stripe's words.
package enum SubscriptionStatus: UInt8, Sendable, CaseIterable {
  case incomplete, incompleteExpired, trialing, active, pastDue, unpaid, canceled, paused

  /// Whether the subscription's lines count as MRR (rules.md, R4).
  package var counts: Bool { self == .active || self == .pastDue }

  /// Whether the subscription has come to its end.
  package var isEnded: Bool { self == .canceled || self == .incompleteExpired }

  /// Stripe's word for it.
  package var name: String {
    switch self {
    case .incomplete: "incomplete"
    case .incompleteExpired: "incomplete_expired"
    case .trialing: "trialing"
    case .active: "active"
    case .pastDue: "past_due"
    case .unpaid: "unpaid"
    case .canceled: "canceled"
    case .paused: "paused"
    }
  }

  /// The status of that name; nil for an unknown one.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    for candidate in Self.allCases
    where JSONValue.isSame(candidate.name.utf8.span, 0..<candidate.name.utf8.count, bytes, range) {
      self = candidate
      return
    }
    return nil
  }

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
