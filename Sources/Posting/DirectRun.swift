internal import Command
internal import JSONText
internal import Streams

/// One run in direct mode: lines in, at most one POST each, receipts out in order of completion.
///
/// Deliveries wait here for their turn, never in libcurl, where their clock would run. While all
/// turns are taken and enough is waiting, no input is read; while nobody takes the receipts,
/// nothing new is begun. Nothing here blocks but ``turn(input:milliseconds:)``, so that an answer
/// is never late because a line, or a reader, was.
struct DirectRun: ~Copyable {
  private let session: Session
  private let transport: CurlTransport
  private let judgement: Judgement
  private var reader: DeliveryReader
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
    reader = DeliveryReader(keepsLines: session.options.rejects != nil)
    receipts = ReceiptWriter(session)
    allowance = Allowance(limit: concurrency)
    readyLimit = concurrency
  }

  /// Runs to the end of the input, or until something asks to stop.
  mutating func run() throws(Ending) {
    try session.open()
    var inputEnding: Ending?
    do throws(Ending) {
      while stop == nil, var source = try session.nextSource() { try take(from: &source) }
    } catch {
      // What was read before is sent all the same.
      inputEnding = error
    }
    while !ready.isEmpty || transport.inFlight > 0 { _ = try turn() }
    receipts.writeAll()
    noteWriting()
    session.summary.figures = tally.figures
    session.summary.isIncomplete = tally.failed > 0
    // Who reads no more receipts has turned away; SIGPIPE says the rest.
    if stop != .readerGone, let sentence = tally.sentence { session.diagnostics.tell(sentence) }
    if let ending = stop ?? inputEnding { throw ending }
  }

  // MARK: Input

  /// Takes the lines of one input, and sends while it does.
  private mutating func take(from source: inout LineSource) throws(Ending) {
    while true {
      while stop == nil && ready.count >= readyLimit { _ = try turn() }
      switch source.nextLine() {
      case .line(let range):
        session.summary.read += 1
        let place = Place(source: session.sourceIndex, line: source.lineNumber)
        try consume(source.buffer.span, range, at: place)
      case .excess(let range, let isFirst, let isLast):
        if isFirst { try session.reportExcess(source.lineNumber) }
        try session.keep(source.buffer.span, range, endsLine: isLast)
      case .more:
        guard let patience = patience(isInsideLine: source.isInsideLine) else {
          return try session.reportCutOff(&source)
        }
        if try turn(input: source.number, milliseconds: patience) { try fill(&source) }
      case .end:
        return
      }
    }
  }

  private mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place
  ) throws(Ending) {
    do throws(Rejection) {
      let delivery = try reader.read(bytes, line, at: place)
      if stop == nil { ready.append(delivery) } else { giveBack(delivery) }
    } catch {
      try session.report(error, at: place, bytes, line)
    }
  }

  /// How long the rest of a line may be waited for, in milliseconds; nil if it may not, or there
  /// is none.
  private func patience(isInsideLine: Bool) -> Int? {
    if stop == nil { return Int.max }
    let left = session.stopDeadline - Clock.monotonicMilliseconds()
    return session.stopSignal != nil && isInsideLine && left > 0 ? left : nil
  }

  private func fill(_ source: inout LineSource) throws(Ending) {
    do throws(Errno) {
      _ = try source.fill()
    } catch {
      throw .failed(Failure(.io, "\(source.name): \(error)"))
    }
    session.noteProgress(bytesRead: source.bytesRead)
  }

  // MARK: Deliveries

  /// Does what can be done, and if that was nothing waits: for the deliveries, the signals, the
  /// reader of the receipts if some wait for it, and `input` if given.
  ///
  /// Returns whether `input` can be read.
  private mutating func turn(
    input: Int32? = nil, milliseconds: Int = Int.max
  ) throws(Ending) -> Bool {
    startReady()
    guard transport.perform() else { throw Self.broken }
    var hasEnded = false
    while let (delivery, ending) = transport.nextEnded() {
      hasEnded = true
      finish(delivery, judgement.outcome(of: ending), attempt: 1)
    }
    if hasEnded && !receipts.isFull { return false }
    receipts.writeWhatCanBe()
    noteWriting()
    // What was written may have made room for more.
    if hasEnded || canStart { return false }

    var waits = [CurlWait(session.signals.descriptor)]
    if let input { waits.append(CurlWait(input)) }
    if !receipts.isEmpty { waits.append(CurlWait(session.outputNumber, forWriting: true)) }
    guard transport.wait(milliseconds: milliseconds, others: &waits) else { throw Self.broken }
    if waits[0].isReady {
      session.takeSignals()
      if let signal = session.stopSignal { end(by: .signalled(signal)) }
    }
    return input != nil && waits[1].isReady
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
    var receipt = LineBuffer()
    Receipt.append(
      outcome, of: delivery, source: session.inputs[delivery.place.source].inputName,
      attempt: attempt, to: &receipt)
    receipts.append(receipt)
  }

  /// Nothing more is begun from here on; what waited for its turn is given back.
  private mutating func end(by ending: Ending) {
    if stop == nil { stop = ending }
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
