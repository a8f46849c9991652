internal import Outbox

/// How long lines that are there may wait to be written together with outcomes.
///
/// A transaction costs much the same with one row or with many; so where there is enough to send,
/// lines had better wait for the next batch of outcomes. A value without a clock: it is told the
/// time, in milliseconds of a clock that only goes forward.
struct LinePace {
  /// Where outcomes do not fill batches: how many times as long as the last transaction took.
  private static let share = 4

  private var lastLines = -QueueLimits.batchMilliseconds
  private var lastEnd = 0
  private var took = 0
  private var fillsBatches = false

  /// Learns of a transaction: how many rows of each kind it wrote, whether the outcomes were due, for
  /// there were many or they had waited long enough, and when it began and ended.
  mutating func noteWritten(
    lines: Int, outcomes: Int, wereDue: Bool, from start: Int, to end: Int
  ) {
    if lines > 0 { lastLines = end }
    if wereDue { fillsBatches = outcomes >= QueueLimits.batchRows }
    lastEnd = end
    took = end - start + 1
  }

  /// How much longer lines may wait at `now`; nil where they are to be taken.
  func wait(at now: Int) -> Int? {
    var end = lastLines + QueueLimits.batchMilliseconds
    if !fillsBatches { end = min(end, lastEnd + Self.share * took) }
    return end > now ? end - now : nil
  }
}
