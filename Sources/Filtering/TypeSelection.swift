package import Notifications

/// Which notification types are kept (`--types`).
package struct TypeSelection: Sendable, Equatable {
  private var bits: UInt8

  package init(_ types: some Sequence<NotificationType>) {
    bits = 0
    for type in types { bits |= 1 << type.rawValue }
  }

  /// Every type.
  package static let all = TypeSelection(NotificationType.allCases)

  /// Whether `type` is among them.
  package func contains(_ type: NotificationType) -> Bool { bits & (1 << type.rawValue) != 0 }
}
