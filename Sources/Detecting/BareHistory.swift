import Billing

/// The history that a Stripe subscription object carries in itself: its start or the end of its
/// trial, the moment its cancellation was asked for, and its end (rules.md, R1d).
enum BareHistory {
  /// The records it stands for; `asOf` is the moment the export was taken.
  static func records(of object: SubscriptionRecord, asOf: Int64) -> [SubscriptionRecord] {
    guard let start = object.start else { return [] }
    let status = object.content.status
    let trialEnd = object.trialEnd.flatMap { $0 > start ? $0 : nil }
    var records: [SubscriptionRecord] = []
    let ended = status == .canceled ? end(of: object, asOf: asOf) : nil
    guard status.counts || ended != nil else {
      return [step(object, at: start, status)]
    }
    let running = status.counts ? status : .active
    let hasTrial = trialEnd.map { $0 <= ended ?? .max } ?? false
    records.append(
      step(object, at: start, trialEnd == nil ? running : .trialing, ending: nil))
    if hasTrial, let trialEnd, trialEnd < ended ?? .max {
      records.append(step(object, at: trialEnd, running, ending: nil))
    }
    if let ended {
      records.append(step(object, at: max(ended, start), .canceled, ending: nil))
    } else if object.content.effectiveEnd != nil {
      let countsFrom = records[records.count - 1].time
      let asked = object.canceledAt.map { min(max($0, countsFrom), max(asOf, countsFrom)) }
      if let asked, asked > countsFrom {
        records.append(
          step(object, at: asked, running, ending: object.content.effectiveEnd))
      } else {
        records[records.count - 1].content.effectiveEnd = object.content.effectiveEnd
      }
    }
    return records
  }

  /// When a canceled object ended.
  private static func end(of object: SubscriptionRecord, asOf: Int64) -> Int64 {
    if let endedAt = object.endedAt { return endedAt }
    if let periodEnd = object.periodEnd, periodEnd <= asOf { return periodEnd }
    return asOf
  }

  private static func step(
    _ object: SubscriptionRecord, at time: Int64, _ status: SubscriptionStatus,
    ending end: Int64? = nil
  ) -> SubscriptionRecord {
    var record = object
    record.time = time
    record.rank = status.isEnded ? .ended : .updated
    record.content.status = status
    record.content.effectiveEnd = end
    // Steps of one moment are told apart by their status and end.
    record.content.digest ^= UInt64(status.rawValue) << 8 ^ UInt64(truncatingIfNeeded: end ?? 0)
    return record
  }
}
