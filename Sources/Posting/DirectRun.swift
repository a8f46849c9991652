internal import Command
internal import JSONText
internal import Streams

/// One run in direct mode: lines in, at most one POST each, receipts out in order of completion.
///
/// Deliveries wait here for their turn, never in libcurl, where their clock would run. While all
/// turns are taken and enough is waiting, no input is read; while nobody takes the receipts,
/// nothing new is begun. Nothing here blocks but ``turn()``, so that an answer is never late because
/// a line, or a reader, was.
struct DirectRun: ~Copyable {
  private let session: Session
  private let transport: CurlTransport
  private let judgement: Judgement
  private var intake: Intake
  private var allowance: Allowance
  private var tally = Tally()

  /// Read, but not begun.
  private var ready: [Delivery] = []
  private let readyLimit: Int
  private var receipts: ReceiptWriter
  /// Why nothing more is begun, and how the run ends once everything on its way has ended.
  private var stop: Ending?

  init(
    _ session: Session, _ transport: CurlTransport, _ judgement: Judgement, concurrency: Int
  ) {
    self.session = session
    self.transport = transport
    self.judgement = judgement
    intake = Intake(session)
    receipts = ReceiptWriter(session)
    allowance = Allowance(limit: concurrency)
    readyLimit = concurrency
  }

  /// Runs to the end of the input, or until something asks to stop.
  mutating func run() throws(Ending) {
    try session.open()
    while true {
      takeLines()
      if intake.isOver && ready.isEmpty && transport.inFlight == 0 { break }
      try turn()
    }
    receipts.writeAll()
    noteWriting()
    session.summary.figures = tally.figures
    session.summary.isIncomplete = tally.failed > 0
    // Who reads no more receipts has turned away; SIGPIPE says the rest.
    if stop != .readerGone, let sentence = tally.sentence {
      let advice =
        session.options.rejects == nil ? "; nothing keeps them (--rejects FILE, or a --queue)" : ""
      session.diagnostics.tell(sentence + advice)
    }
    if let ending = stop ?? intake.ending { throw ending }
  }

  // MARK: Input

  /// Whether there is room for more lines.
  private var wantsLines: Bool { !intake.isOver && ready.count < readyLimit }

  private mutating func takeLines() {
    if wantsLines { intake.take(readyLimit, into: &ready) }
    if stop != nil { giveBackReady() }
  }

  // MARK: Deliveries

  /// Does what can be done, and if that was nothing waits: for the deliveries, the signals, the
  /// input, and the reader of the receipts if some wait for it.
  private mutating func turn() throws(Ending) {
    startReady()
    guard transport.perform() else { throw Self.broken }
    var hasEnded = false
    while let (delivery, ending) = transport.nextEnded() {
      hasEnded = true
      finish(delivery, judgement.outcome(of: ending), attempt: 1)
    }
    if hasEnded && !receipts.isFull { return }
    receipts.writeWhatCanBe()
    noteWriting()
    // What was written may have made room for more.
    if hasEnded || canStart || wantsLines && intake.waitsFor == nil { return }

    var waits = [CurlWait(.reading(session.signals.descriptor))]
    if wantsLines, let number = intake.waitsFor { waits.append(CurlWait(.reading(number))) }
    waits += receipts.interests.map(CurlWait.init)
    let patience = wantsLines ? intake.patience : nil
    let (tally, inFlight) = (tally, transport.inFlight)
    session.noteProgress {
      "\(tally.delivered) delivered, \(tally.failed) failed, \(inFlight) on their way"
    }
    let limit =
      [patience, receipts.patience, session.progressPatience].compactMap(\.self).min() ?? Int.max
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

  private static let broken = Ending.failed(
    Failure(.software, "libcurl failed in a way that it never should; please report it"))

  private var canStart: Bool {
    !ready.isEmpty && transport.inFlight < allowance.current && !receipts.isFull
  }

  private mutating func startReady() {
    while canStart {
      let delivery = ready.removeFirst()
      if !transport.start(delivery, at: Int(Clock.unixSeconds())) {
        let failed = Outcome.Failed(
          milliseconds: 0, reason: .internal, message: "libcurl did not take the request")
        finish(delivery, .failed(failed), attempt: 1)
      }
    }
  }

  /// Accounts for one delivery: its receipt, and what was not delivered to `--rejects`.
  private mutating func finish(_ delivery: Delivery, _ outcome: Outcome, attempt: Int) {
    tally.note(outcome)
    allowance.note(outcome)
    if case .failed = outcome, let line = delivery.line {
      do throws(Ending) {
        try session.keep(line.span, 0..<line.count)
      } catch {
        end(by: error)
      }
    }
    var receipt = LineBuffer(room: Receipt.usualCount)
    Receipt.append(
      outcome, of: delivery, source: session.inputs[delivery.place.source].inputName,
      attempt: attempt, to: &receipt)
    receipts.append(receipt)
  }

  /// Nothing more is begun from here on; what waited for its turn is given back.
  private mutating func end(by ending: Ending) {
    if stop == nil { stop = ending }
    if session.stopSignal == nil { intake.stop() }
    giveBackReady()
  }

  private mutating func giveBackReady() {
    let waiting = ready
    ready.removeAll()
    for delivery in waiting { giveBack(delivery) }
  }

  private mutating func giveBack(_ delivery: Delivery) {
    let failed = Outcome.Failed(
      milliseconds: 0, reason: .stopped,
      message: "read, but not sent: the run was stopped before its turn came; feed it again")
    finish(delivery, .failed(failed), attempt: 0)
  }

  /// A reader that is gone, or a disk that is full: as if a signal had come.
  private mutating func noteWriting() {
    if let ending = receipts.ending { end(by: ending) }
  }
}
