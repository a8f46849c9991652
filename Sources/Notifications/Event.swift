/// What a notification tells: the three events of the payload.
package enum Event: UInt8, PayloadWord {
  case mrrMovement, scheduledCancellation, failedPayment

  /// The payload's word for it.
  package var word: StaticString {
    switch self {
    case .mrrMovement: "mrr_movement"
    case .scheduledCancellation: "scheduled_cancellation"
    case .failedPayment: "failed_payment"
    }
  }
}
