/// What a movement is: the five types of the payload.
package enum MovementType: UInt8, PayloadWord {
  case new, expansion, contraction, churn, reactivation

  /// The payload's word for it.
  package var word: StaticString {
    switch self {
    case .new: "new"
    case .expansion: "expansion"
    case .contraction: "contraction"
    case .churn: "churn"
    case .reactivation: "reactivation"
    }
  }
}
