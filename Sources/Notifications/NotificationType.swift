/// What people choose notifications by: the seven types of the settings (rules.md, F1).
///
/// A failed payment and a scheduled cancellation are types of their own, whatever movements they
/// hold; else a movement's type is it.
package enum NotificationType: UInt8, PayloadWord {
  case new, expansion, contraction, churn, reactivation
  case scheduledCancellation, failedPayment

  /// The type of `movement` where it stands under `event`.
  package init(_ movement: MovementType, under event: Event) {
    switch event {
    case .failedPayment: self = .failedPayment
    case .scheduledCancellation: self = .scheduledCancellation
    case .mrrMovement:
      switch movement {
      case .new: self = .new
      case .expansion: self = .expansion
      case .contraction: self = .contraction
      case .churn: self = .churn
      case .reactivation: self = .reactivation
      }
    }
  }

  /// The settings' word for it.
  package var word: StaticString {
    switch self {
    case .new: MovementType.new.word
    case .expansion: MovementType.expansion.word
    case .contraction: MovementType.contraction.word
    case .churn: MovementType.churn.word
    case .reactivation: MovementType.reactivation.word
    case .scheduledCancellation: Event.scheduledCancellation.word
    case .failedPayment: Event.failedPayment.word
    }
  }
}
