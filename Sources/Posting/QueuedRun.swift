internal import Command
internal import JSONText
internal import Outbox
internal import Streams

/// One run with a queue: lines are accepted into it, and what is due in it is sent.
///
/// Nothing is acknowledged, on either side, before it is in the file for good. All waiting is in
/// one place, ``wait(at:)``; what else may take time is the disk.
struct QueuedRun: ~Copyable {
  /// How often the file, the lock and the clock are looked at, in milliseconds; and how often where
  /// rows are read that somebody may drop.
  private static let glance = 500
  private static let quickGlance = 50
  /// How long a full queue may stand still, in milliseconds.
  private static let stillness = 60_000
  /// How often what is old is looked for, in milliseconds.
  private static let sweepInterval = 3_600_000

  let session: Session
  let transport: CurlTransport
  let judgement: Judgement
  let settings: QueueSettings
  var role: QueueRole
  var intake: Intake
  var receipts: ReceiptWriter
  var endpoint = EndpointWatch(EndpointRecord(), at: 0)
  var sending: Sending
  var tally = QueueTally()

  /// Read, but not accepted yet.
  var lines: [Delivery] = []
  /// Attempts that ended, but are not recorded yet.
  var ended: [Ended] = []
  /// When the first of them ended (``Clock/monotonicMilliseconds()``).
  var endedSince = 0
  /// How long lines wait for them.
  var pace = LinePace()
  var lastError: QueueStatus.LastError?

  /// Why nothing more is begun, and how the run ends.
  var stop: Ending?
  /// Whether something was done in this turn that may make more possible.
  var hasMoved = false
  /// When the drain is over (``Clock/monotonicMilliseconds()``); nil while there is input.
  var drainDeadline: Int?
  var notice = WaitNotice()
  private var hasToTell = false
  private var nextGlance = 0
  private var nextSweep = 0
  private var version: Int64 = 0
  private var lastNow: Int64 = 0
  private var fullSince: Int?
  var lastAccepted: Place?

  /// An attempt that ended, with what its receipt will say.
  struct Ended {
    var attempt: FinishedAttempt
    var outcome: Outcome
  }

  init(
    _ session: Session, _ transport: CurlTransport, _ judgement: Judgement,
    _ settings: QueueSettings
  ) throws(Ending) {
    self.session = session
    self.transport = transport
    self.judgement = judgement
    self.settings = settings
    intake = Intake(session, readsCustomers: true)
    receipts = ReceiptWriter(session)
    sending = Sending(concurrency: settings.concurrency)
    do throws(Failure) {
      role = try QueueRole.open(settings.path, for: settings.endpoint, settings.limits)
    } catch {
      throw .failed(error)
    }
  }

  /// Runs until nothing is left to do, or something asks to stop.
  mutating func run() throws(Ending) {
    do throws(Ending) {
      if role.isSender { try beginSending() }
      repeat {
        try work()
      } while try hasMoreAfterLeaving()
    } catch {
      end(by: error)
    }
    // What is told by now is true, however the run ended.
    receipts.writeAll()
    if let ending = receipts.ending { end(by: ending) }
    session.summary.figures = tally.figures(pending: role.queue.pending)
    session.summary.isIncomplete = tally.isIncomplete
    if stop != .readerGone {
      if let warning = tally.warning(queue: settings.path) { session.diagnostics.warn(warning) }
      if let sentence = tally.sentence(queue: settings.path) { session.diagnostics.tell(sentence) }
    }
    if let ending = stop ?? intake.ending ?? unfinished { throw ending }
  }

  // MARK: The loop

  private mutating func work() throws(Ending) {
    while true {
      hasMoved = false
      let now = Clock.unixMilliseconds()
      try glance(at: now)
      takeLines()
      try startWhatCanBe(at: now)
      guard transport.perform() else { throw Self.broken }
      while let (delivery, ending) = transport.nextEnded() {
        finish(delivery.id, judgement.outcome(of: ending), at: Clock.unixMilliseconds())
      }
      try commit()
      receipts.writeWhatCanBe()
      if let ending = receipts.ending { end(by: ending) }
      if hasToTell {
        hasToTell = false
        try tellOfWaiting(at: Clock.unixMilliseconds())
      }
      if try isDone(at: Clock.unixMilliseconds()) { return }
      try wait(at: Clock.unixMilliseconds())
    }
  }

  static let broken = Ending.failed(
    Failure(.software, "libcurl failed in a way that it never should; please report it"))

  /// Nothing more is begun from here on.
  mutating func end(by ending: Ending) {
    if stop == nil { stop = ending }
  }

  /// Takes lines, as long as the queue takes them and somebody takes the receipts.
  mutating func takeLines() {
    if wantsLines, linesWait == nil { intake.take(QueueLimits.batchRows, into: &lines) }
    if intake.isOver, drainDeadline == nil {
      switch settings.drain {
      case .forever: drainDeadline = Int.max
      case .atMost(let duration): drainDeadline = Clock.monotonicMilliseconds() + duration
      }
    }
  }

  private var wantsLines: Bool {
    if intake.isOver || role.queue.isFull { return false }
    // After a signal only what was read before is taken.
    if case .signalled = stop { return true }
    return stop == nil && !receipts.isFull
  }

  /// Whether attempts may still be begun.
  var mayBegin: Bool {
    stop == nil && role.isSender && !receipts.isFull
      && drainDeadline.map { Clock.monotonicMilliseconds() < $0 } ?? true
  }

  // MARK: Now and then

  /// Looks at what others may have done: to the file, the lock, the clock.
  private mutating func glance(at now: Int64) throws(Ending) {
    if now < lastNow - 1000 {
      _ = try calling { queue throws(Failure) in try queue.apply(Batch(), now: now) }
      try takeNews(at: now)
    }
    lastNow = now
    let monotonic = Clock.monotonicMilliseconds()
    guard monotonic >= nextGlance else { return }
    nextGlance = monotonic + (sending.hasReady ? Self.quickGlance : Self.glance)
    if !role.isSender {
      if stop == nil, role.tryToSend() {
        try beginSending()
      } else if role.queue.isFull {
        // What another process sends makes room.
        _ = try calling { queue throws(Failure) in try queue.endpoint() }
      }
      return
    }
    let version = try calling { queue throws(Failure) in try queue.version() }
    if version != self.version {
      self.version = version
      try takeNews(at: now)
    }
    hasToTell = true
    if monotonic >= nextSweep, stop == nil {
      let hasMore = try calling { queue throws(Failure) in try queue.sweep(at: now) }
      if !hasMore { nextSweep = monotonic + Self.sweepInterval }
    }
  }

  mutating func takeNews(at now: Int64) throws(Ending) {
    let wasOpen = endpoint.isOpen(at: now)
    endpoint.take(try calling { queue throws(Failure) in try queue.endpoint() }, at: now)
    if !wasOpen, endpoint.isOpen(at: now) { sending.recover() }
    sending.forgetReady()
  }

  func calling<Result>(_ body: (Queue) throws(Failure) -> Result) throws(Ending) -> Result {
    do throws(Failure) { return try body(role.queue) } catch { throw .failed(error) }
  }

  // MARK: Beginning and leaving

  private mutating func beginSending() throws(Ending) {
    let now = Clock.unixMilliseconds()
    let takeover = try calling { queue throws(Failure) in
      try queue.begin(url: settings.endpoint.url, isOrdered: settings.isOrdered, now: now)
    }
    version = try calling { queue throws(Failure) in try queue.version() }
    endpoint = EndpointWatch(takeover.endpoint, at: now)
    nextSweep = 0
    if let former = takeover.formerURL, role.queue.pending > 0 {
      session.diagnostics.tell(
        "the queue was for \(ShownURL.text(of: former)): \(role.queue.pending) notifications that "
          + "wait in it now go to \(settings.endpoint.shown)")
    }
  }

  /// Leaves the queue to others; whether there is more to do after all, for what a feeder wrote just
  /// before has nobody else.
  private mutating func hasMoreAfterLeaving() throws(Ending) -> Bool {
    if !role.isSender {
      guard stop == nil, role.tryToSend() else { return false }
      try beginSending()
      return true
    }
    let left = role.queue.pending
    try calling { queue throws(Failure) in try queue.leave() }
    role.release()
    guard stop == nil, !endpoint.record.isGone else { return false }
    _ = try calling { queue throws(Failure) in try queue.endpoint() }
    guard role.queue.pending > left, role.tryToSend() else { return false }
    try beginSending()
    return true
  }

  // MARK: The end

  private mutating func isDone(at now: Int64) throws(Ending) -> Bool {
    guard transport.inFlight == 0, ended.isEmpty, lines.isEmpty else { return false }
    if stop != nil { return !wantsLines }
    if !intake.isOver { return isStuck(at: now) }
    if !role.isSender || endpoint.record.isGone { return true }
    if settings.drain == .forever { return false }
    if role.queue.pending == 0 { return true }
    guard let drainDeadline else { return false }
    let left = drainDeadline - Clock.monotonicMilliseconds()
    guard left > 0, let next = try nextStart(at: now) else { return true }
    return next > now + Int64(left)
  }

  /// When an attempt can begin at the earliest; nil where no time will bring it about.
  func nextStart(at now: Int64) throws(Ending) -> Int64? {
    guard let opens = endpoint.opens(after: now) else { return nil }
    // A probe takes a row that is not due, too.
    if endpoint.record.breaker.isOpen { return opens }
    if sending.hasReady { return opens }
    let due = try calling { queue throws(Failure) in
      try queue.due(1, at: now, besides: sending.held).isEmpty
        ? try queue.nextDue(after: now) : now
    }
    return due.map { max($0, opens) }
  }

  /// Whether the queue is full and nothing can be sent from it either.
  private mutating func isStuck(at now: Int64) -> Bool {
    guard role.queue.isFull, settings.drain != .forever else {
      fullSince = nil
      return false
    }
    if endpoint.record.isGone { return true }
    let monotonic = Clock.monotonicMilliseconds()
    // A feeder does not see what is sent; that the queue stays full says it.
    let since = max(fullSince ?? monotonic, sending.lastStart)
    fullSince = fullSince ?? monotonic
    return monotonic - since >= Self.stillness
  }

  /// How a run ends that has left something undone.
  private var unfinished: Ending? {
    let path = settings.path
    let pending = role.queue.pending
    if endpoint.record.isGone {
      return .failed(
        Failure(
          .unavailable,
          "\(settings.endpoint.shown): \(endpoint.record.message ?? "the endpoint is gone"); "
            + "\(pending) notifications wait in \(path) until another URL is given, or --resume"))
    }
    if !intake.isOver {
      let last = lastAccepted.map { "\(session.inputs[$0.source].inputName):\($0.line)" }
      return .failed(
        Failure(
          .temporary,
          "\(path): the queue is full, and nothing could be sent from it for a minute; the last "
            + "line accepted is \(last ?? "none of this run")"))
    }
    if let sender = role.sender {
      if !session.options.isQuiet { session.diagnostics.tell("\(sender) sends them") }
      return nil
    }
    if pending == 0 { return nil }
    return .failed(
      Failure(
        .temporary,
        "\(pending) notification\(pending == 1 ? " waits" : "s wait") in \(path); run again to send "
          + "what is due by then (--list pending tells when), or all at once after --resume"))
  }

  // MARK: Waiting

  /// Waits for whatever comes first: lines, answers, signals, the reader of the receipts, a time.
  private mutating func wait(at now: Int64) throws(Ending) {
    let monotonic = Clock.monotonicMilliseconds()
    var limit = max(0, nextGlance - monotonic)
    let linesWait = wantsLines ? self.linesWait : nil
    if let linesWait { limit = min(limit, linesWait) }
    let takesLines = wantsLines && linesWait == nil
    if hasMoved || takesLines && intake.waitsFor == nil { limit = 0 }
    if !ended.isEmpty {
      limit = min(limit, max(0, endedSince + QueueLimits.batchMilliseconds - monotonic))
    }
    if takesLines, let patience = intake.patience { limit = min(limit, patience) }
    if let patience = receipts.patience { limit = min(limit, patience) }
    if mayBegin, let next = sending.nextStart(endpoint, at: now) {
      limit = min(limit, Int(clamping: max(0, next - now)))
    }
    if let drainDeadline { limit = min(limit, max(0, drainDeadline - monotonic)) }

    var waits = [CurlWait(.reading(session.signals.descriptor))]
    if takesLines, let number = intake.waitsFor { waits.append(CurlWait(.reading(number))) }
    waits += receipts.interests.map(CurlWait.init)
    guard transport.wait(milliseconds: limit, others: &waits) else { throw Self.broken }
    receipts.look()
    if waits[0].isReady {
      session.takeSignals()
      if let signal = session.stopSignal {
        end(by: .signalled(signal))
        if transport.inFlight > 0 { session.tellOfStop("waiting for answers on their way") }
      }
    }
  }
}
