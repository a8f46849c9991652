internal import Command
internal import Outbox
internal import Streams

/// What a sender has in its hands: rows that are read, on their way, or not recorded yet.
struct Sending {
  /// At most so many rows are read from the file at a time.
  private static let portion = 256

  /// A row on its way.
  struct OnTheWay {
    var row: QueuedRow
    var isProbe: Bool
  }

  private var ready = ReadyRows()
  /// Since when there are rows among them that were handed over when they were accepted
  /// (``Clock/unixMilliseconds()``); nil where all were read from the file.
  private var handedSince: Int64?
  private var onTheWay: [String: OnTheWay] = [:]
  /// The rows that are not to be taken again.
  private(set) var held: Set<Int64> = []
  private(set) var allowance: Allowance
  private let concurrency: Int
  private var recovery: Recovery?
  /// When there is something to look for in the file; `Int64.min` for now, nil for never.
  private var lookAt: Int64? = Int64.min
  /// When an attempt was begun last (``Clock/monotonicMilliseconds()``).
  private(set) var lastStart = 0
  private(set) var isProbing = false

  init(concurrency: Int) {
    self.concurrency = concurrency
    allowance = Allowance(limit: concurrency)
  }

  var hasReady: Bool { !ready.isEmpty }

  /// Whether there is more to begin than turns will be free for soon: more need not be read yet.
  func hasPlenty(at now: Int64) -> Bool {
    ready.count > allowance.current || !isCaughtUp(at: now)
  }

  /// Whether a batch of lines could be handed over to be sent.
  func hasRoomForLines(at now: Int64) -> Bool {
    isCaughtUp(at: now) && ready.count <= QueueLimits.batchRows
  }

  /// Whether nothing in the file is due but what was taken already.
  private func isCaughtUp(at now: Int64) -> Bool { lookAt.map { $0 > now } ?? true }

  /// The endpoint is back: few attempts at first.
  mutating func recover() {
    allowance = Allowance(limit: concurrency)
    recovery = Recovery(start: Clock.monotonicMilliseconds())
  }

  /// There may be more in the file than was found last.
  mutating func lookAgain() { lookAt = Int64.min }

  /// A row that is in the file will be due then.
  mutating func look(at due: Int64) { lookAt = min(lookAt ?? due, due) }

  /// Takes rows that were accepted just now, so that they need not be read.
  ///
  /// As long as nothing else is due: what is due at the same time takes turns with them, and only
  /// the file knows how. So it does with what was accepted a while before.
  mutating func take(_ rows: [QueuedRow], at now: Int64) {
    if rows.isEmpty { return }
    let isFresh = now - (handedSince ?? now) < Queue.recent
    guard recovery == nil, isFresh, isCaughtUp(at: now), ready.hasRoom(for: rows) else {
      return lookAgain()
    }
    ready.append(rows)
    held.formUnion(rows.map(\.seq))
    handedSince = handedSince ?? now
  }

  /// Forgets what was taken and not begun: it may have changed.
  mutating func forgetReady() {
    for row in ready.removeAll() { held.remove(row.seq) }
    handedSince = nil
    lookAgain()
  }

  /// A row's outcome is recorded, or it has none.
  mutating func settle(_ row: QueuedRow) { held.remove(row.seq) }

  /// Whether one more attempt may begin.
  func hasRoom(at monotonic: Int) -> Bool {
    onTheWay.count < allowance.current && recovery?.mayBegin(at: monotonic) ?? true
  }

  /// The next row to send, if there is one that is due.
  mutating func next(_ queue: Queue, at now: Int64) throws(Failure) -> QueuedRow? {
    if handedSince != nil, !isCaughtUp(at: now) { forgetReady() }
    if ready.isEmpty, !isCaughtUp(at: now) { try read(queue, at: now) }
    defer { if ready.isEmpty { handedSince = nil } }
    return ready.next()
  }

  private mutating func read(_ queue: Queue, at now: Int64) throws(Failure) {
    // Few where it is slow: what is read waits for its turn, and others may come meanwhile.
    let count = recovery == nil ? min(Self.portion, 4 * allowance.current) : 8
    let rows = try queue.due(count, at: now, besides: held)
    ready.append(rows)
    held.formUnion(rows.map(\.seq))
    if rows.isEmpty { lookAt = try queue.nextDue(after: now) }
  }

  /// The row for a probe: the oldest, due or not.
  mutating func probe(_ queue: Queue) throws(Failure) -> QueuedRow? {
    forgetReady()
    guard let row = try queue.oldest(besides: held) else { return nil }
    held.insert(row.seq)
    return row
  }

  mutating func noteBegun(_ row: QueuedRow, isProbe: Bool, at monotonic: Int) {
    onTheWay[row.id] = OnTheWay(row: row, isProbe: isProbe)
    if isProbe { isProbing = true }
    recovery?.noteBegun()
    lastStart = monotonic
  }

  /// Takes a row back whose attempt ended.
  mutating func noteEnded(_ id: String, _ outcome: Outcome) -> OnTheWay {
    guard let one = onTheWay.removeValue(forKey: id) else {
      preconditionFailure("an attempt ended that was not begun")
    }
    if one.isProbe { isProbing = false }
    allowance.note(outcome)
    if recovery?.isOver(at: Clock.monotonicMilliseconds()) == true { recovery = nil }
    return one
  }

  /// When one more attempt may begin; nil where nothing but an answer or a line will bring it about.
  func nextStart(_ endpoint: EndpointWatch, at now: Int64) -> Int64? {
    guard let opens = endpoint.opens(after: now) else { return nil }
    if endpoint.record.breaker.isOpen { return isProbing ? nil : opens }
    guard onTheWay.count < allowance.current else { return nil }
    let wait = recovery?.wait(at: Clock.monotonicMilliseconds()) ?? 0
    if hasReady { return max(opens, now + Int64(wait)) }
    return lookAt.map { max($0, opens, now + Int64(wait)) }
  }
}
