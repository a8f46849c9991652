/// How a customer stands, over all its subscriptions: the four values of the payload.
package enum CustomerStatus: UInt8, PayloadWord {
  case active, trialing, pastDue, canceled

  /// The payload's word for it.
  package var word: StaticString {
    switch self {
    case .active: "active"
    case .trialing: "trialing"
    case .pastDue: "past_due"
    case .canceled: "canceled"
    }
  }
}
