internal import Command
internal import JSONText
internal import Outbox
internal import Streams

/// The lines of a run's inputs, taken as they come; nothing here waits.
struct Intake: ~Copyable {
  private let session: Session
  private var reader: DeliveryReader
  private var source: LineSource?
  /// Whether all inputs have ended, or no more is to be read.
  private(set) var isOver = false
  /// Why it was over before its end.
  private(set) var ending: Ending?
  /// What can be waited for where nothing is at hand.
  private(set) var waitsFor: Int32?

  private var isStopped = false
  /// Until when the rest of a line is waited for once a signal came, in monotonic milliseconds.
  private var lineDeadline: Int?

  init(_ session: Session, readsCustomers: Bool = false) {
    self.session = session
    reader = DeliveryReader(
      keepsLines: session.options.rejects != nil, readsCustomers: readsCustomers)
  }

  /// No more is to be read: only what is in memory is given, as after a signal whose time is over.
  mutating func stop() { isStopped = true }

  /// Takes what is at hand, until there are `count` lines, or enough bytes of them.
  mutating func take(_ count: Int, into lines: inout [Delivery]) {
    do throws(Ending) {
      while lines.count < count, !isOver {
        guard var source = try nextSource() else {
          isOver = true
          return
        }
        let hasMore = try take(from: &source, count, into: &lines)
        if !hasMore { continue }
        self.source = consume source
        // There are enough, or nothing is at hand.
        return
      }
    } catch {
      // What was read before is kept all the same.
      ending = error
      isOver = true
    }
  }

  /// When a line that was begun before a signal came is given up, in milliseconds from now; nil
  /// where nothing asked for an end.
  var patience: Int? {
    if isStopped { return 0 }
    guard session.stopSignal != nil else { return nil }
    let deadline = lineDeadline ?? session.stopDeadline
    return max(0, deadline - Clock.monotonicMilliseconds())
  }

  /// The time for the rest of a line begins when it is missed: what was in memory may have taken
  /// longer than that to give back, while the rest stood in the pipe.
  private mutating func noteMissing() {
    guard lineDeadline == nil, session.stopSignal != nil else { return }
    lineDeadline = max(session.stopDeadline, Clock.monotonicMilliseconds() + 2000)
  }

  private mutating func nextSource() throws(Ending) -> LineSource? {
    waitsFor = nil
    if let source = source.take() { return source }
    return patience == nil ? try session.nextSource() : nil
  }

  /// Whether the source may have more; false at its end.
  private mutating func take(
    from source: inout LineSource, _ count: Int, into lines: inout [Delivery]
  ) throws(Ending) -> Bool {
    var bytes = 0
    while lines.count < count, bytes < QueueLimits.batchBytes {
      switch source.nextLine() {
      case .line(let range):
        session.summary.read += 1
        let place = Place(source: session.sourceIndex, line: source.lineNumber)
        do throws(Rejection) {
          lines.append(try reader.read(source.buffer.span, range, at: place))
          bytes += range.count
        } catch {
          try session.report(
            source.isCutOff ? Session.cutOff : error, at: place, source.buffer.span, range)
        }
      case .excess(let range, let isFirst, let isLast):
        if isFirst { try session.reportExcess(source.lineNumber) }
        try session.keep(source.buffer.span, range, endsLine: isLast)
      case .more:
        noteMissing()
        if let patience {
          try session.takeLeave(of: &source)
          if !source.isInsideLine || patience == 0 {
            // What a socket's clients had sent is taken still.
            if try session.giveUp(&source) { continue }
            try session.reportCutOff(&source)
            isOver = true
            return false
          }
        }
        guard isReady(source.number) else {
          waitsFor = source.number
          return true
        }
        _ = try session.read(&source)
      case .end:
        return false
      }
    }
    return true
  }

  private func isReady(_ number: Int32) -> Bool {
    // An error is for the read to find.
    (try? Wait.forInput(number, signals: -1, milliseconds: 0).isInputReady) ?? true
  }
}
