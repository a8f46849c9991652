import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// Skipped where `scripts/sanitize` runs the tests, for this reason.
  static func unsanitized(_ reason: Comment) -> Self {
    .disabled(if: ProcessInfo.processInfo.environment["MRR_SANITIZER"] != nil, reason)
  }

  /// The reason of those that run a program at another time.
  static var withoutFaketime: Self {
    unsanitized(
      "the library of faketime and the sanitizer wait for each other before the program begins")
  }
}
