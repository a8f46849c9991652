import Billing
import Command

/// What a subscription was before the first record that is known of it (rules.md, R1d).
enum OpeningBalance {
  /// The content before `record`; nil where nothing was before.
  static func content(
    before record: SubscriptionRecord, window: Int64
  ) throws(Rejection) -> SubscriptionContent? {
    switch record.kind {
    case .created, .bare: return nil
    case .ended: return counted(record)
    case .updated:
      switch record.previous {
      case .nothing: return nil
      case .content(let content): return content
      case .unknown:
        throw Rejection(
          "the first record of this subscription, and its previous_attributes cannot be put back")
      case .unchanged: return record.content
      }
    case .native:
      guard let start = record.start else {
        return record.content.status.isEnded ? counted(record) : nil
      }
      guard start < record.time - window else { return nil }
      return record.content.status.isEnded ? counted(record) : record.content
    }
  }

  /// The lines of a record of the end, as they counted before it: as a trial if it ended before
  /// its trial did.
  private static func counted(_ record: SubscriptionRecord) -> SubscriptionContent {
    var content = record.content
    content.status = .active
    // An end that it was heading for was known before (R18).
    if let trialEnd = record.trialEnd, record.endedAt ?? record.time <= trialEnd {
      content.status = .trialing
    }
    return content
  }
}
