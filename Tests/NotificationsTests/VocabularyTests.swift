import Notifications
import Testing

@Suite struct VocabularyTests {
  @Test func theSevenTypesAreNamedAsTheSettingsNameThem() {
    #expect(
      NotificationType.allCases.map { "\($0.word)" } == [
        "new", "expansion", "contraction", "churn", "reactivation", "scheduled_cancellation",
        "failed_payment",
      ])
  }

  @Test func aMovementIsChosenByItsEventFirst() {
    for type in MovementType.allCases {
      #expect("\(NotificationType(type, under: .mrrMovement).word)" == "\(type.word)")
      #expect(NotificationType(type, under: .scheduledCancellation) == .scheduledCancellation)
      #expect(NotificationType(type, under: .failedPayment) == .failedPayment)
    }
  }

  @Test(arguments: [
    ("usd", 2), ("eur", 2), ("isk", 2), ("huf", 2), ("jpy", 0), ("xpf", 0), ("kwd", 3), ("tnd", 3),
    ("xyz", 2),
  ])
  func digitsOfTheMinorUnit(currency: String, digits: Int) {
    #expect(MinorUnit.exponent(of: currency) == digits)
  }
}
